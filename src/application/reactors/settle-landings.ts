// Settles the tasks whose landing on the integration branch a crash cut off.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import { begunLandings } from "../../domain/landing-queue.ts";
import type { Door } from "../execute.ts";
import type { Repository } from "../ports/repository.ts";

/** The branch has it, or nothing of it has happened. */
export async function settleLandings(
  { door, repository }: { door: Door; repository: Repository },
  epic: EpicState,
): Promise<void> {
  const begun = begunLandings(epic);
  if (begun.length === 0 || epic.integration === null) return;
  const at = await repository.resolve(branchRef(epic.integration.branch));
  // As long as no branch has it, git may delete a commit that was to land.
  const has = async (commit: string): Promise<boolean> =>
    at !== null && (await repository.resolve(commit)) !== null && (await repository.isAncestor(commit, at));
  for (const { id, landing } of begun) {
    const about = { epic_id: epic.id, task_id: id, attempt: null };
    const reason = "the process ended before the branch moved";
    await door.execute(
      landing !== null && (await has(landing.new))
        ? { type: "RecordTaskLanded", ...about }
        : { type: "AbandonTaskLanding", ...about, reason },
      "system",
    );
  }
}
