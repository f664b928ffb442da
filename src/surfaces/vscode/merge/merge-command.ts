// Command Merge…: brings a whole epic into the person's branch.
import { ProgressLocation, l10n, window, type CancellationToken } from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import type { LandingWish } from "../../../application/reactors/land-epic.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { swarmToUse, type CommandParts } from "../commands/command-parts.ts";
import { targetEpic } from "../commands/target.ts";
import { inertLine } from "../plain-line.ts";
import { askHowToMerge } from "./ask-how-to-merge.ts";
import { explainRefusal, showOpenTasks } from "./explain-refusal.ts";
import { mayMerge, mergedTasks, openTasks } from "./mergeable.ts";
import { commitViewer } from "./show-commit.ts";

/** Lands with a progress that the person can cancel; a cancelled landing has changed nothing. */
function landWithProgress(swarm: LiveSwarm, epic: EpicState, wish: LandingWish) {
  const branch = inertLine(epic.target_branch ?? "");
  const options = {
    location: ProgressLocation.Notification,
    cancellable: true,
    title: branch === "" ? l10n.t("Merging") : l10n.t("Merging into {0}", branch),
  };
  return window.withProgress(options, async (_progress, token: CancellationToken) => {
    const stopping = new AbortController();
    const cancelling = token.onCancellationRequested(() => stopping.abort());
    try {
      return await swarm.land(epic.id, { ...wish, signal: stopping.signal });
    } finally {
      cancelling.dispose();
    }
  });
}

/** The result of what the person just did, with the way back. */
async function sayMerged(epic: EpicState, root: string, undo: (epicId: string) => Promise<void>): Promise<void> {
  if (epic.landed === null) return;
  const { branch, commit } = epic.landed;
  const merged = mergedTasks(epic).length;
  const text =
    merged === 1
      ? l10n.t("Merged 1 task into {0}.", inertLine(branch))
      : l10n.t("Merged {0} tasks into {1}.", merged, inertLine(branch));
  const viewer = await commitViewer(root);
  const [undoLabel, showLabel] = [l10n.t("Undo"), l10n.t("Show Commit…")];
  const chosen = await window.showInformationMessage(text, undoLabel, ...(viewer === null ? [] : [showLabel]));
  if (chosen === undoLabel) await undo(epic.id);
  if (chosen === showLabel) await viewer?.(commit);
}

/** `undo` is what the button of the result does. */
export function createMergeCommand(
  parts: CommandParts,
  undo: (epicId: string) => Promise<void>,
): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const epic = await targetEpic(parts, argument, l10n.t("Merge"), mayMerge);
    const swarm = epic === null ? null : await swarmToUse(parts);
    if (epic === null || swarm === null) return;
    if (mayMerge(epic) && openTasks(epic).length > 0) return showOpenTasks(parts, epic);
    const usual = parts.settings().merge.strategy;
    // What cannot be merged is refused by the core, with its reason: nothing is asked before.
    const choice = mayMerge(epic) ? await askHowToMerge(epic, usual) : { strategy: usual, message: null };
    if (choice === null) return;
    const merge = async (despite_checks: boolean): Promise<void> => {
      const landed = await landWithProgress(swarm, epic, { ...choice, despite_checks });
      if (landed.ok) return sayMerged(landed.value, swarm.root, undo);
      if (landed.refusals.some(({ code }) => code === "stopped"))
        return void window.showInformationMessage(l10n.t("The merge was stopped. Nothing was changed."));
      const after = (await swarm.epic(epic.id)) ?? epic;
      return explainRefusal(parts, after, swarm.root, landed.refusals, () => merge(true));
    };
    return merge(false);
  };
}
