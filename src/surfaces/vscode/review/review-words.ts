// Sentences of the Review view.
import { l10n } from "vscode";
import type { FileChange } from "../../../application/live-swarm.ts";
import { concernOf } from "../../../domain/reading-order.ts";
import type { TaskStatus } from "../../../domain/task-status.ts";
import { breakdownSentence } from "../breakdown-sentence.ts";
import { plainLine } from "../plain-line.ts";
import { nameAndFolder } from "./name-and-folder.ts";
import type { ReviewContent } from "./review-model.ts";
import { tickedCount, type Marks } from "./ticks.ts";

export const commentCount = (comments: number): string =>
  comments === 1 ? l10n.t("1 comment") : l10n.t("{0} comments", comments);

/** What happened to a file, with its lines. */
export function changeWord(file: FileChange): string {
  const words = {
    added: l10n.t("added"),
    modified: l10n.t("modified"),
    deleted: l10n.t("deleted"),
    renamed: l10n.t("renamed from {0}", plainLine(file.from ?? "")),
  };
  const { added, deleted } = file;
  const lines =
    added === null || deleted === null ? l10n.t("binary") : l10n.t("lines: {0} added, {1} deleted", added, deleted);
  return `${words[file.change]}, ${lines}`;
}

/** Why a file stands among the first; empty: for no reason. */
export function concernWord(file: FileChange): string {
  switch (concernOf(file)) {
    case "deleted-test":
      return l10n.t("takes a test away");
    case "pipeline":
      return l10n.t("build pipeline");
    case "access":
      return l10n.t("access and secrets");
    case "migration":
      return l10n.t("database");
    case "lockfile":
      return l10n.t("dependencies");
    case null:
      return "";
  }
}

/** The folded row of what a program wrote, for somebody who hears it. */
export function generatedSentence(files: readonly FileChange[], marks: Marks): string {
  const counted = files.length === 1 ? l10n.t("1 generated file") : l10n.t("{0} generated files", files.length);
  return `${counted}, ${l10n.t("{0}/{1} reviewed", tickedCount(files, marks), files.length)}`;
}

/** The whole row for somebody who hears it: what matters most comes first. */
export function fileSentence(file: FileChange, about: { reviewed: boolean; comments: number }): string {
  const { name, folder } = nameAndFolder(file.path);
  const reviewed = about.reviewed ? l10n.t("reviewed") : l10n.t("not reviewed");
  const concern = concernWord(file);
  const parts = [name, reviewed, ...(concern === "" ? [] : [concern]), changeWord(file)];
  if (about.comments > 0) parts.push(commentCount(about.comments));
  if (folder !== "") parts.push(folder);
  return parts.join(", ");
}

/** Why a task has no commit to look at. */
function noCommitSentence(task: string, status: TaskStatus): string {
  switch (status) {
    case "queued":
    case "blocked":
      return l10n.t("{0} has not started yet. Its changes appear here when it has finished.", task);
    case "starting":
    case "working":
    case "retrying":
    case "changes_requested":
      return l10n.t("{0} is still working. Its changes appear here when it has finished.", task);
    case "needs_permission":
    case "needs_answer":
      return l10n.t("{0} waits for you. Its changes appear here when it has finished.", task);
    case "stalled":
    case "stopped":
    case "interrupted":
    case "failed":
      return l10n.t("{0} ended before it had something to review. Retry it, or discard it.", task);
    case "discarded":
      return l10n.t("{0} was discarded.", task);
    case "ready":
    case "approved":
    case "landing":
    case "conflict":
    case "landed":
      return l10n.t("The commit of {0} is not in the repository any more.", task);
  }
}

const stillAtWork: ReadonlySet<TaskStatus> = new Set([
  "changes_requested",
  "starting",
  "working",
  "needs_permission",
  "needs_answer",
  "retrying",
  "stalled",
]);

/** What stands above the files, or instead of them; undefined leaves the view to its welcome text. */
export function viewSentence(content: ReviewContent): string | undefined {
  switch (content.kind) {
    case "none":
      return undefined;
    case "loading":
      return l10n.t("Reading the changes of {0}…", content.task.taskId);
    case "noCommit":
      return noCommitSentence(content.task.taskId, content.status);
    case "unreadable":
      return l10n.t(
        "The changes of {0} cannot be read: {1}",
        content.task.taskId,
        breakdownSentence(l10n.t, content.error),
      );
    case "files":
      if (content.changes.against !== undefined) {
        const { task, changes } = content;
        return changes.files.length === 0
          ? l10n.t("Nothing of {0} differs from {1}.", task.taskId, changes.against ?? "")
          : l10n.t("Compared with: {0}", changes.against ?? "");
      }
      if (content.changes.files.length === 0) return l10n.t("{0} changed no files.", content.task.taskId);
      return stillAtWork.has(content.status)
        ? l10n.t("{0} is working again. This is what it committed last.", content.task.taskId)
        : undefined;
  }
}
