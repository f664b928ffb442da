// Commands of a conflict that the person resolves: open what is in conflict, finish the merge, or take it away.
import { ProgressLocation, l10n, window } from "vscode";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { Action } from "../../../protocol.ts";
import { granted, swarmToUse, type CommandParts } from "../commands/command-parts.ts";
import { targetTask } from "../commands/target.ts";
import { inertLine } from "../plain-line.ts";
import type { Disposable } from "../signal.ts";
import { taskActions } from "../tree/task-actions.ts";
import { openConflict } from "./open-conflict.ts";

const can =
  (action: Action) =>
  (task: TaskState, epic: EpicState): boolean =>
    taskActions(epic, task).includes(action);

/** Begins the merge or goes on with it: of several files the person says which. */
async function resolve(parts: CommandParts, target: unknown): Promise<void> {
  const title = l10n.t("Resolve Conflicts");
  const found = await targetTask(parts, target, title, can("resolveByHand"));
  const swarm = found === null ? null : await swarmToUse(parts);
  if (found === null || swarm === null) return;
  const begun = granted(await swarm.beginResolution(found.ref.epicId, found.ref.taskId));
  if (begun === null) return;
  const [only, ...more] = begun.open;
  if (only === undefined) {
    const finish = l10n.t("Finish");
    const chosen = await window.showInformationMessage(l10n.t("Nothing is left to resolve."), finish);
    return chosen === finish ? finishIn(parts, found.ref) : undefined;
  }
  const path = more.length === 0 ? only : await window.showQuickPick(begun.open, { title });
  if (path !== undefined) await openConflict(begun.path, path);
}

async function finishIn(parts: CommandParts, ref: { epicId: string; taskId: string }): Promise<void> {
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const options = { location: ProgressLocation.Notification, title: l10n.t("Finishing the merge") };
  const done = await window.withProgress(options, () => swarm.finishResolution(ref.epicId, ref.taskId));
  granted(done);
}

async function finish(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, l10n.t("Finish Resolving"), can("finishResolve"));
  if (found !== null) await finishIn(parts, found.ref);
}

async function abort(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, l10n.t("Abort Merge"), can("abortResolve"));
  if (found === null) return;
  const abortIt = {
    label: l10n.t("Take the merge of “{0}” away", inertLine(found.task.plan.title)),
    detail: l10n.t("Its worktree is as it was before. What you did there stays recoverable."),
  };
  const choices = [abortIt, { label: l10n.t("Keep the merge") }];
  if ((await window.showQuickPick(choices, { title: l10n.t("Abort Merge") })) !== abortIt) return;
  const swarm = await swarmToUse(parts);
  if (swarm !== null) granted(await swarm.abortResolution(found.ref.epicId, found.ref.taskId));
}

export const registerResolve = (parts: CommandParts): Disposable[] => [
  parts.register("merge.resolve", (target) => resolve(parts, target)),
  parts.register("merge.finish", (target) => finish(parts, target)),
  parts.register("merge.abort", (target) => abort(parts, target)),
];
