// The states of a task: who owns each, how long it may last, and how a person gets out of it.

/** In the order of a task's life; the columns of task-table.ts. */
export const taskStatuses = [
  "queued",
  "blocked",
  "starting",
  "working",
  "needs_permission",
  "needs_answer",
  "retrying",
  "stalled",
  "stopped",
  "interrupted",
  "ready",
  "changes_requested",
  "approved",
  "landing",
  "conflict",
  "landed",
  "failed",
  "discarded",
] as const;

export type TaskStatus = (typeof taskStatuses)[number];

export interface StatusRule {
  /** Who moves it on: our scheduler, the worker, the landing, a person, or nobody because it is over. */
  owner: "scheduler" | "worker" | "landing" | "person" | "nobody";
  /** What ends it if its owner does not: a time limit, or the fact that it waits for a person. */
  limit: string;
  /** Verbs of a person that lead out of it. */
  wayOut: readonly string[];
}

/** Every state has an owner, a limit and a way out. */
export const statusRules: Record<TaskStatus, StatusRule> = {
  queued: {
    owner: "scheduler",
    limit: "until its dependencies landed and a slot is free",
    wayOut: ["stop", "discard"],
  },
  blocked: { owner: "person", limit: "waits for a person to mend a dependency", wayOut: ["stop", "discard"] },
  starting: {
    owner: "worker",
    limit: "the boot and prompt time limits of the agent server",
    wayOut: ["stop", "discard"],
  },
  working: { owner: "worker", limit: "the stall limit, the checks' time limits", wayOut: ["stop", "discard"] },
  needs_permission: {
    owner: "person",
    limit: "waits for a person, or is decided when unattended",
    wayOut: ["answer", "stop", "discard"],
  },
  needs_answer: {
    owner: "person",
    limit: "waits for a person, or is decided when unattended",
    wayOut: ["answer", "retry", "stop", "discard"],
  },
  retrying: { owner: "worker", limit: "the rate limit window", wayOut: ["stop", "discard"] },
  stalled: {
    owner: "person",
    limit: "waits for a person, or one retry and then failed when unattended",
    wayOut: ["retry", "stop", "discard"],
  },
  stopped: { owner: "person", limit: "waits for a person", wayOut: ["resume", "retry", "skip", "discard"] },
  interrupted: {
    owner: "person",
    limit: "waits for a person to resume the run",
    wayOut: ["run --resume", "resume", "retry", "stop", "discard"],
  },
  ready: {
    owner: "person",
    limit: "waits for a person's review",
    wayOut: ["approve", "request changes", "retry", "discard"],
  },
  changes_requested: { owner: "scheduler", limit: "until a slot is free", wayOut: ["stop", "discard"] },
  approved: {
    owner: "landing",
    limit: "until the landings before it are done",
    wayOut: ["request changes", "discard"],
  },
  landing: { owner: "landing", limit: "git's own time limit", wayOut: ["run --resume"] },
  conflict: { owner: "person", limit: "waits for a person", wayOut: ["resolve", "retry", "skip", "discard"] },
  landed: { owner: "nobody", limit: "is over", wayOut: ["undo"] },
  failed: { owner: "person", limit: "waits for a person", wayOut: ["retry", "skip", "discard"] },
  discarded: { owner: "nobody", limit: "is over", wayOut: ["retry", "skip"] },
};

/** A worker of this task holds one of the slots. */
export const holdsSlot = (status: TaskStatus): boolean =>
  status === "starting" ||
  status === "working" ||
  status === "retrying" ||
  status === "stalled" ||
  status === "needs_permission" ||
  status === "needs_answer";

/** Its worker changes its files, or is about to. */
export const isAtWork = (status: TaskStatus): boolean => holdsSlot(status) || status === "changes_requested";

/** A dependency in this state cannot land until a person does something. */
export const blocksDependants = (status: TaskStatus): boolean =>
  status === "failed" ||
  status === "conflict" ||
  status === "stopped" ||
  status === "discarded" ||
  status === "blocked";
