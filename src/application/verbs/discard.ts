// Verbs `discard` and `skip`: a task's work leaves the epic, and stays recoverable under a ref.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Door } from "../execute.ts";
import { removedRef } from "../reactors/remove-worktree.ts";
import type { Requested } from "../refusal.ts";
import { GitError } from "../ports/repository.ts";
import { findEpic, refusedTogether, rejected, type VerbParts } from "./verb-parts.ts";

/** `SkipTask`: what comes after it may go on without it. */
export type SettingAside = "DiscardTask" | "SkipTask";

export interface Discarded {
  task_id: string;
  /** Ref that keeps the work, or null when there was none. */
  ref: string | null;
}

/** Pins what the task has, then takes its worktree and branch away. */
async function takeAway(parts: VerbParts, epicId: string, task: TaskState): Promise<string | null> {
  const { repository, door } = parts;
  const { branch } = task;
  if (branch === null) return null;
  const ref = removedRef(epicId, task.id, task.attempt);
  const standing = (await repository.worktrees()).find((worktree) => worktree.madeFor === branch);
  if (standing !== undefined) {
    const { pinned } = await repository.removeWorktree({ path: standing.path, ref });
    const about = { epic_id: epicId, task_id: task.id, attempt: null };
    await door.execute(
      { type: "RecordWorktreeRemoved", ...about, worktree_path: standing.path, ref: pinned === null ? null : ref },
      "system",
    );
  }
  const at = await repository.resolve(branchRef(branch));
  if (at !== null) {
    if ((await repository.resolve(ref)) === null) await repository.pin(ref, at);
    await repository.deleteBranch(branch, at).catch((error: unknown) => {
      // A person has it checked out in a worktree of their own: it is theirs now.
      if (!(error instanceof GitError && error.reason === "worktree-exists")) throw error;
    });
  }
  return (await repository.resolve(ref)) === null ? null : ref;
}

/** The tasks named, or every one that has not landed when none is. */
export function chosenToDiscard(epic: EpicState, taskIds: readonly string[]): readonly string[] {
  const open = [...epic.tasks.values()].filter((task) => task.status !== "landed" && task.status !== "discarded");
  return taskIds.length > 0 ? taskIds : open.map((task) => task.id);
}

/** Why not all of them can be discarded now, or null. */
export const discardRefused = (door: Door, epicId: string, taskIds: readonly string[], how: SettingAside) =>
  refusedTogether(
    door,
    taskIds.map((task_id) => ({ type: how, epic_id: epicId, task_id, attempt: null, ref: null })),
  );

/** Discards tasks, or every task that has not landed when none is named. */
export async function discard(
  parts: VerbParts,
  epicId: string,
  taskIds: readonly string[],
  how: SettingAside = "DiscardTask",
): Promise<Requested<Discarded[]>> {
  const found = await findEpic(parts.door, epicId);
  if (!found.ok) return found;
  const epic = found.value;
  const chosen = chosenToDiscard(epic, taskIds);
  const refusal = await discardRefused(parts.door, epicId, chosen, how);
  if (refusal !== null) return refusal;
  const discarded: Discarded[] = [];
  for (const task_id of chosen) {
    const about = { epic_id: epicId, task_id, attempt: null };
    const task = epic.tasks.get(task_id);
    const ref = task?.branch == null ? null : removedRef(epicId, task_id, task.attempt);
    // The intent comes first: a crash after it leaves a discarded task whose worktree `clean` still lists.
    const done = await parts.door.execute({ type: how, ...about, ref }, "user");
    if (!done.ok) return rejected(done.rejection);
    if (task === undefined) continue;
    discarded.push({ task_id, ref: await takeAway(parts, epicId, task) });
  }
  return { ok: true, value: discarded };
}
