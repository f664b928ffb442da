// Approved work, put together commit by commit on top of the integration branch: computed, nothing is moved.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Repository } from "../ports/repository.ts";
import { squashMessage, workerAuthor } from "./landing-words.ts";

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
  conflicts: { taskId: string; files: string[] }[];
}

async function commitOf(repository: Repository, epic: EpicState, task: TaskState, tip: string, tree: string) {
  const { base = "", commit = "" } = task.work ?? {};
  const commits = await repository.commitsBetween(base, commit);
  const message = squashMessage(epic, task, commits);
  return repository.commitTree({ tree, parents: [tip], message, author: workerAuthor(task.id) });
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
    const step = { taskId: task.id, work: task.work.commit, before: top };
    if (task.work.files_touched.length === 0) {
      stack.steps.push({ ...step, after: top });
      continue;
    }
    const merged = await repository.merge(top, task.work.commit);
    if (merged.kind === "conflict") {
      if (top === tip) stack.conflicts.push({ taskId: task.id, files: merged.files });
      continue;
    }
    const changes = merged.tree !== (await repository.treeOf(top));
    if (changes) top = await commitOf(repository, epic, task, top, merged.tree);
    stack.steps.push({ ...step, after: top });
  }
  return stack;
}
