// The setting `merge.strategy`: how a swarm's tasks join, and how the swarm itself usually arrives.
import type { LandingStrategy, TaskJoin } from "../../../domain/landing-strategy.ts";

export interface MergeHabit {
  name: "squashPerWorker" | "squashAll" | "mergeCommit" | "rebase";
  join: TaskJoin;
  strategy: LandingStrategy;
}

const perWorker: MergeHabit = { name: "squashPerWorker", join: "squash", strategy: "fast-forward" };
const all: MergeHabit = { name: "squashAll", join: "squash", strategy: "squash" };

/** The last two are what the first releases called them. */
const habits: ReadonlyMap<unknown, MergeHabit> = new Map([
  ["squashPerWorker", perWorker],
  ["squashAll", all],
  ["mergeCommit", { name: "mergeCommit", join: "merge", strategy: "fast-forward" }],
  ["rebase", { name: "rebase", join: "rebase", strategy: "fast-forward" }],
  ["fast-forward", perWorker],
  ["squash", all],
]);

/** A value that a person wrote by hand may be anything: VS Code underlines what is not allowed, and it counts as not set. */
export const mergeHabit = (value: unknown): MergeHabit => habits.get(value) ?? perWorker;
