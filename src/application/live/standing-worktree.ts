// Where a task stands on the disk.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Repository } from "../ports/repository.ts";

/** Its worktree, or null when it has none or it is gone. */
export async function standingWorktree(
  repository: Repository,
  epic: EpicState | null,
  taskId: string,
): Promise<string | null> {
  const path = epic?.tasks.get(taskId)?.worktree_path ?? null;
  const state = path === null ? "missing" : await repository.worktreeState(path);
  return state === "ok" || state === "unfit" ? path : null;
}
