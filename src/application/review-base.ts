// The commit that a worker's own changes stand on, wherever it began and whatever it merged.
import type { EpicState } from "../domain/epic-state.ts";
import type { Work } from "../domain/task-state.ts";
import type { Repository } from "./ports/repository.ts";

/**
 * The merge base of the work with the branch that it lands in. A worker begins at the tip of the integration branch, and
 * may merge that branch while it works; the newest commit that both have is what its own changes stand on, so the work
 * of the tasks before it is not shown again. Landing copies the work as one commit of its own, so the pinned commit
 * stays outside the integration branch and the difference stays the same afterwards. When the pinned commit is in there
 * all the same (somebody merged the worker's branch, and the target was absorbed), the merge base would be the work
 * itself and nothing would be left to show: then it is the commit that the attempt began at.
 */
export async function reviewBase(repository: Repository, epic: EpicState, work: Work): Promise<string> {
  const tip = epic.integration?.tip ?? epic.base_commit;
  const shared = await repository.mergeBase(work.commit, tip);
  return shared === null || shared === work.commit ? work.base : shared;
}
