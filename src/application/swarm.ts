// What anyone may look at in a swarm.
import type { EpicState } from "../domain/epic-state.ts";
import type { RecordedEvent } from "../domain/events.ts";
import type { Cell, QueryResult } from "./ports/event-store.ts";
import type { OwnerReport } from "./ports/owner.ts";

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
