// What a review is compared with, where a person wants something else than its merge base.
import type { Against, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { TaskRef } from "../selection.ts";
import { taskKey } from "../session/picture.ts";
import { createSignal, type Listen } from "../signal.ts";
import type { ShownChanges } from "./review-uri.ts";

export interface Comparison {
  against: Against;
  /** What it is, for a title. */
  words: string;
}

export interface Comparisons {
  /** Null: with its merge base. It holds for one commit of the task: the next one is seen whole again. */
  of(task: TaskRef, commit: string): Comparison | null;
  set(task: TaskRef, commit: string, comparison: Comparison | null): void;
  onDidChange: Listen<TaskRef>;
}

export function createComparisons(): Comparisons {
  const changed = createSignal<TaskRef>();
  const chosen = new Map<string, Comparison & { commit: string }>();
  return {
    of({ epicId, taskId }, commit) {
      const found = chosen.get(taskKey(epicId, taskId));
      return found?.commit === commit ? found : null;
    },
    set(task, commit, comparison) {
      const key = taskKey(task.epicId, task.taskId);
      if (comparison === null) chosen.delete(key);
      else chosen.set(key, { ...comparison, commit });
      changed.fire(task);
    },
    onDidChange: changed.listen,
  };
}

/** The changes of a task as the person wants them compared; null when that is with their merge base. */
export async function comparedChanges(
  swarm: LiveSwarm,
  comparisons: Comparisons,
  task: TaskRef,
  { commit }: TaskChanges,
): Promise<ShownChanges | null> {
  const comparison = comparisons.of(task, commit);
  if (comparison === null) return null;
  const changes = await swarm.compare(task.epicId, task.taskId, comparison.against);
  return changes === null || changes.commit !== commit ? null : { ...changes, against: comparison.words };
}
