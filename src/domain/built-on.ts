// What may rest on the landed work of a task, so that it cannot simply go.
import { dependenciesOf, type EpicState } from "./epic-state.ts";
import type { TaskState } from "./task-state.ts";
import type { TaskStatus } from "./task-status.ts";

/** Nothing of these was done yet on top of what they come after. */
const notBegun: ReadonlySet<TaskStatus> = new Set(["queued", "blocked", "discarded"]);

const comesAfter = (epic: EpicState, task: TaskState, taskId: string): boolean =>
  dependenciesOf(epic, task.id).some(({ id }) => id === taskId);

/** Tasks that come after it and have not begun, in plan order. */
export const heldUpBy = (epic: EpicState, taskId: string): TaskState[] =>
  [...epic.tasks.values()].filter(
    (task) => (task.status === "queued" || task.status === "blocked") && comesAfter(epic, task, taskId),
  );

/** Tasks that come after it and were begun, in plan order. */
export const builtOn = (epic: EpicState, taskId: string): TaskState[] =>
  [...epic.tasks.values()].filter((task) => !notBegun.has(task.status) && comesAfter(epic, task, taskId));
