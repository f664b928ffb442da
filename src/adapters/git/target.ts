// Where a branch of the person stands, and which checkout has it.
import { lstat } from "node:fs/promises";
import type { TargetState } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";
import { describeBranch } from "./refs.ts";

/** Null: no such local branch. A worktree whose folder is gone does not count as a checkout. */
export async function target(git: Git, branch: string): Promise<TargetState | null> {
  const [found] = await describeBranch(git, branch);
  if (found === undefined) return null;
  const there = found.worktree !== "" && (await lstat(found.worktree).catch(() => null)) !== null;
  return { branch, commit: found.commit, checkedOutAt: there ? found.worktree : null };
}
