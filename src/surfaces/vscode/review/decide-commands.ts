// Commands that say something of what was looked at: this file is reviewed, this commit is approved.
import { l10n, window } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import { granted, type CommandParts } from "../commands/command-parts.ts";
import type { TaskRef } from "../selection.ts";
import type { Disposable } from "../signal.ts";
import { addressOf, shownDocument, taskToDecide } from "./choose-task.ts";
import { leaveEmptySide } from "./empty-side.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import { reviewAddress } from "./named-target.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { fileOf } from "./review-uri.ts";
import { isReviewNode } from "./review-rows.ts";
import { isTicked, tickedCount } from "./ticks.ts";

/** Milliseconds that the status bar says what was done. */
const saidMs = 5000;

interface LookedAt {
  task: TaskRef;
  file: FileChange;
  files: readonly FileChange[];
}

export function registerDecideCommands(parts: CommandParts, desk: ReviewDesk): Disposable {
  /** The file that the person looks at, if the worker still has it like that. */
  async function lookedAt(argument: unknown): Promise<LookedAt | null> {
    if (isReviewNode(argument)) {
      const { content, file } = argument;
      return { task: content.task, file, files: content.changes.files };
    }
    if (reviewAddress(argument)?.kind !== "file") await leaveEmptySide();
    const shown = shownDocument(argument);
    if (shown === null) {
      void window.showInformationMessage(l10n.t("Open a file of a review first."));
      return null;
    }
    const found = await desk.changesOf(shown);
    if (found === null) return null;
    const { files } = found.changes;
    const file = fileOf(files, shown);
    const same = file !== undefined && (shown.side === "new" ? file.newBlob : file.oldBlob) === shown.blob;
    if (same) return { task: { epicId: shown.epicId, taskId: shown.taskId }, file, files };
    await desk.sayReplaced(shown);
    return null;
  }

  async function toggle(argument: unknown): Promise<void> {
    const looked = await lookedAt(argument);
    if (looked === null) return;
    const { task, file, files } = looked;
    const reviewed = !isTicked(file, desk.marks(task));
    if (!(await desk.markFiles(task, [file], reviewed))) return;
    const left = files.length - tickedCount(files, desk.marks(task));
    const { name } = nameAndFolder(file.path);
    const text = reviewed
      ? l10n.t("Marked {0} as reviewed, {1} left", name, left)
      : l10n.t("Marked {0} as not reviewed, {1} left", name, left);
    window.setStatusBarMessage(text, saidMs);
  }

  async function approve(argument: unknown): Promise<void> {
    const task = await taskToDecide(parts, argument, l10n.t("Approve"), ({ status }) => status === "ready");
    const found = task === null ? null : await desk.changesOf(task);
    if (task === null || found === null) return;
    const shown = addressOf(argument);
    const ofTask = shown?.epicId === task.epicId && shown.taskId === task.taskId;
    if (ofTask && shown.commit !== found.changes.commit) return desk.sayReplaced(task);
    const approved = granted(await found.swarm.approve(task.epicId, [task.taskId]));
    if (approved !== null) window.setStatusBarMessage(l10n.t("Approved {0}", task.taskId), saidMs);
  }

  const registered = [parts.register("review.toggleReviewed", toggle), parts.register("review.approve", approve)];
  return { dispose: () => registered.forEach((command) => command.dispose()) };
}
