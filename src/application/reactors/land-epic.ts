// Lands an epic on the person's branch: absorb what moved there, check the result, move the branch in one step.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef, undoRef } from "../../domain/ids.ts";
import type { LandingStrategy } from "../../domain/events.ts";
import type { Door } from "../execute.ts";
import type { CheckRunner } from "../ports/checks.ts";
import { GitError, type Repository, type TargetState } from "../ports/repository.ts";
import { ensureIntegration } from "./ensure-integration.ts";
import { runEpicChecks } from "./epic-checks.ts";

export interface LandingParts {
  door: Door;
  repository: Repository;
  checks: CheckRunner;
}

/** How often a target that keeps moving is absorbed before the landing gives up. */
const rounds = 5;

/** Refusals of git that are a person's to mend, and not a breakdown. */
const refusable = new Set(["would-overwrite", "operation-in-progress", "ref-moved", "not-ours"]);

async function refuseLanding(
  door: Door,
  epic: EpicState,
  code: string,
  message: string,
  files: string[],
): Promise<void> {
  await door.execute({ type: "RefuseEpicLanding", epic_id: epic.id, code, message, files }, "system");
}

/** Integration with the target's commits in it, or null when that was refused. */
async function absorb(parts: LandingParts, epic: EpicState, target: TargetState): Promise<string | null> {
  const { door, repository } = parts;
  const tip = await ensureIntegration(repository, epic);
  if (epic.integration === null || (await repository.isAncestor(target.commit, tip))) return tip;
  const merged = await repository.merge(tip, target.commit);
  if (merged.kind === "conflict") {
    const message =
      `${target.branch} moved on and conflicts with the epic in ${merged.files.join(", ")}: ` +
      `on ${target.branch}, merge ${epic.integration.branch} yourself, then land again`;
    await refuseLanding(door, epic, "conflict", message, merged.files);
    return null;
  }
  const next = await repository.commitTree({
    tree: merged.tree,
    parents: [tip, target.commit],
    message: `Merge ${target.branch} into ${epic.integration.branch}\n\nSwarm-Epic: ${epic.id}\n`,
    author: null,
  });
  const command = { type: "MoveIntegration", epic_id: epic.id, old: tip, new: next } as const;
  await door.execute({ ...command, target_commit: target.commit }, "system");
  await repository.moveRef(branchRef(epic.integration.branch), next, tip);
  return next;
}

/** How a person wants an epic to arrive. */
export interface LandingWish {
  strategy: LandingStrategy;
  /** Message of the commit that `squash` makes; null: made from the plan. */
  message: string | null;
}

function planMessage(epic: EpicState): string {
  const landed = [...epic.tasks.values()].filter((task) => task.status === "landed");
  const named = landed.map((task) => `- ${task.id}: ${task.plan.title}`).join("\n");
  return `${epic.title}\n\n${named}\n\nSwarm-Epic: ${epic.id}\n`;
}

async function squashed(
  repository: Repository,
  epic: EpicState,
  tip: string,
  target: TargetState,
  message: string | null,
): Promise<string> {
  const words = message?.trim() ?? "";
  return repository.commitTree({
    tree: await repository.treeOf(tip),
    parents: [target.commit],
    message: words === "" ? planMessage(epic) : `${words}\n`,
    author: null,
  });
}

/** The intent is stored, the branch moves, the fact is stored. What git refuses is recorded as a refusal. */
async function move(
  parts: LandingParts,
  epic: EpicState,
  target: TargetState,
  next: string,
  strategy: LandingStrategy,
): Promise<"moved" | "again" | "refused"> {
  const { door, repository } = parts;
  await repository.pin(undoRef(epic.id, epic.landings + 1), target.commit);
  const intent = { branch: target.branch, old: target.commit, new: next };
  const begun = await door.execute({ type: "BeginEpicLanding", epic_id: epic.id, ...intent, strategy }, "system");
  if (!begun.ok) return "refused";
  try {
    await repository.moveBranch(intent);
  } catch (error) {
    if (!(error instanceof GitError) || !refusable.has(error.reason)) throw error;
    await door.execute({ type: "AbandonEpicLanding", epic_id: epic.id, reason: error.message }, "system");
    if (error.reason === "ref-moved") return "again";
    const files = Array.isArray(error.details["files"]) ? error.details["files"].map(String) : [];
    await refuseLanding(door, epic, error.reason, error.message, files);
    return "refused";
  }
  await door.execute({ type: "RecordEpicLanded", epic_id: epic.id }, "system");
  return "moved";
}

/** Lands the epic, or records why not. `signal` ends it before the branch moves; an ended landing changed nothing. */
export async function landEpic(
  parts: LandingParts,
  start: EpicState,
  { strategy, message }: LandingWish,
  signal: AbortSignal,
): Promise<void> {
  const { door, repository } = parts;
  const branch = start.target_branch;
  if (branch === null) {
    const sentence =
      "HEAD was detached when the epic began: name a branch as `base` in the plan, or merge the integration branch yourself";
    return refuseLanding(door, start, "no-target", sentence, []);
  }
  let checked: string | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const epic = (await door.epic(start.id)) ?? start;
    const target = await repository.target(branch);
    if (target === null) {
      return refuseLanding(
        door,
        epic,
        "no-target",
        `the branch ${branch} is gone: create it again, then land again`,
        [],
      );
    }
    const tip = await absorb(parts, epic, target);
    if (tip === null) return;
    const red = checked === tip ? null : await runEpicChecks(parts, epic, tip, signal);
    if (signal.aborted) return;
    if (red !== null) return refuseLanding(door, epic, "checks-failed", red, []);
    checked = tip;
    const next = strategy === "squash" ? await squashed(repository, epic, tip, target, message) : tip;
    if ((await move(parts, epic, target, next, strategy)) !== "again") return;
  }
  const sentence = `${branch} kept moving while the epic was landing: wait until it is quiet, then land again`;
  await refuseLanding(door, start, "ref-moved", sentence, []);
}
