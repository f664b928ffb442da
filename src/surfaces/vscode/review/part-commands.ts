// Commands that take a part of a worker's commit back, take a part of it alone, and undo the last of these.
import { l10n, window } from "vscode";
import type { LineEdit } from "../../../application/live-swarm.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { granted, type CommandParts } from "../commands/command-parts.ts";
import { plainLine } from "../plain-line.ts";
import type { TaskRef } from "../selection.ts";
import type { Disposable } from "../signal.ts";
import { taskToDecide } from "./choose-task.ts";
import { choosePart } from "./choose-part.ts";
import { hunkAt } from "./hunk-at-line.ts";
import { openDocument, type OpenDocument } from "./looked-at.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import { openFile } from "./open-review.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { fileOf } from "./review-uri.ts";
import { isReviewNode } from "./review-rows.ts";

/** Milliseconds that the status bar says what was done. */
const saidMs = 5000;

const say = (text: string): void => void window.setStatusBarMessage(text, saidMs);

/** Menus beside line numbers hand in a line; elsewhere it is that of the cursor. From 1. */
function lineOf(argument: unknown): number {
  const given = typeof argument === "object" && argument !== null && "lineNumber" in argument ? argument.lineNumber : 0;
  return typeof given === "number" && given > 0 ? given : (window.activeTextEditor?.selection.active.line ?? 0) + 1;
}

export function registerPartCommands(parts: CommandParts, desk: ReviewDesk): Disposable {
  /** The file that is meant, also of a row. */
  async function meant(argument: unknown): Promise<OpenDocument | null> {
    if (!isReviewNode(argument)) return openDocument(desk, argument);
    const { content, file } = argument;
    const found = await desk.changesOf(content.task);
    if (found === null) return null;
    const own = fileOf(found.changes.files, { side: "new", path: file.path });
    if (found.changes.commit !== content.changes.commit) await desk.sayReplaced(content.task);
    else if (own !== undefined) return { ...found, task: content.task, file: own, side: "new" };
    else
      void window.showInformationMessage(
        l10n.t("{0} has no change of {1}.", content.task.taskId, plainLine(file.path)),
      );
    return null;
  }

  /** Undefined: the file has no hunks to choose from. Null: the person was told that none is there. */
  async function hunkOf({ swarm, file, side }: OpenDocument, line: number): Promise<LineEdit | null | undefined> {
    const { oldBlob, newBlob } = file;
    const edits = oldBlob === null || newBlob === null ? null : await swarm.lineEdits(oldBlob, newBlob);
    if (edits === null || edits.length === 0) return undefined;
    const hunk = hunkAt(edits, side, line);
    if (hunk === null)
      void window.showInformationMessage(l10n.t("The cursor is at no change. Go to one, and do this again."));
    return hunk;
  }

  /** What is open is of a commit that was replaced: the file is shown as it is now. */
  async function showAgain(task: TaskRef, path: string): Promise<void> {
    const single = window.tabGroups.activeTabGroup.activeTab?.input !== undefined;
    const now = single ? await desk.changesOf(task) : null;
    const file = now?.changes.files.find((one) => one.path === path);
    if (now !== null && file !== undefined) await openFile(now.changes, file);
    else if (!single) await desk.openTask(task);
  }

  async function reject({ task, swarm, changes, file }: OpenDocument, hunks: LineEdit[] | null): Promise<void> {
    const wish = { commit: changes.commit, part: [{ path: file.path, hunks }] };
    if (granted(await swarm.rejectPart(task.epicId, task.taskId, wish)) === null) return;
    const { name } = nameAndFolder(file.path);
    say(hunks === null ? l10n.t("Rejected {0}", name) : l10n.t("Rejected 1 hunk of {0}", name));
  }

  async function rejectFile(argument: unknown, shown?: OpenDocument): Promise<void> {
    const found = shown ?? (await meant(argument));
    if (found === null) return;
    const { name } = nameAndFolder(found.file.path);
    const detail = l10n.t(
      "A commit on the worker's branch takes its changes back. It can be undone until it is merged.",
    );
    const deed = { label: l10n.t("Reject"), detail };
    // Nothing is lost by it, so that nothing has to stop the person.
    const chosen = await window.showQuickPick([deed], { title: l10n.t("Reject all changes of {0}?", name) });
    if (chosen === deed) await reject(found, null);
  }

  async function rejectHunk(argument: unknown): Promise<void> {
    const line = lineOf(argument);
    const found = await openDocument(desk, argument);
    const hunk = found === null ? null : await hunkOf(found, line);
    if (found === null || hunk === null) return;
    // A file that came, went, or is no text has nothing smaller than all of it.
    if (hunk === undefined) return rejectFile(argument, found);
    await reject(found, [hunk]);
    await showAgain(found.task, found.file.path);
  }

  async function take(found: OpenDocument, hunk: LineEdit | null): Promise<void> {
    const { task, swarm, changes, file } = found;
    const part = await choosePart(swarm, changes, { file, hunk });
    if (part === null) return;
    const taken = await swarm.takePart(task.epicId, task.taskId, { commit: changes.commit, part });
    if (granted(taken) !== null)
      say(l10n.t("Took {0} of {1} files of {2}", part.length, changes.files.length, task.taskId));
  }

  async function takeFile(argument: unknown): Promise<void> {
    const found = await meant(argument);
    if (found !== null) await take(found, null);
  }

  async function takeHunk(argument: unknown): Promise<void> {
    const line = lineOf(argument);
    const found = await openDocument(desk, argument);
    const hunk = found === null ? null : await hunkOf(found, line);
    if (found !== null && hunk !== null) await take(found, hunk ?? null);
  }

  async function undo(argument: unknown): Promise<void> {
    const title = l10n.t("Undo Rejected or Taken Part");
    const task = await taskToDecide(parts, argument, title, (one) => one.parts.length > 0);
    const found = task === null ? null : await desk.changesOf(task);
    if (task === null || found === null) return;
    const done: EpicState | null = granted(await found.swarm.undoPart(task.epicId, task.taskId));
    if (done !== null) say(l10n.t("{0} is as it was before", task.taskId));
  }

  const registered = [
    parts.register("review.rejectHunk", rejectHunk),
    parts.register("review.rejectFile", (argument) => rejectFile(argument)),
    parts.register("review.takeHunk", takeHunk),
    parts.register("review.takeFile", takeFile),
    parts.register("review.undoPart", undo),
  ];
  return { dispose: () => registered.forEach((command) => command.dispose()) };
}
