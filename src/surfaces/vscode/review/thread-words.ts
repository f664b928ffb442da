// What stands above a thread: how far its comment is, and what became of what it speaks of.
import { l10n } from "vscode";
import type { Fate } from "./comment-fate.ts";
import type { KeptComment } from "./review-comment.ts";

function pendingLabel(fate: Fate): string {
  if (fate.kind === "linesGone") return l10n.t("Pending, outdated: its lines are gone");
  if (fate.kind === "fileGone") return l10n.t("Pending, outdated: the worker no longer changes this file");
  return fate.kind === "found" && !fate.same ? l10n.t("Pending, its lines were changed") : l10n.t("Pending");
}

function sentLabel(fate: Fate): string {
  if (fate.kind === "linesGone") return l10n.t("Outdated: its lines are gone");
  if (fate.kind === "fileGone") return l10n.t("Outdated: the worker no longer changes this file");
  return fate.kind === "found" && fate.touched ? l10n.t("Updated, check again") : l10n.t("Sent");
}

export const threadLabel = (comment: KeptComment, fate: Fate): string =>
  comment.state === "pending" ? pendingLabel(fate) : sentLabel(fate);

/** Where it was written, for a comment that is shown on another commit than that. */
export function writtenWhere({ commit, lines }: KeptComment): string {
  const id = commit.slice(0, 7);
  if (lines === null) return l10n.t("written on the file in {0}", id);
  if (lines.start === lines.end) return l10n.t("written on line {0} of {1}", lines.start, id);
  return l10n.t("written on lines {0} to {1} of {2}", lines.start, lines.end, id);
}
