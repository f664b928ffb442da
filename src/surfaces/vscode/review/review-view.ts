// The native view Review: the files of the selected task with a tick each. It carries the badge of the container.
import { EventEmitter, TreeItem, TreeItemCheckboxState, Uri, l10n, window } from "vscode";
import type { TreeDataProvider, TreeView } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import type { ReviewFacts } from "../review-facts.ts";
import type { Disposable } from "../signal.ts";
import { plainLine } from "../plain-line.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import type { ReviewContent, ReviewModel } from "./review-model.ts";
import { fileDocuments, rowUri } from "./review-uri.ts";
import { changeWord, commentCount, fileSentence, viewSentence } from "./review-words.ts";
import { isTicked, tickedCount } from "./ticks.ts";

type FilesContent = Extract<ReviewContent, { kind: "files" }>;

/** A row of the view, and what its commands are called with. */
export interface ReviewNode {
  kind: "reviewFile";
  content: FilesContent;
  file: FileChange;
}

export const isReviewNode = (value: unknown): value is ReviewNode =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "reviewFile";

export interface ReviewViewParts {
  model: ReviewModel;
  facts: ReviewFacts;
  /** The person set or took away ticks. */
  tick(content: FilesContent, files: readonly FileChange[], reviewed: boolean): Promise<unknown>;
}

function treeItem(node: ReviewNode, comments: number): TreeItem {
  const { content, file } = node;
  const { epic_id, task_id } = content.changes;
  const reviewed = isTicked(file, content.marks);
  const { name, folder } = nameAndFolder(file.path);
  const documents = fileDocuments(content.changes, file);
  const item = new TreeItem(name);
  item.id = `${epic_id}/${task_id}/${file.path}`;
  item.resourceUri = Uri.from(rowUri(file.change === "deleted" ? documents.old : documents.new));
  item.description = [folder, comments > 0 ? commentCount(comments) : ""].filter((part) => part !== "").join(" • ");
  item.tooltip = [plainLine(file.path), changeWord(file), commentCount(comments)].join("\n");
  item.contextValue = "reviewFile";
  item.command = { command: "swarmPanel.review.openFile", title: l10n.t("Open File Changes"), arguments: [node] };
  item.checkboxState = {
    state: reviewed ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: reviewed ? l10n.t("Reviewed") : l10n.t("Not reviewed"),
    accessibilityInformation: { label: reviewed ? l10n.t("Reviewed") : l10n.t("Not reviewed") },
  };
  item.accessibilityInformation = { label: fileSentence(file, { reviewed, comments }) };
  return item;
}

function describe(view: TreeView<ReviewNode>, content: ReviewContent): void {
  view.message = viewSentence(content);
  if (content.kind === "none") view.description = undefined;
  else if (content.kind !== "files") view.description = content.task.taskId;
  else {
    const { files } = content.changes;
    const counts = l10n.t("{0}/{1} reviewed", tickedCount(files, content.marks), files.length);
    view.description = `${content.task.taskId} · ${counts}`;
  }
}

export interface ReviewView extends Disposable {
  /** 0 shows no badge. */
  setBadge(value: number, tooltip: string): void;
}

export function createReviewView(parts: ReviewViewParts): ReviewView {
  const { model, facts } = parts;
  const rows = new EventEmitter<undefined>();
  const provider: TreeDataProvider<ReviewNode> = {
    onDidChangeTreeData: rows.event,
    getChildren(parent) {
      const content = model.current();
      if (parent !== undefined || content.kind !== "files") return [];
      return content.changes.files.map((file): ReviewNode => ({ kind: "reviewFile", content, file }));
    },
    getTreeItem: (node) => treeItem(node, facts.commentsOn(node.content.task, node.file)),
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
      const files = nodes.map((node) => node.file);
      if (first !== undefined) await parts.tick(first.content, files, reviewed);
    }
    // What was not stored must not look as if it were.
    redraw();
  });
  const listening = [model.onDidChange(redraw), facts.onDidChange(redraw), ticked, rows, view];
  return {
    setBadge(value, tooltip) {
      view.badge = value > 0 ? { value, tooltip } : undefined;
    },
    dispose: () => listening.forEach((each) => each.dispose()),
  };
}
