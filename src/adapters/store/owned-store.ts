// The event store of its owner: append durably first, show it in the tables a moment later.
import { type Cell, type EventStore, type QueryResult, StoreError } from "../../application/ports/event-store.ts";
import type { OwnerReport } from "../../application/ports/owner.ts";
import type { PendingEvent, RecordedEvent } from "../../domain/events.ts";
import { encodeEvent } from "./event-line.ts";
import { type DurableBatch, groupCommit } from "./group-commit.ts";
import { type JournalWriter, writeFailure } from "./journal-writer.ts";
import type { HeldRecord } from "./record-lock.ts";
import { closedError, type EventFilter, type Replica } from "./replica.ts";
import type { Snapshotter } from "./snapshotter.ts";

interface OwnedStoreParts {
  dir: string;
  replica: Replica;
  writer: JournalWriter;
  snapshots: Snapshotter;
  lock: HeldRecord;
  onProblem(error: unknown): void;
}

type Listener = (events: readonly RecordedEvent[]) => void;

export class OwnedStore implements EventStore {
  #versions: Map<string | null, number>;
  #nextSeq: number;
  #durable: DurableBatch[] = [];
  #applying: NodeJS.Immediate | null = null;
  #tidying: Promise<void> | null = null;
  #lastAppend: Promise<unknown> = Promise.resolve();
  #broken: StoreError | null = null;
  #closing: Promise<void> | null = null;
  #listeners = new Set<Listener>();
  #commit;

  constructor(private readonly parts: OwnedStoreParts) {
    const { tables } = parts.replica;
    this.#versions = new Map(tables.versions);
    this.#nextSeq = tables.lastSeq + 1;
    this.#commit = groupCommit({
      write: (entries) => parts.writer.write(entries.map(({ line }) => line)),
      onDurable: (batch) => {
        this.#durable.push(batch);
        // After the next batch is on its way to the disk: applying then costs no latency.
        this.#applying ??= setImmediate(() => this.#applyInBackground());
      },
      asFailure: (error) => writeFailure(parts.dir, error),
    });
    this.#tidyInBackground();
  }

  async append(
    stream: string | null,
    expectedVersion: number | "any",
    events: readonly PendingEvent[],
  ): Promise<RecordedEvent[]> {
    this.#mustBeOpen();
    // First of all: after a failure the versions count what was never stored.
    const failure = this.#commit.failure();
    if (failure) throw failure;
    const version = this.version(stream);
    if (expectedVersion !== "any" && expectedVersion !== version) {
      const name = stream ?? "the events of no epic";
      throw new StoreError("stale-version", `${name} has ${version} events, not ${expectedVersion}.`, {
        stream,
        expected: expectedVersion,
        actual: version,
      });
    }
    for (const event of events) {
      if (event.epic_id !== stream) throw new TypeError(`an event of ${event.epic_id} cannot be stored in ${stream}`);
    }
    if (events.length === 0) return [];
    const encoders = events.map(encodeEvent);
    // From here to the queue nothing throws and nothing waits: numbers are given once and in order.
    const first = this.#nextSeq;
    this.#nextSeq += events.length;
    this.#versions.set(stream, version + events.length);
    const stored = this.#commit.append(encoders.map((encode, index) => encode(first + index)));
    this.#lastAppend = stored.catch(() => {});
    const recorded = events.map((event, index) => ({ ...event, seq: first + index }));
    await stored;
    return recorded;
  }

  version(stream: string | null): number {
    return this.#versions.get(stream) ?? 0;
  }

  subscribe(listener: Listener): () => void {
    // Its own function object, so that one listener can be subscribed twice.
    const own: Listener = (events) => listener(events);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  async *read(filter: EventFilter = {}): AsyncGenerator<RecordedEvent> {
    // What was queued before counts: who was refused a stale version must find what made it stale.
    const through = await this.lastSeq();
    yield* this.parts.replica.read(filter, through);
  }

  async lastSeq(): Promise<number> {
    this.#mustBeOpen();
    await this.#lastAppend;
    this.#applyDurable();
    this.#mustBeOpen();
    return this.parts.replica.tables.lastSeq;
  }

  async query(sql: string, params: readonly Cell[] = []): Promise<QueryResult> {
    this.#mustBeOpen();
    return this.parts.replica.query(sql, params, () => {
      this.#mustBeOpen();
      this.#applyDurable();
      this.#mustBeOpen();
    });
  }

  takenBy(): OwnerReport | null {
    const record = this.parts.lock.takenBy();
    return record && { pid: record.pid, command: record.command, since: record.since };
  }

  /** Stores what is queued, leaves a snapshot, and gives up the ownership. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { replica, snapshots, writer, lock } = this.parts;
    try {
      await this.#commit.idle();
      clearImmediate(this.#applying ?? undefined);
      this.#applyDurable();
      await this.#tidying;
      const failed = this.#commit.failure() ?? this.#broken;
      await snapshots.stop();
      if (!failed) await snapshots.take();
      await writer.close().catch((error: unknown) => {
        if (!failed) throw writeFailure(this.parts.dir, error);
      });
    } finally {
      await replica.close();
      await lock.release();
    }
  }

  #mustBeOpen(): void {
    if (this.#closing) throw closedError(this.parts.dir);
    if (this.#broken) throw this.#broken;
  }

  #applyInBackground(): void {
    this.#applying = null;
    this.#applyOne();
    if (this.#broken || this.#closing) return;
    if (this.#durable.length > 0) this.#applying = setImmediate(() => this.#applyInBackground());
    this.parts.snapshots.noteProgress();
    this.#tidyInBackground();
  }

  #tidyInBackground(): void {
    if (!this.parts.replica.isUntidy()) return;
    this.#tidying ??= this.parts.replica
      .tidy()
      .catch(this.parts.onProblem)
      .finally(() => {
        this.#tidying = null;
      });
  }

  /** Brings the tables up to everything that is acknowledged. */
  #applyDurable(): void {
    while (this.#durable.length > 0 && !this.#broken) this.#applyOne();
  }

  /** Brings the tables one batch further, and tells the listeners. */
  #applyOne(): void {
    const batch = this.#broken ? undefined : this.#durable.shift();
    if (!batch) return;
    try {
      this.#tell(this.parts.replica.tables.show(batch.entries, batch.after));
    } catch (error) {
      // The events are safe in the journal; the tables are wrong until a program that can project them opens it.
      const sentence = `Stored events could not be shown: ${String(error)}`;
      this.#broken =
        error instanceof StoreError ? error : new StoreError("write-failed", sentence, {}, { cause: error });
      // A snapshot must not keep what was applied by half.
      void this.parts.snapshots.stop();
      this.parts.onProblem(this.#broken);
    }
  }

  #tell(events: readonly RecordedEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(events);
      } catch (error) {
        this.parts.onProblem(error);
      }
    }
  }
}
