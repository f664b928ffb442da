// Works of an epic that can still meet: those under way, and those that are done and not in the integration branch yet.
import type { EpicState } from "../../domain/epic-state.ts";
import { occupiesSlot, type TaskState } from "../../domain/task-state.ts";
import type { TaskStatus } from "../../domain/task-status.ts";

export interface StandingWork {
  task_id: string;
  /** Commit that its changes are counted from. */
  base: string;
  /** Its work is pinned here; null: a worker is at it in `path`. */
  commit: string | null;
  path: string;
  branch: string;
}

const rests: ReadonlySet<TaskStatus> = new Set(["ready", "changes_requested", "approved", "landing"]);

function standing(task: TaskState): StandingWork | null {
  const { worktree_path: path, branch, base, work } = task;
  if (rests.has(task.status) && work !== null)
    return { task_id: task.id, base: work.base, commit: work.commit, path: path ?? "", branch: branch ?? "" };
  if (!occupiesSlot(task) || path === null || branch === null || base === null) return null;
  return { task_id: task.id, base, commit: null, path, branch };
}

/** In the order in which they began. */
export const standingWorks = (epic: EpicState): StandingWork[] =>
  [...epic.tasks.values()]
    .toSorted((one, other) => (one.started_at ?? 0) - (other.started_at ?? 0))
    .map(standing)
    .filter((work) => work !== null);
