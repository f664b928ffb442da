// The scheduler: which effects an epic is due, in a fixed order. Pure, so the same history always asks for the same.
import { dependenciesOf, type EpicState } from "./epic-state.ts";
import { isOutOfTheWay, occupiesSlot, type TaskState } from "./task-state.ts";

export type Effect =
  | { kind: "create-integration" }
  | { kind: "start-task"; task_id: string }
  | { kind: "land-tasks" }
  | { kind: "land-epic" }
  | { kind: "remove-worktree"; task_id: string };

/** Names an effect: the same key is never under way twice. */
export const effectKey = (effect: Effect): string =>
  "task_id" in effect ? `${effect.kind}:${effect.task_id}` : effect.kind;

/** An interrupted epic starts only what a person asked for since: nothing spends by itself. */
const mayStart = (epic: EpicState, task: TaskState): boolean =>
  (task.status === "queued" || task.status === "changes_requested") && (epic.interrupted === null || task.wanted);

const canStart = (epic: EpicState, task: TaskState): boolean =>
  mayStart(epic, task) && dependenciesOf(epic, task.id).every(isOutOfTheWay);

/** Every task is in the integration branch, but those that a person discarded. */
export const allLanded = (epic: EpicState): boolean => {
  const tasks = [...epic.tasks.values()];
  return (
    tasks.every((task) => task.status === "landed" || task.status === "discarded") &&
    tasks.some((task) => task.status === "landed")
  );
};

const landsByItself = (epic: EpicState): boolean =>
  epic.options.land && epic.landed === null && epic.refusal === null && epic.undone === null && allLanded(epic);

/** What is due now. */
export function dueEffects(epic: EpicState): Effect[] {
  if (epic.integration === null) return [{ kind: "create-integration" }];
  const tasks = [...epic.tasks.values()];
  const effects: Effect[] = [];
  if (tasks.some(({ status }) => status === "landing" || status === "approved")) effects.push({ kind: "land-tasks" });
  const free = epic.options.max_parallel - tasks.filter(occupiesSlot).length;
  const startable = tasks.filter((task) => canStart(epic, task)).slice(0, Math.max(0, free));
  effects.push(...startable.map((task): Effect => ({ kind: "start-task", task_id: task.id })));
  if (landsByItself(epic)) effects.push({ kind: "land-epic" });
  if (epic.landed !== null) {
    const finished = tasks.filter((task) => task.status === "landed" && task.worktree_path !== null);
    effects.push(...finished.map((task): Effect => ({ kind: "remove-worktree", task_id: task.id })));
  }
  return effects;
}
