// Which tasks and epics need the person, and how urgently.
import type { EpicState } from "../../../domain/epic-state.ts";
import { isClosed } from "../../../domain/epic-status.ts";
import type { TaskState } from "../../../domain/task-state.ts";

/** `blocking`: nothing of it goes on without the person. `ready`: its work can be reviewed. */
export type Need = "blocking" | "ready" | "none";

export function needOf(task: TaskState): Need {
  switch (task.status) {
    case "needs_permission":
    case "needs_answer":
    case "stalled":
    case "interrupted":
    case "conflict":
    case "failed":
      return "blocking";
    case "ready":
      return "ready";
    default:
      return "none";
  }
}

/** Tasks that need the person now, in plan order. Of a closed epic none. */
export const needing = (epic: EpicState, need: Need): TaskState[] =>
  isClosed(epic) ? [] : [...epic.tasks.values()].filter((task) => needOf(task) === need);

/** Things of an epic that stop without the person: its tasks, and a landing that was refused. */
export const blockingCount = (epic: EpicState): number =>
  needing(epic, "blocking").length + (epic.refusal === null ? 0 : 1);
