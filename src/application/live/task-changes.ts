// The work of one task as a person reviews it: its pinned commit against where it branched off.
import type { EpicState } from "../../domain/epic-state.ts";
import { inReadingOrder } from "../../domain/reading-order.ts";
import type { TaskChanges } from "../live-swarm.ts";
import type { Repository } from "../ports/repository.ts";
import { reviewBase } from "../review-base.ts";

/** Files in the order in which they are best read. Null as long as nothing is pinned. Throws GitError. */
export async function taskChanges(
  repository: Repository,
  epic: EpicState | null,
  taskId: string,
): Promise<TaskChanges | null> {
  const work = epic?.tasks.get(taskId)?.work;
  if (epic == null || work == null) return null;
  const base = await reviewBase(repository, epic, work);
  const files = inReadingOrder(await repository.fileChanges(base, work.commit));
  return { epic_id: epic.id, task_id: taskId, base, commit: work.commit, files };
}
