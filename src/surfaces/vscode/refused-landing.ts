// What keeps an epic from the person's branch and what helps, in the words of the panel.
import type { EpicState } from "../../domain/epic-state.ts";
import { inertLine } from "./plain-line.ts";
import type { Translate } from "./words.ts";

const namesShown = 5;

const names = (all: readonly string[]): string =>
  inertLine(all.slice(0, namesShown).join(", ") + (all.length > namesShown ? ", …" : ""));

/** What the person runs on their branch after a conflict; ids and branches of ours need no quotes. */
export const mergeByHand = ({ integration }: EpicState): string | null =>
  integration === null ? null : `git merge ${integration.branch}`;

/** One sentence or two, or null when nothing was refused. What has no words here keeps those of the core. */
export function refusedLanding(t: Translate, epic: EpicState): string | null {
  const { refusal, target_branch: branch } = epic;
  if (refusal === null) return null;
  const byHand = mergeByHand(epic);
  if (refusal.code === "conflict" && branch !== null && byHand !== null) {
    return t(
      "{0} has moved on and conflicts in {1}. Run {2} on {0}, resolve the conflict and commit, then merge again.",
      inertLine(branch),
      names(refusal.files),
      byHand,
    );
  }
  if (refusal.code === "would-overwrite" && refusal.files.length > 0) {
    return t(
      "uncommitted changes in {0} stand in the way. Commit them or move them away, then merge again.",
      names(refusal.files),
    );
  }
  if (refusal.code === "aside-refused" && refusal.files.length > 0) {
    return t(
      "what is not committed in {0} could not come back without a conflict. Commit it or move it away, then merge again.",
      names(refusal.files),
    );
  }
  return inertLine(refusal.message);
}
