// The socket for the event log: append durably, read, ask in SQL, listen.
import type { PendingEvent, RecordedEvent } from "../../domain/events.ts";
import type { OwnerReport } from "./owner.ts";

export type StoreFailure =
  /** Somebody else appended to the stream since it was read. */
  | "stale-version"
  /** The disk is full; nothing of the batch counts, and the store takes no more writes. */
  | "disk-full"
  /** Any other failed write or sync; the store takes no more writes (never retry after a failed sync). */
  | "write-failed"
  /** Acknowledged data does not read back: named file and offset. */
  | "damaged"
  /** Another living process owns the store. */
  | "owned"
  | "closed"
  /** A query that is not one read-only SELECT. */
  | "bad-query";

/** A breakdown of the store. `details` carries what the reason needs: owner, file, offset. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(
    readonly reason: StoreFailure,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type Cell = number | string | null | Uint8Array;
export interface QueryResult {
  columns: string[];
  rows: Cell[][];
}

/** What anyone may do, also while another process owns the store. */
export interface EventReader {
  /** Stored events in order of `seq`. Without `epicId` all; `null` means those of no epic. */
  read(filter?: { epicId?: string | null; afterSeq?: number }): AsyncIterable<RecordedEvent>;
  /** Number of the newest stored event, 0 before the first. */
  lastSeq(): Promise<number>;
  /** One read-only SELECT over `events` (every event ever) and the projection tables. Throws `bad-query`. */
  query(sql: string, params?: readonly Cell[]): Promise<QueryResult>;
  close(): Promise<void>;
}

export interface EventStore extends EventReader {
  /**
   * Stores events of one stream (an epic id, or null for events of no epic) as one atomic, durable batch.
   * Resolves only when they survive a power cut. `expectedVersion` is the number of events that the stream holds, or
   * "any". Throws StoreError `stale-version`, `disk-full`, `write-failed`, `closed`.
   */
  append(
    stream: string | null,
    expectedVersion: number | "any",
    events: readonly PendingEvent[],
  ): Promise<RecordedEvent[]>;
  /** Number of events in a stream. */
  version(stream: string | null): number;
  /** Calls back with every stored batch, after it is durable and projected, in order. Returns what stops it. */
  subscribe(listener: (events: readonly RecordedEvent[]) => void): () => void;
  /** The process that has taken the place of this owner, which somebody thought to have ended; null while there is none. */
  takenBy(): OwnerReport | null;
}
