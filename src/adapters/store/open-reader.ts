// Reads a store without owning it, also while another process does.
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cell, type EventReader, type QueryResult } from "../../application/ports/event-store.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { type JournalFiles, nodeJournalFiles } from "./journal-files.ts";
import { listSegments, type Position, segmentName } from "./journal-reader.ts";
import { openReplica, type ReaderOptions } from "./open-store.ts";
import { closedError, type EventFilter, type Replica } from "./replica.ts";

export interface FollowingReader extends EventReader {
  /**
   * Calls back with what is stored after `afterSeq`, what is there already and what comes, in order. May show a batch a
   * moment before its owner acknowledges it. Returns what stops it.
   */
  follow(
    afterSeq: number,
    listener: (events: readonly RecordedEvent[]) => void,
    onError: (error: unknown) => void,
  ): () => void;
}

/** Milliseconds between two looks at the journal. */
const lookEvery = 50;

/** Looks at one byte per segment: unwritten space is zeros, and reading a whole segment for that would be waste. */
async function hasGrown(files: JournalFiles, dir: string, { segment, offset }: Position): Promise<boolean> {
  for (const number of await listSegments(files, dir)) {
    if (number < segment) continue;
    const file = await open(join(dir, segmentName(number)), "r").catch(() => null);
    if (!file) continue;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, number === segment ? offset : 0);
      if (bytesRead === 1 && buffer[0] !== 0) return true;
    } finally {
      await file.close();
    }
  }
  return false;
}

class StoreReader implements FollowingReader {
  #closed = false;
  #catchingUp: Promise<void> = Promise.resolve();

  constructor(
    private readonly replica: Replica,
    private readonly files: JournalFiles,
    private readonly dir: string,
  ) {}

  async lastSeq(): Promise<number> {
    await this.#catchUp();
    return this.replica.tables.lastSeq;
  }

  async *read(filter: EventFilter = {}): AsyncGenerator<RecordedEvent> {
    yield* this.replica.read(filter, await this.lastSeq());
  }

  async query(sql: string, params: readonly Cell[] = []): Promise<QueryResult> {
    await this.#catchUp();
    return this.replica.query(sql, params, () => this.#mustBeOpen());
  }

  follow(
    afterSeq: number,
    listener: (events: readonly RecordedEvent[]) => void,
    onError: (error: unknown) => void,
  ): () => void {
    let stopped = false;
    let last = afterSeq;
    const run = async () => {
      while (!stopped && !this.#closed) {
        const events: RecordedEvent[] = [];
        for await (const event of this.read({ afterSeq: last })) events.push(event);
        if (stopped) return;
        last = events.at(-1)?.seq ?? last;
        if (events.length > 0) listener(events);
        await sleep(lookEvery);
      }
    };
    run().catch((error: unknown) => {
      if (!stopped && !this.#closed) onError(error);
    });
    return () => {
      stopped = true;
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#catchingUp.catch(() => {});
    await this.replica.close();
  }

  #mustBeOpen(): void {
    if (this.#closed) throw closedError(this.dir);
  }

  /** One at a time: two would apply the same batch. */
  #catchUp(): Promise<void> {
    const step = async () => {
      this.#mustBeOpen();
      if (await hasGrown(this.files, this.dir, this.replica.tables.position)) await this.replica.catchUp();
    };
    this.#catchingUp = this.#catchingUp.catch(() => {}).then(step);
    return this.#catchingUp.then(() => this.#mustBeOpen());
  }
}

/** Opens a store for reading. A directory that does not exist reads as empty. */
export async function openReader(options: ReaderOptions): Promise<FollowingReader> {
  const replica = await openReplica(options);
  return new StoreReader(replica, options.files ?? nodeJournalFiles, options.dir);
}
