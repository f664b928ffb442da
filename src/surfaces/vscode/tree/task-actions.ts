// What a person can do with a task or an epic now: asked of the rules themselves, so that no button is refused.
import { builtOn, heldUpBy } from "../../../domain/built-on.ts";
import { allLanded } from "../../../domain/due-effects.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { isClosed } from "../../../domain/epic-status.ts";
import { isAtWork } from "../../../domain/task-status.ts";
import { outcomeOf } from "../../../domain/task-table.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { Action } from "../../../protocol.ts";
import { mayMerge } from "../merge/mergeable.ts";

/** In the order in which they matter: the first is what Enter does. */
export function taskActions(epic: EpicState, task: TaskState): Action[] {
  const accepts = (command: Parameters<typeof outcomeOf>[0]): boolean => outcomeOf(command, task.status) === "accept";
  const asks = (kind: "permission" | "question"): boolean => task.asks.some((ask) => ask.kind === kind);
  const found: Action[] = [];
  if (asks("permission") && accepts("ReplyPermission")) found.push("allow");
  if (asks("question") && accepts("AnswerQuestion")) found.push("answer");
  const byHand = task.resolution !== null;
  if (byHand) found.push("finishResolve");
  if (accepts("AskToResolve") && task.session_id !== null && !byHand) found.push("resolve");
  if (accepts("BeginResolution")) found.push("resolveByHand");
  if (byHand) found.push("abortResolve");
  if (task.work !== null && task.status !== "discarded") found.push("review");
  if (task.work !== null && accepts("ApproveTask")) found.push("approve");
  if (task.parts.length > 0 && accepts("UndoPart")) found.push("undoPart");
  if (accepts("ResumeTask")) found.push("resume");
  if (accepts("StopTask")) found.push("stop");
  if (accepts("RetryTask") && epic.landed === null && !byHand) found.push("retry");
  if (accepts("TakeTaskOut") && epic.landed === null && epic.move === null && builtOn(epic, task.id).length === 0)
    found.push("takeOut");
  const unblocks = !isAtWork(task.status) && !task.skipped && heldUpBy(epic, task.id).length > 0;
  if (accepts("SkipTask") && epic.landed === null && unblocks) found.push("skip");
  if (accepts("DiscardTask") && epic.landed === null) found.push("discard");
  return found;
}

const isInterrupted = (epic: EpicState): boolean =>
  [...epic.tasks.values()].some((task) => task.status === "interrupted") ||
  (epic.interrupted !== null && !isClosed(epic));

/** Everything of it is approved and landed in the integration branch, and its own branch is still to get it. */
export const canMerge = (epic: EpicState): boolean =>
  mayMerge(epic) && epic.move === null && epic.target_branch !== null && allLanded(epic);

/** `troubled`: it stopped for a reason that no event tells, so it has to be taken up again. */
export function epicActions(epic: EpicState, troubled: boolean): Action[] {
  const found: Action[] = [];
  if (isInterrupted(epic) || (troubled && !isClosed(epic))) found.push("resume");
  if (canMerge(epic)) found.push("merge");
  if (epic.landed !== null && epic.move === null) found.push("undo");
  const stoppable = [...epic.tasks.values()].some((task) => outcomeOf("StopTask", task.status) === "accept");
  if (stoppable) found.push("stop");
  return found;
}
