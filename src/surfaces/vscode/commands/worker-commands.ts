// What a person does with one worker: stop, resume, retry, discard, and the name of its branch.
import * as vscode from "vscode";
import { heldUpBy } from "../../../domain/built-on.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { Action } from "../../../protocol.ts";
import { inertLine } from "../plain-line.ts";
import type { Disposable } from "../signal.ts";
import { taskActions } from "../tree/task-actions.ts";
import { confirmed, granted, swarmToUse, type CommandParts } from "./command-parts.ts";
import { lossOf } from "./loss.ts";
import { targetTask } from "./target.ts";

const can =
  (action: Action) =>
  (task: TaskState, epic: EpicState): boolean =>
    taskActions(epic, task).includes(action);

async function stop(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, vscode.l10n.t("Stop Worker"), can("stop"));
  const swarm = found === null ? null : await swarmToUse(parts);
  if (found !== null && swarm !== null) granted(await swarm.stop(found.ref.epicId, [found.ref.taskId]));
}

/** Only this one: what else was interrupted waits for its own word. */
async function resume(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, vscode.l10n.t("Resume Worker"), can("resume"));
  const swarm = found === null ? null : await swarmToUse(parts);
  if (found !== null && swarm !== null) granted(await swarm.resumeTask(found.ref.epicId, found.ref.taskId));
}

async function retry(parts: CommandParts, target: unknown): Promise<void> {
  const title = vscode.l10n.t("Retry Worker");
  const found = await targetTask(parts, target, title, can("retry"));
  if (found === null) return;
  const items = [
    {
      label: vscode.l10n.t("$(debug-continue) Go on where it stopped"),
      detail: vscode.l10n.t("The same session and the same worktree."),
      fresh: false,
    },
    {
      label: vscode.l10n.t("$(debug-restart) Start again"),
      detail: vscode.l10n.t("A new session in a new worktree. What it did so far stays recoverable."),
      fresh: true,
    },
  ];
  const placeHolder = inertLine(found.task.plan.title);
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder });
  if (chosen === undefined) return;
  const swarm = await swarmToUse(parts);
  if (swarm !== null) granted(await swarm.retry(found.ref.epicId, found.ref.taskId, { fresh: chosen.fresh }));
}

async function resolve(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, vscode.l10n.t("Ask Worker to Resolve"), can("resolve"));
  const swarm = found === null ? null : await swarmToUse(parts);
  if (found !== null && swarm !== null) granted(await swarm.resolve(found.ref.epicId, found.ref.taskId));
}

async function takeOut(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, vscode.l10n.t("Take Out of the Merge"), can("takeOut"));
  const swarm = found === null ? null : await swarmToUse(parts);
  if (found === null || swarm === null) return;
  const done = granted(await swarm.takeOut(found.ref.epicId, found.ref.taskId));
  if (done === null) return;
  const title = inertLine(found.task.plan.title);
  void vscode.window.showInformationMessage(
    vscode.l10n.t("“{0}” is no longer part of the merge. Its work is kept.", title),
  );
}

async function discard(parts: CommandParts, target: unknown): Promise<void> {
  const found = await targetTask(parts, target, vscode.l10n.t("Discard Worker"), can("discard"));
  if (found === null) return;
  const question = vscode.l10n.t("Discard “{0}”?", inertLine(found.task.plan.title));
  const loss = lossOf(vscode.l10n.t, found.epic, found.task);
  if (!(await confirmed(question, loss, vscode.l10n.t("Discard")))) return;
  const swarm = await swarmToUse(parts);
  if (swarm === null) return;
  const discarded = granted(await swarm.discard(found.ref.epicId, [found.ref.taskId]));
  const ref = discarded?.find((one) => one.task_id === found.ref.taskId)?.ref ?? null;
  if (ref === null) return;
  // A message with a button is shown whole; without one VS Code cuts it where the name is.
  const copy = vscode.l10n.t("Copy Name");
  const text = vscode.l10n.t("Its work stays recoverable under {0}.", inertLine(ref));
  if ((await vscode.window.showInformationMessage(text, copy)) === copy) await vscode.env.clipboard.writeText(ref);
}

/** A list and not a box: nothing is lost by either answer. */
async function skip(parts: CommandParts, target: unknown): Promise<void> {
  const title = vscode.l10n.t("Skip Worker");
  const found = await targetTask(parts, target, title, can("skip"));
  if (found === null) return;
  const waiting = heldUpBy(found.epic, found.task.id).map(({ id }) => id);
  const skipIt = {
    label: vscode.l10n.t("Skip “{0}”", inertLine(found.task.plan.title)),
    detail: vscode.l10n.t(
      "Goes on without it: {0}. Its work stays recoverable, and a retry undoes it.",
      waiting.join(", "),
    ),
  };
  const choices = [skipIt, { label: vscode.l10n.t("Keep waiting for it") }];
  if ((await vscode.window.showQuickPick(choices, { title })) !== skipIt) return;
  const swarm = await swarmToUse(parts);
  if (swarm !== null) granted(await swarm.skip(found.ref.epicId, found.ref.taskId));
}

/** Of discarded work the branch is gone. */
const branchOf = (task: TaskState): string | null => (task.status === "discarded" ? null : task.branch);

async function copyBranch(parts: CommandParts, target: unknown): Promise<void> {
  const title = vscode.l10n.t("Copy Branch Name");
  const found = await targetTask(parts, target, title, (task) => branchOf(task) !== null);
  if (found === null) return;
  const branch = branchOf(found.task);
  if (branch === null) return void vscode.window.showInformationMessage(vscode.l10n.t("This worker has no branch."));
  await vscode.env.clipboard.writeText(branch);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied {0}", inertLine(branch)), 3000);
}

export const registerWorkerCommands = (parts: CommandParts): Disposable[] => [
  parts.register("worker.stop", (target) => stop(parts, target)),
  parts.register("worker.resume", (target) => resume(parts, target)),
  parts.register("worker.retry", (target) => retry(parts, target)),
  parts.register("merge.askWorker", (target) => resolve(parts, target)),
  parts.register("worker.takeOut", (target) => takeOut(parts, target)),
  parts.register("worker.skip", (target) => skip(parts, target)),
  parts.register("worker.discard", (target) => discard(parts, target)),
  parts.register("copy.branch", (target) => copyBranch(parts, target)),
];
