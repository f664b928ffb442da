// The work of a task against something else than what it stands on.
import type { EpicState } from "../../domain/epic-state.ts";
import { inReadingOrder } from "../../domain/reading-order.ts";
import type { Against, TaskChanges } from "../live-swarm.ts";
import type { Repository } from "../ports/repository.ts";
import { reviewBase } from "../review-base.ts";
import { taskChanges } from "./task-changes.ts";

/** What came in since by merges is no change of the worker: the other commit gets it too, where that is possible. */
async function onSameGround(repository: Repository, other: string, base: string): Promise<string> {
  if (await repository.isAncestor(base, other)) return other;
  const merged = await repository.merge(other, base);
  return merged.kind === "clean" ? merged.tree : other;
}

/** Null as long as nothing is pinned. `base` of what is given is a commit or a tree. Throws GitError. */
export async function compareWork(
  repository: Repository,
  epic: EpicState | null,
  taskId: string,
  against: Against,
): Promise<TaskChanges | null> {
  const own = await taskChanges(repository, epic, taskId);
  const work = epic?.tasks.get(taskId)?.work;
  if (own === null || epic === null || work == null) return null;
  const { commit } = own;
  const other =
    against.kind === "commit"
      ? await onSameGround(repository, against.commit, await reviewBase(repository, epic, work))
      : await repository.workspaceTree({ commit, paths: await repository.changedFiles(own.base, commit) });
  return { ...own, base: other, files: inReadingOrder(await repository.fileChanges(other, commit)) };
}
