// Joins what the person's branch got meanwhile with the integration branch.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import type { Door } from "../execute.ts";
import type { Repository, TargetState } from "../ports/repository.ts";
import { ensureIntegration } from "./ensure-integration.ts";

export interface Joined {
  /** Where the integration branch is. */
  tip: string;
  /** The same with the target's commits in it; `tip` when it has them already. */
  next: string;
}

/** Computes it, and moves nothing. A conflict names its files. */
export async function joinTarget(
  repository: Repository,
  epic: EpicState,
  target: TargetState,
): Promise<Joined | { conflict: string[] }> {
  const tip = await ensureIntegration(repository, epic);
  if (epic.integration === null || (await repository.isAncestor(target.commit, tip))) return { tip, next: tip };
  const merged = await repository.merge(tip, target.commit);
  if (merged.kind === "conflict") return { conflict: merged.files };
  const next = await repository.commitTree({
    tree: merged.tree,
    parents: [tip, target.commit],
    message: `Merge ${target.branch} into ${epic.integration.branch}\n\nSwarm-Epic: ${epic.id}\n`,
    author: null,
  });
  return { tip, next };
}

/** Moves the integration branch to what was joined: the record first, the branch second. */
export async function moveToJoined(
  { door, repository }: { door: Door; repository: Repository },
  epic: EpicState,
  target: TargetState,
  { tip, next }: Joined,
): Promise<void> {
  if (next === tip || epic.integration === null) return;
  const command = { type: "MoveIntegration", epic_id: epic.id, old: tip, new: next } as const;
  await door.execute({ ...command, target_commit: target.commit }, "system");
  await repository.moveRef(branchRef(epic.integration.branch), next, tip);
}
