// What is known of one task, folded from its events.
import type { ChosenFile } from "./chosen-part.ts";
import type { ConflictFile, Resolution } from "./conflict.ts";
import type { EventData, FailureCode, PromptPurpose, QuestionItem, RetryReason, Tokens } from "./events.ts";
import type { Finding } from "./finding.ts";
import type { TaskPlan } from "./plan.ts";
import type { Review, ReviewAnswer } from "./review.ts";
import type { Setback } from "./setback.ts";
import { blocksDependants, holdsSlot, type TaskStatus } from "./task-status.ts";

/** Something that a worker asked and nobody answered yet. */
export type Ask =
  | { kind: "permission"; request_id: string; permission: string; patterns: string[] }
  | { kind: "question"; request_id: string; questions: QuestionItem[] };

/** An answer that came while no turn ran: it is sent as a message when the session goes on. */
export type LateAnswer =
  | {
      kind: "permission";
      ask: Extract<Ask, { kind: "permission" }>;
      reply: "once" | "always" | "reject";
      message: string | null;
    }
  | { kind: "question"; ask: Extract<Ask, { kind: "question" }>; answers: string[][] };

export interface Completion {
  status: "success" | "blocked" | "failed";
  summary: string;
  files_touched: string[];
}

/** The worker's pinned work and its evidence. */
export interface Work {
  commit: string;
  base: string;
  ref: string;
  files_touched: string[];
  irregularities: string[];
  outside_changes: string[];
  /** What it left uncommitted was committed for it. */
  leftovers_committed: boolean;
  /** Absent in histories from before they were looked for. */
  findings?: Finding[];
}

/** How a task came to its present commit, and how it gets back. */
export interface WorkPart {
  kind: "rejected" | "taken";
  part: ChosenFile[];
  files: number;
  before: Pick<TaskState, "checks" | "checks_outcome" | "needs_review"> & { work: Work };
}

export interface TaskState {
  id: string;
  plan: TaskPlan;
  status: TaskStatus;
  /** Attempts so far; 0 before the first start. */
  attempt: number;
  branch: string | null;
  base: string | null;
  worktree_path: string | null;
  session_id: string | null;
  /** The last prompt that was meant for the session. `sent`: the server said it took it; only the session can tell. */
  prompt: { attempt: number; message_id: string; prompt_hash: string; purpose: PromptPurpose; sent: boolean } | null;
  /** The turn of the current work is over, so only collecting and checking remain. */
  turn_done: boolean;
  completion: Completion | null;
  work: Work | null;
  checks: EventData["check_finished"][];
  checks_outcome: "passed" | "failed" | "none" | null;
  needs_review: boolean;
  progress: { percent: number; message: string | null } | null;
  asks: Ask[];
  late_answers: LateAnswer[];
  /** The review that its worker has not worked through yet. */
  review: Review | null;
  /** The prompt that carried it, or null as long as none did. Whether it arrived, only the session can tell. */
  review_message: string | null;
  /** What its workers said to comments of reviews, the last answer to each; the oldest are forgotten. */
  answers: ReviewAnswer[];
  /** Why its approved work did not land, until work that followed from it is ready. */
  setback: Setback | null;
  /** The prompt that carried it, as with a review. */
  setback_message: string | null;
  /** Times that it was sent back since a person had a word about it. */
  setbacks: number;
  /** What a person took of the worker's commit, or took back, until the worker has another one. */
  parts: WorkPart[];
  /** Where the worker's branch goes when a part is rejected, or that is undone. The record comes first; a branch that is still at `from` follows. */
  branch_move: { from: string; to: string } | null;
  /** Content (blob id) at which the person marked each path as reviewed. */
  reviewed: ReadonlyMap<string, string>;
  /** A person wants it to go on, and said so after the last interruption of its epic. */
  wanted: boolean;
  failure: { code: FailureCode; error: string } | null;
  /** Why its last interruption came; null: it had none. */
  interruption: string | null;
  conflict_files: string[];
  /** Their places, as far as somebody looked. */
  conflicts: ConflictFile[];
  /** The merge that a person makes by hand, until it is done or given up. */
  resolution: Resolution | null;
  /** Retries after a stall, which are limited. */
  stall_retries: number;
  /** The next start makes a new worktree and session. */
  fresh: boolean;
  retry_reason: RetryReason | null;
  landing: { commit: string; old: string; new: string } | null;
  landed_commit: string | null;
  /** Where the integration branch was before it; the same when it brought nothing. */
  landed_from: string | null;
  /** It had landed, and a person took it out again: only a person approves it now. */
  taken_out: boolean;
  /** A person lets those that come after it go on without it. */
  skipped: boolean;
  /** Ref under which its work stays since it was discarded last; null when there was none. */
  kept_ref: string | null;
  /** Of all its sessions so far. */
  tokens: Tokens | null;
  cost: number | null;
  /** What the sessions before the present one used: OpenCode counts each session for itself. */
  spent_before: { tokens: Tokens | null; cost: number | null };
  /** Milliseconds since the epoch. */
  started_at: number | null;
  ended_at: number | null;
  blocked_by: string[];
}

export const newTask = (plan: TaskPlan): TaskState => ({
  id: plan.id,
  plan,
  status: "queued",
  attempt: 0,
  branch: null,
  base: null,
  worktree_path: null,
  session_id: null,
  prompt: null,
  turn_done: false,
  completion: null,
  work: null,
  checks: [],
  checks_outcome: null,
  needs_review: false,
  progress: null,
  asks: [],
  late_answers: [],
  review: null,
  review_message: null,
  answers: [],
  setback: null,
  setback_message: null,
  setbacks: 0,
  parts: [],
  branch_move: null,
  reviewed: new Map(),
  wanted: false,
  failure: null,
  interruption: null,
  conflict_files: [],
  conflicts: [],
  resolution: null,
  stall_retries: 0,
  fresh: true,
  retry_reason: null,
  landing: null,
  landed_commit: null,
  landed_from: null,
  taken_out: false,
  skipped: false,
  kept_ref: null,
  tokens: null,
  cost: null,
  spent_before: { tokens: null, cost: null },
  started_at: null,
  ended_at: null,
  blocked_by: [],
});

/** Another task that comes after it need not wait for it any more. */
export const isOutOfTheWay = (task: TaskState): boolean => task.status === "landed" || task.skipped;

/** Another task that comes after it waits until a person does something. */
export const holdsUp = (task: TaskState): boolean => blocksDependants(task.status) && !task.skipped;

/** A turn is over, so an answer now must travel as a message of the next attempt. */
export const isParked = (task: TaskState): boolean => task.turn_done;

/** Its worker holds one of the slots: a session runs, or is about to. */
export const occupiesSlot = (task: TaskState): boolean =>
  holdsSlot(task.status) && !((task.status === "needs_permission" || task.status === "needs_answer") && isParked(task));
