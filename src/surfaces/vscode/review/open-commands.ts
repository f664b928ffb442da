// Commands that open something of a review: all of it, one file, the next file that is not reviewed.
import { l10n, window } from "vscode";
import type { CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { addressOf, shownDocument, taskToShow } from "./choose-task.ts";
import { namedFile } from "./named-target.ts";
import { openFile } from "./open-review.ts";
import type { ReviewDesk } from "./review-desk.ts";
import { fileOf } from "./review-uri.ts";
import { isReviewNode } from "./review-rows.ts";
import { nextUnreviewed } from "./ticks.ts";

export function registerOpenCommands(parts: CommandParts, desk: ReviewDesk): Disposable {
  async function open(argument: unknown): Promise<void> {
    const task = await taskToShow(parts, argument, l10n.t("Review Changes"), ({ work }) => work !== null);
    if (task !== null) await desk.openTask(task);
  }

  async function openOne(argument: unknown): Promise<void> {
    if (isReviewNode(argument)) return openFile(argument.content.changes, argument.file);
    const row = namedFile(argument);
    const address = addressOf(argument);
    const wanted = row === null ? address : { ...row, kind: "file" as const, side: "new" as const };
    if (wanted?.kind !== "file") return open(argument);
    const found = await desk.changesOf(wanted);
    if (found === null) return;
    const file = fileOf(found.changes.files, wanted);
    if (file === undefined) return desk.sayReplaced(wanted);
    return openFile(found.changes, file);
  }

  async function next(argument: unknown): Promise<void> {
    const shown = shownDocument(argument);
    const task =
      shown ?? (await taskToShow(parts, argument, l10n.t("Next Unreviewed File"), ({ work }) => work !== null));
    const found = task === null ? null : await desk.changesOf(task);
    if (task === null || found === null) return;
    const { files } = found.changes;
    const current = shown === null ? undefined : fileOf(files, shown);
    const file = nextUnreviewed(files, desk.marks(task), current?.path ?? null);
    if (file !== null) return openFile(found.changes, file);
    void window.showInformationMessage(l10n.t("All files of {0} are reviewed.", task.taskId));
  }

  const registered = [
    parts.register("review.open", open),
    parts.register("review.openFile", openOne),
    parts.register("review.nextUnreviewed", next),
  ];
  return { dispose: () => registered.forEach((command) => command.dispose()) };
}
