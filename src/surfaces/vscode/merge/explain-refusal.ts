// Says why an epic was not merged, and lists what stands in the way so that a person can go there.
import { Uri, commands, env, l10n, window, type QuickPickItem } from "vscode";
import type { Refusal } from "../../../application/refusal.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { wordOf } from "../commands/status-look.ts";
import type { PanelParts } from "../panel-parts.ts";
import { inertLine } from "../plain-line.ts";
import { refusalSentence } from "../refusal-sentence.ts";
import { mergeByHand, refusedLanding } from "../refused-landing.ts";
import { nameAndFolder } from "../review/name-and-folder.ts";
import { blockingFiles, openTasks } from "./mergeable.ts";

/** Tasks that are not in the integration branch yet, to choose one to go to. */
export async function showOpenTasks(parts: PanelParts, epic: EpicState): Promise<void> {
  const items = openTasks(epic).map((task) => ({
    label: inertLine(task.plan.title),
    description: `${task.id} · ${wordOf(l10n.t, task.status, epic.landed !== null)}`,
    ...(task.conflict_files.length > 0 ? { detail: task.conflict_files.map(inertLine).join(", ") } : {}),
    task,
  }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Not everything can be merged yet"),
    placeHolder: l10n.t("Approve, retry or discard these tasks first. Choose one to go to it."),
    matchOnDescription: true,
  });
  if (chosen !== undefined) parts.selection.select({ epicId: epic.id, taskId: chosen.task.id });
}

async function showFiles(parts: PanelParts, epic: EpicState, root: string): Promise<void> {
  const items: (QuickPickItem & { path: string })[] = blockingFiles(epic).map(({ path, taskId }) => {
    const { name, folder } = nameAndFolder(path);
    return {
      label: name,
      description: [folder, taskId].filter((part) => part !== "" && part !== null).join(" · "),
      path,
    };
  });
  const chosen = await window.showQuickPick(items, {
    title: l10n.t("Files that stand in the way"),
    placeHolder: l10n.t("Choose a file to open it in your checkout."),
    matchOnDescription: true,
  });
  if (chosen !== undefined) await commands.executeCommand("vscode.open", Uri.joinPath(Uri.file(root), chosen.path));
}

/** What red checks hold back can be merged all the same, by somebody who was told. */
async function askDespiteChecks(epic: EpicState): Promise<boolean> {
  const branch = inertLine(epic.target_branch ?? "");
  const mergeLabel = l10n.t("Merge Without Checks");
  const detail = l10n.t(
    "No check runs. What is red now will be red in {0}. The record says that you decided it.",
    branch,
  );
  const text = l10n.t("Merge into {0} despite red checks?", branch);
  return (await window.showWarningMessage(text, { modal: true, detail }, mergeLabel)) === mergeLabel;
}

/** What a person may choose after a refusal. */
export interface OtherWays {
  /** Merges without the checks. */
  despiteChecks(): Promise<void>;
  /** Sets what is in the way aside, merges, and brings it back. */
  setAside(): Promise<void>;
}

/** `epic` as it is after the refusal. */
export async function explainRefusal(
  parts: PanelParts,
  epic: EpicState,
  root: string,
  refusals: readonly Refusal[],
  ways: OtherWays,
): Promise<void> {
  const files = blockingFiles(epic).length;
  const open = openTasks(epic).length;
  const ofLanding = epic.refusal !== null && refusals.some(({ code }) => code === epic.refusal?.code);
  const said = ofLanding ? refusedLanding(l10n.t, epic) : null;
  const byHand = ofLanding && epic.refusal?.code === "conflict" ? mergeByHand(epic) : null;
  const [showFilesLabel, showTasksLabel] = [l10n.t("Show Files…"), l10n.t("Show Tasks…")];
  const copyLabel = l10n.t("Copy Command");
  const despiteLabel = l10n.t("Merge Despite Checks…");
  const asideLabel = l10n.t("Set Aside, Merge, Restore");
  const isRed = ofLanding && epic.refusal?.code === "checks-failed";
  const isInTheWay = ofLanding && epic.refusal?.code === "would-overwrite";
  const buttons = [
    ...(isInTheWay ? [asideLabel] : []),
    ...(files > 0 ? [showFilesLabel] : []),
    ...(open > 0 ? [showTasksLabel] : []),
    ...(byHand === null ? [] : [copyLabel]),
    ...(isRed ? [despiteLabel] : []),
  ];
  const text = said === null ? refusalSentence(refusals) : l10n.t("Not merged, and nothing was changed: {0}", said);
  const chosen = await window.showWarningMessage(text, ...buttons);
  if (chosen === showFilesLabel) await showFiles(parts, epic, root);
  if (chosen === showTasksLabel) await showOpenTasks(parts, epic);
  if (chosen === despiteLabel && (await askDespiteChecks(epic))) await ways.despiteChecks();
  if (chosen === asideLabel) await ways.setAside();
  if (chosen === copyLabel && byHand !== null) await env.clipboard.writeText(byHand);
}
