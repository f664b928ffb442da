// The file that the person looks at, for a command that decides about it.
import { l10n, window } from "vscode";
import type { FileChange, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { TaskRef } from "../selection.ts";
import { shownDocument } from "./choose-task.ts";
import { leaveEmptySide } from "./empty-side.ts";
import { reviewAddress } from "./named-target.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { isReviewNode } from "./review-rows.ts";
import { fileOf, type ReviewSide } from "./review-uri.ts";

interface LookedAt {
  task: TaskRef;
  file: FileChange;
  files: readonly FileChange[];
}

/** A row of the view Review, or the document that has the focus if the worker still has it like that; the person is told. */
export async function lookedAt(desk: ReviewDesk, argument: unknown): Promise<LookedAt | null> {
  if (isReviewNode(argument)) {
    const { content, file } = argument;
    return { task: content.task, file, files: content.changes.files };
  }
  const found = await openDocument(desk, argument);
  return found === null ? null : { task: found.task, file: found.file, files: found.changes.files };
}

export interface OpenDocument {
  task: TaskRef;
  swarm: LiveSwarm;
  changes: TaskChanges;
  file: FileChange;
  side: ReviewSide;
}

export async function openDocument(desk: ReviewDesk, argument: unknown): Promise<OpenDocument | null> {
  if (reviewAddress(argument)?.kind !== "file") await leaveEmptySide();
  const shown = shownDocument(argument);
  if (shown === null) {
    void window.showInformationMessage(l10n.t("Open a file of a review first."));
    return null;
  }
  if (shown.side === "other") {
    void window.showInformationMessage(l10n.t("Put the cursor on the side of the worker's commit first."));
    return null;
  }
  const found = await desk.changesOf(shown);
  if (found === null) return null;
  const file = fileOf(found.changes.files, shown);
  const { side, epicId, taskId } = shown;
  const same = file !== undefined && (side === "new" ? file.newBlob : file.oldBlob) === shown.blob;
  if (same) return { ...found, task: { epicId, taskId }, file, side };
  await desk.sayReplaced(shown);
  return null;
}
