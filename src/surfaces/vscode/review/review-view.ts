// The native view Review: the files of the selected task with a tick each. It carries the badge of the container.
import {
  EventEmitter,
  TreeItemCheckboxState,
  l10n,
  window,
  workspace,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import { readSettings } from "../settings.ts";
import type { ReviewFacts } from "../review-facts.ts";
import type { Disposable } from "../signal.ts";
import type { ReviewContent, ReviewModel } from "./review-model.ts";
import { childrenOf, rowsOf, treeItemOf, type FilesContent, type Layout, type Row } from "./review-rows.ts";
import { viewSentence } from "./review-words.ts";
import { tickedCount } from "./ticks.ts";

export interface ReviewViewParts {
  model: ReviewModel;
  facts: ReviewFacts;
  /** The person set or took away ticks. */
  tick(content: FilesContent, files: readonly FileChange[], reviewed: boolean): Promise<unknown>;
}

function describe(view: TreeView<Row>, content: ReviewContent): void {
  view.message = viewSentence(content);
  if (content.kind === "none") view.description = undefined;
  else if (content.kind !== "files") view.description = content.task.taskId;
  else {
    const { files } = content.changes;
    const counts = l10n.t("{0}/{1} reviewed", tickedCount(files, content.marks), files.length);
    view.description = `${content.task.taskId} · ${counts}`;
  }
}

const layout = (): Layout => readSettings(workspace.getConfiguration("swarmPanel")).reviewLayout;

export interface ReviewView extends Disposable {
  /** 0 shows no badge. */
  setBadge(value: number, tooltip: string): void;
}

export function createReviewView(parts: ReviewViewParts): ReviewView {
  const { model, facts } = parts;
  const rows = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Row> = {
    onDidChangeTreeData: rows.event,
    getChildren(parent) {
      const content = model.current();
      if (parent !== undefined) return childrenOf(parent);
      return content.kind === "files" ? rowsOf(content, layout()) : [];
    },
    getTreeItem: (row) => treeItemOf(row, facts, layout()),
  };
  const view = window.createTreeView("swarmPanel.review", {
    treeDataProvider: provider,
    manageCheckboxStateManually: true,
    showCollapseAll: false,
  });
  const redraw = (): void => {
    describe(view, model.current());
    rows.fire(undefined);
  };
  redraw();
  const ticked = view.onDidChangeCheckboxState(async ({ items }) => {
    for (const reviewed of [true, false]) {
      const state = reviewed ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked;
      const nodes = items.filter(([, now]) => now === state).map(([node]) => node);
      const first = nodes[0];
      const files = nodes.flatMap((node) => (node.kind === "reviewFile" ? [node.file] : node.files));
      if (first !== undefined) await parts.tick(first.content, files, reviewed);
    }
    // What was not stored must not look as if it were.
    redraw();
  });
  const laidOut = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("swarmPanel.review.layout")) redraw();
  });
  const listening = [laidOut, model.onDidChange(redraw), facts.onDidChange(redraw), ticked, rows, view];
  return {
    setBadge(value, tooltip) {
      view.badge = value > 0 ? { value, tooltip } : undefined;
    },
    dispose: () => listening.forEach((each) => each.dispose()),
  };
}
