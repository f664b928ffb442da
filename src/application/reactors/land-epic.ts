// Lands an epic on the person's branch: absorb what moved there, check the result, move the branch in one step.
import type { EpicState } from "../../domain/epic-state.ts";
import { asideRef, undoRef } from "../../domain/ids.ts";
import { coAuthorTrailers } from "../../domain/co-authors.ts";
import { oneLine, withTrailers } from "../../domain/commit-message.ts";
import type { LandingStrategy } from "../../domain/landing-strategy.ts";
import { GitError, type Repository, type TargetState } from "../ports/repository.ts";
import { allLanded } from "../../domain/due-effects.ts";
import { checksCount } from "../../domain/landing-queue.ts";
import { redSentence, type CheckRun } from "../../domain/check-run.ts";
import { runEpicChecks } from "./epic-checks.ts";
import { joinTarget, moveToJoined, type Joined } from "./join-target.ts";
import type { LandingParts } from "./land-tasks.ts";
import { refuseLanding } from "./refuse-landing.ts";

/** How often a target that keeps moving is absorbed before the landing gives up. */
const rounds = 5;

/** Refusals of git that are a person's to mend, and not a breakdown. */
const refusable = new Set(["would-overwrite", "operation-in-progress", "ref-moved", "not-ours"]);

/** How a person wants an epic to arrive. */
export interface LandingWish {
  strategy: LandingStrategy;
  /** Message of the commit that `squash` and `merge` make; null: made from the plan. */
  message: string | null;
  /** Its checks are red, and the person wants it all the same. */
  despite_checks: boolean;
  /** Uncommitted work in the way is set aside while the branch moves, and comes back merged with what arrived. */
  set_aside?: boolean | undefined;
}

type Arrival = Omit<LandingWish, "despite_checks">;

function planMessage(epic: EpicState): string {
  const landed = [...epic.tasks.values()].filter((task) => task.status === "landed");
  const named = landed.map((task) => `- ${task.id}: ${oneLine(task.plan.title)}`).join("\n");
  return `${oneLine(epic.title)}\n\n${named}\n\nSwarm-Epic: ${epic.id}\n`;
}

/** What the branch gets: what was joined as it is, or a commit that stands for all of it. */
async function arriving(
  repository: Repository,
  epic: EpicState,
  { tip, next }: Joined,
  target: TargetState,
  { strategy, message }: Arrival,
): Promise<string> {
  if (strategy === "fast-forward" || next === target.commit) return next;
  const wanted = message?.trim() ?? "";
  const words = wanted === "" ? planMessage(epic) : `${wanted}\n`;
  const people = strategy === "merge" ? [] : await repository.authorsBetween(target.commit, next);
  const coAuthors = people.length === 0 ? [] : coAuthorTrailers(await repository.person(), people);
  return repository.commitTree({
    tree: await repository.treeOf(next),
    // What the merge of the branch into the epic would say is said by this commit.
    parents: strategy === "merge" ? [target.commit, tip] : [target.commit],
    message: withTrailers(words, coAuthors),
    author: null,
  });
}

/** The intent is stored, the branch moves, the fact is stored. What git refuses is recorded as a refusal. */
async function move(
  parts: LandingParts,
  epic: EpicState,
  target: TargetState,
  next: string,
  { strategy, set_aside }: Arrival,
): Promise<"moved" | "again" | "refused"> {
  const { door, repository } = parts;
  await repository.pin(undoRef(epic.id, epic.landings + 1), target.commit);
  const intent = { branch: target.branch, old: target.commit, new: next };
  const aside = set_aside === true ? asideRef(epic.id, epic.landings + 1) : null;
  const begun = await door.execute(
    { type: "BeginEpicLanding", epic_id: epic.id, ...intent, strategy, ...(aside === null ? {} : { aside }) },
    "system",
  );
  if (!begun.ok) return "refused";
  let left: string[] = [];
  try {
    left = await repository.moveBranch(intent, aside);
  } catch (error) {
    if (!(error instanceof GitError) || !refusable.has(error.reason)) throw error;
    await door.execute({ type: "AbandonEpicLanding", epic_id: epic.id, reason: error.message }, "system");
    if (error.reason === "ref-moved") return "again";
    const files = Array.isArray(error.details["files"]) ? error.details["files"].map(String) : [];
    const code = error.details["aside"] === undefined ? error.reason : "aside-refused";
    await refuseLanding(door, epic, code, error.message, files);
    return "refused";
  }
  const setAside = aside !== null && (await repository.resolve(aside)) !== null ? { left } : {};
  await door.execute({ type: "RecordEpicLanded", epic_id: epic.id, ...setAside }, "system");
  return "moved";
}

function redOnTheWhole(check: CheckRun): string {
  const tail = check.output_tail.trim().split("\n").slice(-3).join(" | ");
  const said = `${redSentence(check)} on the combined result`;
  return tail === "" ? said : `${said}: ${tail}`;
}

/** One sentence about the first red check, or null. Of an ended landing: null. */
async function whatIsRed(
  parts: LandingParts,
  epic: EpicState,
  commit: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (!checksCount(epic)) return null;
  try {
    const [red] = await runEpicChecks(parts, epic, { commit, tasks: [], afresh: true }, signal);
    return red === undefined ? null : redOnTheWhole(red);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** What was checked goes to the person's branch, unless a person took a part of it out meanwhile. */
async function arrive(
  parts: LandingParts,
  { id }: EpicState,
  target: TargetState,
  joined: Joined,
  arrival: Arrival,
): Promise<"moved" | "again" | "refused"> {
  const epic = await parts.door.epic(id);
  if (epic === null) return "refused";
  if (!allLanded(epic)) {
    await refuseLanding(parts.door, epic, "not-complete", "work was taken out of it while it was checked", []);
    return "refused";
  }
  if (epic.integration?.tip !== joined.tip) return "again";
  await moveToJoined(parts, epic, target, joined);
  const commit = await arriving(parts.repository, epic, joined, target, arrival);
  return move(parts, epic, target, commit, arrival);
}

/** Lands the epic, or records why not. `signal` ends it before the branch moves; an ended landing changed nothing. */
export async function landEpic(
  parts: LandingParts,
  start: EpicState,
  arrival: Arrival,
  signal: AbortSignal,
): Promise<void> {
  const { door, repository } = parts;
  const branch = start.target_branch;
  if (branch === null) {
    const sentence =
      "HEAD was detached when the epic began: name a branch as `base` in the plan, or merge the integration branch yourself";
    return refuseLanding(door, start, "no-target", sentence, []);
  }
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
    const joined = await joinTarget(repository, epic, target);
    if ("conflict" in joined) {
      const { conflict } = joined;
      const message =
        `${branch} moved on and conflicts with the epic in ${conflict.join(", ")}: ` +
        `on ${branch}, merge ${epic.integration?.branch ?? "its branch"} yourself, then land again`;
      return refuseLanding(door, epic, "conflict", message, conflict);
    }
    const red = await whatIsRed(parts, epic, joined.next, signal);
    if (signal.aborted) return;
    if (red !== null) return refuseLanding(door, epic, "checks-failed", red, []);
    const arrived = await parts.integration.add(epic.id, () => arrive(parts, epic, target, joined, arrival));
    if (arrived !== "again") return;
  }
  const sentence = `${branch} kept moving while the epic was landing: wait until it is quiet, then land again`;
  await refuseLanding(door, start, "ref-moved", sentence, []);
}
