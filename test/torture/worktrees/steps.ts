// The steps of a random sequence, and how they are drawn: each names what is done, and numbers that say to which of what stands.
import fc from "fast-check";

/** What a person asks of the swarm. */
export const asks = [
  "create",
  "resume",
  "approve",
  "stop",
  "retry",
  "retry-fresh",
  "land",
  "undo",
  "discard",
  "discard-epic",
  "clean",
  "finish",
] as const;
export type Ask = (typeof asks)[number];

/** What a worker does in its worktree. */
export const works = ["write", "commit", "detach", "reset"] as const;
export type Work = (typeof works)[number];

/** What somebody does behind the swarm's back. */
export const meddlings = [
  "rm -rf",
  "git worktree remove",
  "git worktree prune",
  "git worktree move",
  "git branch -m",
  "git gc",
  "person commits",
] as const;
export type Meddling = (typeof meddlings)[number];

export const ends = ["kill owner", "kill server", "reload", "quit"] as const;
export type End = (typeof ends)[number];

export type Kind = Ask | Work | Meddling | End;

export interface Step {
  kind: Kind;
  /** Chooses among what the step can be done to. */
  pick: number;
  /** Chooses among ways to do it. */
  how: number;
  /** Whether the next step waits until nothing follows from this one. */
  settles: boolean;
}

const weights: Record<Kind, number> = {
  create: 8,
  resume: 6,
  approve: 8,
  stop: 4,
  retry: 4,
  "retry-fresh": 4,
  land: 7,
  undo: 5,
  discard: 6,
  "discard-epic": 2,
  clean: 4,
  finish: 12,
  write: 16,
  commit: 8,
  detach: 2,
  reset: 2,
  "rm -rf": 3,
  "git worktree remove": 2,
  "git worktree prune": 2,
  "git worktree move": 2,
  "git branch -m": 2,
  "git gc": 2,
  "person commits": 2,
  "kill owner": 8,
  "kill server": 4,
  reload: 3,
  quit: 2,
};

const number = fc.integer({ min: 0, max: 9_999 });

const kind = fc.oneof(
  ...Object.entries(weights).map(([name, weight]) => ({ weight, arbitrary: fc.constant(name as Kind) })),
);

const step: fc.Arbitrary<Step> = fc.record({
  kind,
  pick: number,
  how: number,
  settles: fc.integer({ min: 0, max: 4 }).map((roll) => roll > 0),
});

/** 8 to 15 steps; a shrunken one may be shorter. The first step of each makes an epic, without which nothing happens. */
export const sequences: fc.Arbitrary<Step[]> = fc
  .tuple(number, fc.array(step, { minLength: 7, maxLength: 14, size: "max" }))
  .map(([how, rest]) => [{ kind: "create", pick: 0, how, settles: true }, ...rest]);
