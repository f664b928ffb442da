// A worker's branch and worktree go where the record of its task says that they are.
import { branchRef } from "../domain/ids.ts";
import type { TaskState } from "../domain/task-state.ts";
import type { Repository } from "./ports/repository.ts";

/** Does nothing when it is done, or when the branch is somewhere else by now. Throws GitError, and then nothing has moved. */
export async function followBranch(repository: Repository, { branch, branch_move }: TaskState): Promise<void> {
  if (branch === null || branch_move === null) return;
  const { from, to } = branch_move;
  if ((await repository.resolve(branchRef(branch))) === from)
    await repository.moveBranch({ branch, old: from, new: to });
}
