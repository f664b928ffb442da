// How each state of a task looks where VS Code draws it: an icon and the word that people read.
import type { TaskStatus } from "../../../domain/task-status.ts";
import type { Translate } from "../words.ts";

const icons: Record<TaskStatus, string> = {
  queued: "circle-large",
  blocked: "circle-slash",
  starting: "sync",
  working: "sync",
  needs_permission: "shield",
  needs_answer: "question",
  retrying: "watch",
  stalled: "warning",
  stopped: "debug-pause",
  interrupted: "debug-restart",
  ready: "eye",
  changes_requested: "comment-discussion",
  approved: "pass",
  landing: "git-merge",
  conflict: "git-merge",
  landed: "pass-filled",
  failed: "error",
  discarded: "circle-slash",
};

export const iconOf = (status: TaskStatus): string => `$(${icons[status]})`;

/** `merged`: the person's branch has what landed. */
export function wordOf(t: Translate, status: TaskStatus, merged: boolean): string {
  switch (status) {
    case "queued":
      return t("queued");
    case "blocked":
      return t("blocked");
    case "starting":
      return t("starting");
    case "working":
      return t("working");
    case "needs_permission":
      return t("needs permission");
    case "needs_answer":
      return t("needs an answer");
    case "retrying":
      return t("retrying");
    case "stalled":
      return t("stalled");
    case "stopped":
      return t("stopped");
    case "interrupted":
      return t("interrupted");
    case "ready":
      return t("ready for review");
    case "changes_requested":
      return t("changes requested");
    case "approved":
      return t("approved");
    case "landing":
      return t("joins the merge");
    case "conflict":
      return t("conflict");
    case "landed":
      return merged ? t("merged") : t("in the merge");
    case "failed":
      return t("failed");
    case "discarded":
      return t("discarded");
  }
}
