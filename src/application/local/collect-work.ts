// Collects what a worker left: one pinned commit on its branch, and what was not as it should be.
import { attemptRef } from "../../domain/ids.ts";
import { workerAuthor } from "../reactors/land-task.ts";
import type { Attempt } from "./attempt-parts.ts";

/** `before`: paths of the person's checkout that differed from HEAD when the attempt began. Throws GitError. */
export async function collectWork(attempt: Attempt, path: string, before: readonly string[]): Promise<void> {
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
  const known = new Set(before);
  const outside_changes = (await repository.dirtyFiles()).filter((file) => !known.has(file));
  await attempt.report({ type: "RecordWork", base, ref, ...work, outside_changes });
}
