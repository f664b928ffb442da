// The worktree of an attempt: a new one from the attempt's base, or the one that its session goes on in.
import { attemptRef, branchRef } from "../../domain/ids.ts";
import { untoldSetback } from "../../domain/setback.ts";
import { workerAuthor } from "../reactors/landing-words.ts";
import type { TaskState } from "../../domain/task-state.ts";
import { followBranch } from "../follow-branch.ts";
import { removedRef } from "../reactors/remove-worktree.ts";
import type { Repository } from "../ports/repository.ts";
import type { Attempt } from "./attempt-parts.ts";

/** Makes the ref that the removal adds what is not committed to; null: its HEAD names no commit. */
async function nameRemoved(repository: Repository, ref: string, commit: string | null): Promise<string | null> {
  if ((await repository.resolve(ref)) !== null) return ref;
  if (commit === null) return null;
  await repository.pin(ref, commit);
  return ref;
}

/** An attempt from scratch needs the branch's name: what stood there is pinned first, and stays recoverable. */
async function clearEarlierAttempt(attempt: Attempt, branch: string): Promise<void> {
  const { repository } = attempt.parts;
  const { epic_id, task_id } = attempt.about;
  const earlier = attempt.about.attempt - 1;
  const standing = (await repository.worktrees()).find((worktree) => worktree.madeFor === branch);
  if (standing !== undefined) {
    const ref = removedRef(epic_id, task_id, earlier);
    const named = await nameRemoved(repository, ref, standing.commit);
    const removed = { type: "RecordWorktreeRemoved", worktree_path: standing.path } as const;
    // Said before it is done: the task no longer knows of this worktree, so that nobody could say it after a crash.
    await attempt.report({ ...removed, ref: named });
    const { pinned } = await repository.removeWorktree({ path: standing.path, ref });
    if (named === null && pinned !== null) await attempt.report({ ...removed, ref });
  }
  const at = await repository.resolve(branchRef(branch));
  if (at === null) return;
  await repository.pin(attemptRef(epic_id, task_id, earlier), at);
  await repository.deleteBranch(branch, at);
}

/** What its work stands on. Work that was sent back has to get along with what landed meanwhile, which it gets first. */
async function groundOf(attempt: Attempt, task: TaskState, path: string): Promise<string> {
  const { repository } = attempt.parts;
  const commit = task.base ?? "";
  if (untoldSetback(task) === null) return commit;
  const message = `Merge what landed meanwhile\n\nSwarm-Epic: ${attempt.about.epic_id}\nSwarm-Task: ${task.id}\n`;
  if (await repository.catchUp({ path, commit, message, author: workerAuthor(task.id) })) return commit;
  const tip = await repository.resolve(branchRef(task.branch ?? ""));
  return (tip === null ? null : await repository.mergeBase(commit, tip)) ?? commit;
}

/** Path of the worktree. Throws GitError. */
export async function prepareWorktree(attempt: Attempt): Promise<string> {
  const { repository } = attempt.parts;
  const { epic_id, task_id } = attempt.about;
  const { task } = await attempt.state();
  const branch = task.branch ?? "";
  const base = task.base ?? "";
  // One that has its worktree already goes on since an earlier owner began it.
  const begins = task.fresh && task.worktree_path === null;
  if (begins && attempt.about.attempt > 1) await clearEarlierAttempt(attempt, branch);
  const { path } = await repository.addWorktree({ epicId: epic_id, taskId: task_id, branch, base });
  // What a person rejected may have been stored and not be done yet.
  await followBranch(repository, task);
  const ground = await groundOf(attempt, task, path);
  await attempt.report({ type: "RecordWorktree", worktree_path: path, branch, base: ground });
  return path;
}
