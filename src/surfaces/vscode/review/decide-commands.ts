// Commands that say something of what was looked at: this file is reviewed, this commit is approved.
import { l10n, window } from "vscode";
import { granted, type CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { addressOf, taskToDecide } from "./choose-task.ts";
import { lookedAt } from "./looked-at.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { isTicked, tickedCount } from "./ticks.ts";

/** Milliseconds that the status bar says what was done. */
const saidMs = 5000;

export function registerDecideCommands(parts: CommandParts, desk: ReviewDesk): Disposable {
  async function toggle(argument: unknown): Promise<void> {
    const looked = await lookedAt(desk, argument);
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
