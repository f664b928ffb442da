// Collects what a worker left: one pinned commit on its branch, and what was not as it should be.
import { attemptRef } from "../../domain/ids.ts";
import type { Repository } from "../ports/repository.ts";
import { workerAuthor } from "../reactors/landing-words.ts";
import type { Attempt } from "./attempt-parts.ts";

/** What a worker's bash can reach beside its worktree, as it was when the attempt began. */
export interface Surroundings {
  /** Paths of the person's checkout that differed from HEAD. */
  dirty: readonly string[];
  settings: ReadonlyMap<string, string>;
}

export async function lookAround(repository: Repository): Promise<Surroundings> {
  const [dirty, settings] = await Promise.all([repository.dirtyFiles(), repository.settings()]);
  return { dirty, settings };
}

function changedSince(before: Surroundings, now: Surroundings): string[] {
  const known = new Set(before.dirty);
  const names = new Set([...before.settings.keys(), ...now.settings.keys()]);
  const steered = [...names].filter((name) => before.settings.get(name) !== now.settings.get(name));
  return [...now.dirty.filter((file) => !known.has(file)), ...steered.sort()];
}

/** Throws GitError. */
export async function collectWork(attempt: Attempt, path: string, before: Surroundings): Promise<void> {
  const { repository } = attempt.parts;
  const { epic_id, task_id } = attempt.about;
  const { task } = await attempt.state();
  const ref = attemptRef(epic_id, task_id, attempt.about.attempt);
  const base = task.base ?? "";
  const work = await repository.collect({
    path,
    branch: task.branch ?? "",
    base,
    ref,
    message: `${task.plan.title.trim().split("\n")[0] ?? task_id}\n\nCommitted by opencode-swarm from what the worker left uncommitted.\n`,
    author: workerAuthor(task_id),
  });
  const outside_changes = changedSince(before, await lookAround(repository));
  await attempt.report({ type: "RecordWork", base, ref, ...work, outside_changes });
}
