// Every fact that the swarm stores. Read this first: the rest of the code decides, folds or shows these.
import type { CheckRun } from "./check-run.ts";
import type { PartEvents } from "./chosen-part.ts";
import type { LandingEvents } from "./landing-events.ts";
import type { ConflictEvents } from "./conflict.ts";
import type { Finding } from "./finding.ts";
import type { Plan } from "./plan.ts";
import type { Review, ReviewAnswer } from "./review.ts";
import type { RunOptions } from "./run-options.ts";
import type { Setback } from "./setback.ts";

/** Version of the shapes below; upcast.ts lifts older ones when they are read. */
export const schemaVersion = 1;

/** Tokens as OpenCode counts them; `input` excludes what came from the cache. */
export interface Tokens {
  input: number;
  output: number;
  reasoning: number;
  cache_read: number;
  cache_write: number;
}

/** Why a worker could not go on: a closed set, so that callers never read the words. */
export type FailureCode =
  | "provider_auth"
  | "provider_rate_limit"
  | "provider_error"
  | "model_unknown"
  | "context_exhausted"
  | "turn_not_started"
  | "turn_runaway"
  | "stalled"
  | "server_lost"
  | "session_lost"
  | "worktree_lost"
  | "worktree_failed"
  | "reported_failed"
  | "reported_blocked"
  | "opencode_error";

/** Why a prompt was sent: the task itself, or a message to a session that goes on. */
export type PromptPurpose = "task" | "continue" | "answer" | "retry" | "review" | "setback";

/** Why a task gets another attempt: a resume after an interruption, a stall, or a person's word. */
export type RetryReason = "resumed" | "stalled" | "requested";

export interface QuestionItem {
  question: string;
  options: string[];
  /** If more than one option may be taken. Absent where nobody said: then it may. */
  multiple?: boolean;
}

/** What each event says, by its type. Names are past tense; fields keep the spelling that other programs read. */
export interface EventData extends PartEvents, ConflictEvents, LandingEvents {
  // epic
  epic_created: {
    title: string;
    plan: Plan;
    plan_hash: string;
    /** Branch that the epic lands on; null when HEAD was detached and the plan names no local branch. */
    target_branch: string | null;
    base_commit: string;
    options: RunOptions;
  };
  epic_resumed: { options: RunOptions };
  epic_interrupted: { reason: "signal" | "crash" };
  integration_created: { branch: string; commit: string };
  /** Integration absorbed the moved target branch. */
  integration_updated: { old: string; new: string; target_commit: string };

  // task: one attempt, step by step
  task_started: { attempt: number; branch: string; base: string; continues_session: string | null };
  worktree_created: { worktree_path: string; branch: string; base: string };
  worker_spawned: {
    session_id: string;
    bead_id: string;
    epic_id: string;
    worktree_path: string;
    files: string[];
    prompt_hash: string;
    timestamp: number;
  };
  /** Stored before the prompt leaves, so that a crash in between never sends it twice. */
  prompt_requested: { message_id: string; prompt_hash: string; purpose: PromptPurpose };
  prompt_sent: { message_id: string };
  worker_progress: {
    session_id: string;
    bead_id: string;
    progress_percent: number;
    message: string | null;
    files_touched: string[];
    timestamp: number;
  };
  worker_retrying: { provider_attempt: number; message: string; next_at: number | null };
  worker_stalled: { silent_s: number };
  worker_active: Record<string, never>;
  permission_asked: { request_id: string; permission: string; patterns: string[] };
  permission_replied: { request_id: string; reply: "once" | "always" | "reject"; message: string | null };
  question_asked: { request_id: string; questions: QuestionItem[] };
  question_answered: { request_id: string; answers: string[][] };
  /** The worker called `swarm_complete`: its words, before any evidence. */
  completion_reported: { status: "success" | "blocked" | "failed"; summary: string; files_touched: string[] };
  /** The worker called `swarm_reply`: its words to comments of the review that it works through. */
  review_answered: { answers: ReviewAnswer[] };
  turn_ended: { finish: string; tokens: Tokens | null; cost: number | null; last_message: string | null };
  work_collected: {
    commit: string;
    base: string;
    ref: string;
    files_touched: string[];
    /** True when what the worker left uncommitted was committed for it. */
    leftovers_committed: boolean;
    /** What was not as we left it, each in one sentence: branch deleted, HEAD moved, another worktree changed. */
    irregularities: string[];
    /** Paths of the person's checkout, and git's own settings, that changed while the worker ran; by it or by another. */
    outside_changes: string[];
    /** What speaks against it, from git and exit codes; absent in histories from before it was looked for. */
    findings?: Finding[];
  };
  check_finished: CheckRun & {
    commit: string;
    /** Of a combined result: its tree, and the tasks whose work it adds to what is green. Absent for a worker's own commit. */
    combined?: { tree: string; tasks: string[] };
  };
  worker_completed: {
    session_id: string;
    bead_id: string;
    epic_id: string;
    status: "success" | "failed" | "blocked";
    summary: string;
    files_touched: string[];
    duration_ms: number;
    timestamp: number;
  };
  worker_failed: {
    session_id: string | null;
    bead_id: string;
    epic_id: string;
    error: string;
    stack: string | null;
    timestamp: number;
    code: FailureCode;
  };
  task_finished: {
    commit: string;
    needs_review: boolean;
    checks: "passed" | "failed" | "none";
    files_touched: string[];
  };

