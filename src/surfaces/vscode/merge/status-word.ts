// The state of a task in a word, as a list shows it.
import { l10n } from "vscode";
import type { TaskStatus } from "../../../domain/task-status.ts";

export function statusWord(status: TaskStatus): string {
  const words: Record<TaskStatus, string> = {
    queued: l10n.t("Queued"),
    blocked: l10n.t("Blocked"),
    starting: l10n.t("Starting"),
    working: l10n.t("Working"),
    needs_permission: l10n.t("Needs permission"),
    needs_answer: l10n.t("Needs an answer"),
    retrying: l10n.t("Retrying"),
    stalled: l10n.t("Stalled"),
    stopped: l10n.t("Stopped"),
    interrupted: l10n.t("Interrupted"),
    ready: l10n.t("Ready for review"),
    changes_requested: l10n.t("Changes requested"),
    approved: l10n.t("Approved"),
    landing: l10n.t("Merging"),
    conflict: l10n.t("Conflict"),
    landed: l10n.t("Merged"),
    failed: l10n.t("Failed"),
    discarded: l10n.t("Discarded"),
  };
  return words[status];
}
