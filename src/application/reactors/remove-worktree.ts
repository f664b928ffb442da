// Removes a task's worktree once its work is in the person's branch, if nothing in it would be lost.
import type { EpicState } from "../../domain/epic-state.ts";
import { attemptRef } from "../../domain/ids.ts";
import type { Door } from "../execute.ts";
import type { Log } from "../ports/ambient.ts";
import { GitError, type Repository } from "../ports/repository.ts";

/** Ref that keeps what stood in a worktree when it was removed. */
export const removedRef = (epicId: string, taskId: string, attempt: number): string =>
  `${attemptRef(epicId, taskId, attempt)}-removed`;

export async function removeWorktree(
  parts: { door: Door; repository: Repository; log: Log },
  epic: EpicState,
  taskId: string,
): Promise<void> {
  const { door, repository, log } = parts;
  const task = epic.tasks.get(taskId);
  const path = task?.worktree_path;
  if (task === undefined || path == null) return;
  const about = { epic_id: epic.id, task_id: taskId, attempt: null };
  try {
    const state = await repository.worktreeState(path);
    if ((state === "ok" || state === "unfit") && !(await repository.isClean(path))) {
      log.warn(`kept ${path}: it holds uncommitted work`);
      return;
    }
    const ref = removedRef(epic.id, taskId, task.attempt);
    const { pinned } = await repository.removeWorktree({ path, ref });
    const kept = pinned === null ? null : ref;
    await door.execute({ type: "RecordWorktreeRemoved", ...about, worktree_path: path, ref: kept }, "system");
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    log.warn(`kept ${path}: ${error.message}`);
  }
}
