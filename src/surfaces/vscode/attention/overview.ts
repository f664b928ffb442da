// The swarm in a few numbers: for the badge, the status bar, toasts and context keys.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskRef } from "../selection.ts";
import { isWorking } from "../tree/epic-row.ts";
import { canMerge } from "../tree/task-actions.ts";
import { blockingCount, needing } from "./needs-you.ts";

export interface Overview {
  epics: number;
  /** Workers that work now. */
  working: number;
  /** Things that do not go on without the person. */
  blocking: number;
  /** Tasks that can be reviewed, and epics that can be merged. */
  toReview: number;
  toMerge: number;
  /** A worker works, or a landing is under way. */
  running: boolean;
  /** Workers that wait for an answer, a permission or a look, oldest epic first. */
  waiting: readonly TaskRef[];
}

const isAtWork = (status: string): boolean => status === "starting" || status === "working" || status === "retrying";

export function overviewOf(epics: readonly EpicState[]): Overview {
  const tasks = epics.flatMap((epic) => [...epic.tasks.values()]);
  return {
    epics: epics.length,
    working: tasks.filter((task) => isAtWork(task.status)).length,
    blocking: epics.reduce((sum, epic) => sum + blockingCount(epic), 0),
    toReview: epics.reduce((sum, epic) => sum + needing(epic, "ready").length, 0),
    toMerge: epics.filter(canMerge).length,
    running: epics.some(isWorking),
    waiting: epics.flatMap((epic) => needing(epic, "blocking").map((task) => ({ epicId: epic.id, taskId: task.id }))),
  };
}
