// Folds what becomes of a task whose work conflicts with what has landed, until that is resolved.
import type { EventData, RecordedEvent } from "./events.ts";
import type { TaskState } from "./task-state.ts";
import { noParts } from "./work-part.ts";

/** Of a task that conflicts with nothing. */
export const noConflict: Pick<TaskState, "conflict_files" | "conflicts" | "resolution"> = {
  conflict_files: [],
  conflicts: [],
  resolution: null,
};

/** It is reviewed as any other work: what the task's own changes stand on is what was merged into them. */
function resolved(task: TaskState, data: EventData["conflict_resolved"]): TaskState {
  const { commit, onto, ref, files_touched } = data;
  if (task.work === null) return task;
  return {
    ...task,
    ...noConflict,
    ...noParts,
    status: "ready",
    work: { ...task.work, commit, base: onto, ref, files_touched },
    checks: [],
    checks_outcome: data.checks,
    needs_review: true,
    setback: null,
    setback_message: null,
  };
}

/** Events of other kinds leave it as it is. */
export function evolveConflict(task: TaskState, event: RecordedEvent): TaskState {
  switch (event.type) {
    case "task_conflicted": {
      const { files, conflicts = [] } = event.data;
      return { ...task, status: "conflict", landing: null, conflict_files: files, conflicts, resolution: null };
    }
    case "resolution_started":
      return { ...task, resolution: event.data, worktree_path: event.data.worktree_path };
    case "resolution_given_up":
      return { ...task, resolution: null };
    case "conflict_resolved":
      return resolved(task, event.data);
    default:
      return task;
  }
}
