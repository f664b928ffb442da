// Command Undo Last Merge…: takes a merge back, after saying what that does.
import { l10n, window } from "vscode";
import type { Undone } from "../../../application/undo-landing.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { PanelParts } from "../panel-parts.ts";
import { inertLine } from "../plain-line.ts";
import { refusalSentence } from "../refusal-sentence.ts";
import { epicFor } from "./choose-epic.ts";
import { mayUndo } from "./mergeable.ts";

const short = (commit: string): string => commit.slice(0, 7);

/** A list and not a box: it can be left with Escape, and nothing is lost by either answer. */
async function confirmed(epic: EpicState): Promise<boolean> {
  if (epic.landed === null) return true;
  const { branch, commit, previous } = epic.landed;
  const undo = {
    label: l10n.t("Undo the merge of {0}", inertLine(epic.title)),
    detail: l10n.t(
      "{0} goes back from {1} to {2}. If it has moved on since, a commit that reverts the merge is added. Uncommitted changes stay.",
      inertLine(branch),
      short(commit),
      short(previous),
    ),
  };
  const keep = { label: l10n.t("Keep the merge") };
  return (await window.showQuickPick([undo, keep], { title: l10n.t("Undo Last Merge") })) === undo;
}

function undoneSentence({ branch, commit, how }: Undone): string {
  return how === "reset"
    ? l10n.t("The merge was undone: {0} is back at {1}.", inertLine(branch), short(commit))
    : l10n.t("The merge was undone by commit {1} on {0}.", inertLine(branch), short(commit));
}

export function createUndoCommand(parts: PanelParts): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const swarm = parts.session.live();
    if (swarm === null) {
      return void window.showWarningMessage(l10n.t("This window does not run the swarm of this repository."));
    }
    const words = { title: l10n.t("Undo Last Merge"), none: l10n.t("There is no merge to undo.") };
    const epic = await epicFor(parts, argument, words, mayUndo);
    if (epic === null || !(await confirmed(epic))) return;
    const undone = await swarm.undo(epic.id);
    if (undone.ok) void window.showInformationMessage(undoneSentence(undone.value));
    else void window.showWarningMessage(refusalSentence(undone.refusals));
  };
}
