// Which overlaps are a task's own.
import type { Overlap } from "../../../application/live-swarm.ts";
import type { TaskRef } from "../selection.ts";

export const overlapsOf = (all: readonly Overlap[], { epicId, taskId }: TaskRef): Overlap[] =>
  all.filter(({ epic_id, task_id, other_id }) => epic_id === epicId && (task_id === taskId || other_id === taskId));
