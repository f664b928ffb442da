// What a surface can ask of a swarm. The command line uses it now; the panel, HTTP and MCP will use the same.
import type { EpicState } from "../domain/epic-state.ts";
import type { RecordedEvent } from "../domain/events.ts";
import type { Plan } from "../domain/plan.ts";
import type { EpicResult } from "../domain/result.ts";
import type { RunOptions } from "../domain/run-options.ts";
import type { Attention } from "./attention.ts";
import type { TaskAttempt } from "./execution-strategy.ts";
import type { Cell, QueryResult } from "./ports/event-store.ts";
import type { OwnerReport } from "./ports/owner.ts";
import type { Requested } from "./refusal.ts";
import type { Undone } from "./undo-landing.ts";

export interface DriveRequest {
  /** Ends the run: nothing more starts, turns are aborted, nothing is committed. */
  signal: AbortSignal;
  attention: Attention;
  /** Newest sign of life of a worker, at most a few a second. */
  live(task: TaskAttempt, text: string): void;
}

/** A worktree of ours and what would become of it. */
export interface WorktreeReport {
  path: string;
  epic_id: string;
  task_id: string;
  bytes: number;
  /** Why it stays, or null when it can go. */
  keep: string | null;
}

export interface AskReport {
  epic_id: string;
  task_id: string;
  request_id: string;
  kind: "permission" | "question";
  text: string;
  options: string[];
}

/** What anyone may look at, also while a run owns the store. */
export interface SwarmView {
  readonly root: string;
  /** The living process that owns this swarm, or null. */
  owner(): Promise<OwnerReport | null>;
  epics(): Promise<EpicState[]>;
  epic(epicId: string): Promise<EpicState | null>;
  asks(): Promise<AskReport[]>;
  query(sql: string, params?: readonly Cell[]): Promise<QueryResult>;
  read(filter?: { epicId?: string | null; afterSeq?: number }): AsyncIterable<RecordedEvent>;
  /** Number of the newest stored event, 0 before the first. */
  lastSeq(): Promise<number>;
  close(): Promise<void>;
}

/** The one owner of a repository's swarm. Refusals are values; GitError, AgentsError and StoreError are breakdowns. */
export interface Swarm extends SwarmView {
  /** Calls back with every stored batch. Returns what stops it. */
  watch(listener: (events: readonly RecordedEvent[]) => void): () => void;
  /** Paths of the person's checkout that differ from its commit: workers start without them. */
  uncommitted(): Promise<string[]>;
  start(plan: Plan, options: RunOptions): Promise<Requested<string>>;
  /** Takes up what was interrupted. `overrides` replace stored options. Finished epics stay as they are. */
  resume(epicId: string, overrides: Partial<RunOptions>): Promise<Requested<string>>;
  /** Runs an epic until nothing runs and nothing more can start without a person. */
  drive(epicId: string, request: DriveRequest): Promise<EpicResult>;
  approve(epicId: string, taskIds: readonly string[]): Promise<Requested<EpicResult>>;
  land(epicId: string, request: { squash: boolean; signal: AbortSignal }): Promise<Requested<EpicResult>>;
  undo(epicId: string): Promise<Requested<Undone>>;
  retry(epicId: string, taskId: string, request: { fresh: boolean }): Promise<Requested<EpicResult>>;
  stop(epicId: string, taskIds: readonly string[]): Promise<Requested<EpicResult>>;
  /** Discards tasks, or the whole epic when none is named. Their work stays recoverable under the refs given back. */
  discard(epicId: string, taskIds: readonly string[]): Promise<Requested<{ task_id: string; ref: string | null }[]>>;
  /** `text` is an option of a question, free text, or for a permission one of once, always, reject. */
  answer(request: {
    epicId: string;
    taskId: string;
    requestId: string | null;
    text: string;
  }): Promise<Requested<EpicResult>>;
  worktrees(): Promise<WorktreeReport[]>;
  removeWorktree(report: WorktreeReport): Promise<void>;
}
