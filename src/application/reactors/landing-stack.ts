// Approved work, put together task by task on top of the integration branch: computed, nothing is moved.
import type { ConflictFile } from "../../domain/conflict.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Repository } from "../ports/repository.ts";
import { joinWork } from "./join-work.ts";

export interface StackStep {
  taskId: string;
  /** The worker's approved commit. */
  work: string;
  /** The integration branch before it and with it; the same when it changes nothing there. */
  before: string;
  after: string;
}

export interface LandingStack {
  tip: string;
  steps: StackStep[];
  /** Work that conflicts with the integration branch itself. What conflicts with a step waits until that has landed. */
  conflicts: { taskId: string; files: string[]; conflicts: ConflictFile[] }[];
}

/** One commit of several can conflict where the whole does not: then it has no places. */
async function conflictOf(repository: Repository, taskId: string, sides: [string, string], files: string[]) {
  const merged = await repository.merge(...sides);
  const conflicts = merged.kind === "clean" ? [] : await repository.conflictPlaces(merged, sides);
  return { taskId, files, conflicts };
}

/** `tasks` are approved, in the order in which they should land. */
export async function stackOf(
  repository: Repository,
  epic: EpicState,
  tip: string,
  tasks: readonly TaskState[],
): Promise<LandingStack> {
  const stack: LandingStack = { tip, steps: [], conflicts: [] };
  let top = tip;
  for (const task of tasks) {
    if (task.work === null) continue;
    const joined = await joinWork(repository, epic, task, top);
    if (joined.kind === "conflict") {
      if (top === tip)
        stack.conflicts.push(await conflictOf(repository, task.id, [top, task.work.commit], joined.files));
      continue;
    }
    stack.steps.push({ taskId: task.id, work: task.work.commit, before: top, after: joined.commit });
    top = joined.commit;
  }
  return stack;
}
