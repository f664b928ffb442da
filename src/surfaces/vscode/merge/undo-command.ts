// Command Undo Last Merge…: takes a merge back, after saying what that does.
import { l10n, window } from "vscode";
import type { Undone } from "../../../application/undo-landing.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { granted, swarmToUse, type CommandParts } from "../commands/command-parts.ts";
import { targetEpic } from "../commands/target.ts";
import { inertLine } from "../plain-line.ts";
import { mayUndo } from "./mergeable.ts";

const short = (commit: string): string => commit.slice(0, 7);

/** A list and not a box: it can be left with Escape, and nothing is lost by either answer. */
async function confirmed(epic: EpicState): Promise<boolean> {
  if (epic.landed === null) return true;
  const { branch, previous } = epic.landed;
  const undo = {
    label: l10n.t("Undo the merge of {0}", inertLine(epic.title)),
    detail: l10n.t(
      "{0} goes back to {1}; if it has moved on or was pushed, a commit reverts the merge.",
      inertLine(branch),
      short(previous),
    ),
  };
  const keep = { label: l10n.t("Keep the merge") };
  const options = { title: l10n.t("Undo Last Merge"), placeHolder: l10n.t("Your uncommitted changes stay.") };
  return (await window.showQuickPick([undo, keep], options)) === undo;
}

function undoneSentence({ branch, commit, how }: Undone): string {
  return how === "reset"
    ? l10n.t("The merge was undone: {0} is back at {1}.", inertLine(branch), short(commit))
    : l10n.t("The merge was undone by commit {1} on {0}.", inertLine(branch), short(commit));
}

export function createUndoCommand(parts: CommandParts): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const epic = await targetEpic(parts, argument, l10n.t("Undo Last Merge"), mayUndo);
    if (epic === null || !(await confirmed(epic))) return;
    const swarm = await swarmToUse(parts);
    const undone = swarm === null ? null : granted(await swarm.undo(epic.id));
    if (undone !== null) void window.showInformationMessage(undoneSentence(undone));
  };
}