  // task: what a person or a policy says of it
  task_blocked: { by: string[] };
  task_unblocked: Record<string, never>;
  task_approved: { commit: string };
  /** A person's review, whole: it goes to the worker as one message. */
  changes_requested: Review;
  /** The person looked at a file. `blob` is the id of the content that they saw: another content is not reviewed. */
  file_reviewed: { path: string; blob: string };
  file_unreviewed: { path: string };
  /** `new` is the commit that the integration branch is about to move to; equal to `old` when there is nothing to land. */
  task_landing_started: { commit: string; old: string; new: string };
  task_landed: { commit: string; worker_commit: string };
  /** A person took its work out of the integration branch, which goes from `old` to `new`. */
  task_taken_out: { old: string; new: string };
  /** Its landing was begun, and nothing of it had happened when it ended. */
  task_landing_abandoned: { reason: string };
  /** A check is red where its work meets that of others: it stays out, and the others land. */
  task_sent_back: Setback;
  /** `fresh`: a new session in a new worktree from the integration tip; else the session and its worktree go on. */
  task_retried: { reason: RetryReason; fresh: boolean };
  task_stopped: { reason: string };
  task_interrupted: { reason: string };
  /** `skipped`: those that come after it need not wait for it. Absent: they do. */
  task_discarded: { ref: string | null; skipped?: boolean };
  worktree_removed: { worktree_path: string; ref: string | null };

  // no epic
  opencode_started: { version: string; pid: number };
  /** `grown`: it held too much memory, and another one takes its place when one is needed. */
  opencode_stopped: { reason: "ended" | "crashed" | "frozen" | "grown" };
  project_trusted: { content_hash: string };
  /** What a new owner found of the workers of epics that are not over, as `<epic>/<task>`; stored when it is news. */
  swarm_recovered: {
    live: string[];
    resumable: string[];
    lost: string[];
    /** Number of those whose work is safe. */
    done: number;
    /** Where the record and the repository differ; nothing of it is repaired by itself. */
    differences: { task: string; missing: "worktree" | "branch" | "work" }[];
  };
}

export type EventType = keyof EventData;

/** One fact, before it is stored. `T` narrows by `type`. */
export type SwarmEvent = { [T in EventType]: { type: T; data: EventData[T] } }[EventType];

/** Where a fact belongs. */
export interface EventScope {
  epic_id: string | null;
  task_id: string | null;
  attempt: number | null;
  session_id: string | null;
}

/** A fact that is ready to be stored: everything but its place in the log. */
export type PendingEvent = SwarmEvent &
  EventScope & {
    /** Unique id of the event, `evt_…`. */
    id: string;
    /** ISO-8601 UTC. */
    ts: string;
    schema_version: number;
    /** Tenants come later; null on one machine. */
    tenant_id: null;
    project_id: string;
    /** `user`, `system` or `agent:<session>`. */
    actor: string;
    /** Id of the event that made somebody issue the command. */
    causation_id: string | null;
    /** Id shared by everything that one request of a person caused. */
    correlation_id: string | null;
  };

/** A stored fact. `seq` counts from 1 without gaps over the whole store. */
export type RecordedEvent = PendingEvent & { seq: number };
