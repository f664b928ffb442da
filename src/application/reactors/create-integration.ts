// Makes the branch that collects the landed tasks of an epic.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Door } from "../execute.ts";
import type { Repository } from "../ports/repository.ts";

export async function createIntegration(
  parts: { door: Door; repository: Repository },
  epic: EpicState,
  branch: string,
): Promise<void> {
  await parts.repository.createBranch(branch, epic.base_commit);
  await parts.door.execute({ type: "RecordIntegration", epic_id: epic.id, branch, commit: epic.base_commit }, "system");
}
