// What a new owner finds of a worker that was not over: still at work, to be taken up again, or lost; from evidence only.
import type { EventData } from "./events.ts";
import { branchRef } from "./ids.ts";
import { occupiesSlot, type TaskState } from "./task-state.ts";

export type WorkerFate = "live" | "resumable" | "lost" | "done";

/** What git and the disk have of a task. */
export interface GroundFound {
  /** Paths of the worktrees that stand there. */
  worktrees: ReadonlySet<string>;
  /** Full names of our branches and pins. */
  refs: ReadonlySet<string>;
}

type Missing = EventData["swarm_recovered"]["differences"][number]["missing"];

/** What the record says is there and is not. */
export function missingOf(task: TaskState, { worktrees, refs }: GroundFound): Missing[] {
  const missing: Missing[] = [];
  if (task.worktree_path !== null && !worktrees.has(task.worktree_path)) missing.push("worktree");
  if (task.worktree_path !== null && task.branch !== null && !refs.has(branchRef(task.branch))) missing.push("branch");
  if (task.work !== null && !refs.has(task.work.ref)) missing.push("work");
  return missing;
}

const hasWork: ReadonlySet<TaskState["status"]> = new Set(["ready", "approved", "landing", "conflict", "landed"]);

/** Null for a task without a worker: it never began, or a person has thrown it away. */
export function fateOf(task: TaskState, ground: GroundFound): WorkerFate | null {
  if (task.attempt === 0 || task.status === "discarded") return null;
  if (occupiesSlot(task)) return "live";
  const missing = missingOf(task, ground);
  if (hasWork.has(task.status)) return task.status !== "landed" && missing.includes("work") ? "lost" : "done";
  // A new worktree is made of the branch; without both there is nothing that could go on.
  return missing.includes("worktree") && missing.includes("branch") ? "lost" : "resumable";
}
