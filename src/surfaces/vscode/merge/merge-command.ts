// Command Merge…: brings a whole epic into the person's branch.
import { ProgressLocation, env, l10n, window, type CancellationToken } from "vscode";
import type { LiveSwarm } from "../../../application/live-swarm.ts";
import type { LandingWish } from "../../../application/reactors/land-epic.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { WorkAside } from "../../../domain/landing-strategy.ts";
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

/** What was set aside, and was changed by somebody before it could come back: the one command that shows it again. */
async function sayLeft({ ref, left }: WorkAside): Promise<void> {
  const files = left.map((path) => `'${path.replaceAll("'", "'\\''")}'`).join(" ");
  const copyLabel = l10n.t("Copy Command");
  const text = l10n.t(
    "{0} changed while the merge went on, and was left as it is now. What you had there is kept below {1}.",
    inertLine(left.join(", ")),
    ref,
  );
  const chosen = await window.showWarningMessage(text, copyLabel);
  if (chosen === copyLabel) await env.clipboard.writeText(`git restore --source=${ref} -- ${files}`);
}

/** The result of what the person just did, with the way back. */
async function sayMerged(epic: EpicState, root: string, undo: (epicId: string) => Promise<void>): Promise<void> {
  if (epic.landed === null) return;
  const { landed } = epic;
  const { branch, commit } = landed;
  const merged = mergedTasks(epic).length;
  const said =
    merged === 1
      ? l10n.t("Merged 1 task into {0}.", inertLine(branch))
      : l10n.t("Merged {0} tasks into {1}.", merged, inertLine(branch));
  const isBack = landed.aside !== undefined && landed.aside.left.length === 0;
  const text = isBack ? `${said} ${l10n.t("Your changes that were in the way are back.")}` : said;
  if (landed.aside !== undefined && landed.aside.left.length > 0) void sayLeft(landed.aside);
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
    const merge = async (more: Pick<LandingWish, "despite_checks" | "set_aside">): Promise<void> => {
      const landed = await landWithProgress(swarm, epic, { ...choice, ...more });
      if (landed.ok) return sayMerged(landed.value, swarm.root, undo);
      if (landed.refusals.some(({ code }) => code === "stopped"))
        return void window.showInformationMessage(l10n.t("The merge was stopped. Nothing was changed."));
      const after = (await swarm.epic(epic.id)) ?? epic;
      return explainRefusal(parts, after, swarm.root, landed.refusals, {
        despiteChecks: () => merge({ ...more, despite_checks: true }),
        setAside: () => merge({ ...more, set_aside: true }),
      });
    };
    return merge({ despite_checks: false });
  };
}
