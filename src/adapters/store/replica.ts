// The tables of one process, kept up with the journal: what the owner and every reader of a store have in common.
import { join } from "node:path";
import { stat } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SqlJs } from "sql.js";
import { type Cell, type QueryResult, StoreError } from "../../application/ports/event-store.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { type Archive, openArchive } from "./archive.ts";
import { decodeEvent, eventOfRow, seqOfLine } from "./event-line.ts";
import { EventTables } from "./event-tables.ts";
import { selectEvents } from "./events-sql.ts";
import type { TableOptions } from "./saved-state.ts";
import type { JournalFiles } from "./journal-files.ts";
import { journalStart, type Position, readJournal, segmentName } from "./journal-reader.ts";
import { checkIsSelect, runSelect } from "./read-only-query.ts";
import { readSnapshot } from "./snapshot.ts";

export interface ReplicaOptions extends TableOptions {
  dir: string;
  files: JournalFiles;
  /** Comes while the snapshot is read. */
  sqlite: Promise<SqlJs>;
  /** How long evicted events that a query asked for stay in memory, in milliseconds. */
  keepArchiveMs: number;
}

export interface EventFilter {
  epicId?: string | null;
  afterSeq?: number;
}

const page = 500;
/** Events that are applied in one transaction while the journal is replayed. */
const replayStep = 1_000;
/** Rows that may wait until somebody asks for them or nobody wants anything: who asks first waits for them all. */
const mayWait = 5_000;

async function reaches(dir: string, position: Position): Promise<boolean> {
  if (position.offset === 0) return true;
  const found = await stat(join(dir, segmentName(position.segment))).catch(() => null);
  return found !== null && found.size >= position.offset;
}

export function closedError(dir: string): StoreError {
  return new StoreError("closed", `The store in ${dir} is closed.`, { dir });
}

/** A function of its own, so that nothing holds the bytes when they are in the tables. */
async function fromNewestSnapshot(options: ReplicaOptions): Promise<EventTables | null> {
  const bytes = await readSnapshot(options.files, options.dir);
  return bytes && EventTables.fromSnapshot(await options.sqlite, bytes, options);
}

/** Owns the tables and the archive. */
export class Replica {
  #archive: Archive;
  #closed = false;

  private constructor(
    readonly tables: EventTables,
    private readonly options: ReplicaOptions,
    /** The last event that the snapshot on disk has; 0 if there is none to go by. */
    readonly snapshotSeq: number,
  ) {
    this.#archive = openArchive(tables, options.files, options.dir, options.keepArchiveMs);
  }

  /** The newest snapshot and what the journal has beyond it, or everything from the journal. */
  static async open(options: ReplicaOptions): Promise<Replica> {
    const { dir, sqlite } = options;
    let tables = await fromNewestSnapshot(options);
    const promised = tables?.lastSeq ?? 0;
    if (tables && !(await reaches(dir, tables.position))) {
      tables.close();
      tables = null;
    }
    const replica = new Replica(tables ?? EventTables.create(await sqlite, options), options, tables?.lastSeq ?? 0);
    try {
      await replica.#catchUpUnasked();
      if (replica.tables.lastSeq < promised) {
        const sentence = `The journal in ${dir} ends at event ${replica.tables.lastSeq}, but ${promised} were stored.`;
        throw new StoreError("damaged", sentence, { file: dir, offset: 0 });
      }
    } catch (error) {
      await replica.close();
      throw error;
    }
    return replica;
  }

  /** Applies what the journal has beyond the tables. */
  async catchUp(): Promise<void> {
    for await (const { lines, after } of this.#steps()) {
      this.tables.replay(lines, after);
      while (this.tables.evict());
    }
    await this.tidy();
  }

  /** The same while the tables are nobody else's yet. */
  async #catchUpUnasked(): Promise<void> {
    for await (const { lines, after } of this.#steps()) this.tables.replayHeld(lines, after);
    while (this.tables.waiting > mayWait) {
      if (!this.tables.evict()) this.tables.admit();
      await nextTurn();
    }
  }

  /** What the journal has beyond the tables, as much at a time as others can wait for. */
  async *#steps(): AsyncGenerator<{ lines: string[]; after: Position }> {
    let lines: string[] = [];
    let after = this.tables.position;
    for await (const batch of readJournal(this.options.files, this.options.dir, after)) {
      for (const line of batch.lines) lines.push(line);
      after = batch.after;
      if (lines.length < replayStep) continue;
      yield { lines, after };
      lines = [];
      await nextTurn();
    }
    if (lines.length > 0) yield { lines, after };
  }

  /** Whether `tidy` would do anything. Asked after every batch: a promise for nothing costs more than the question. */
  isUntidy(): boolean {
    return this.tables.window.returning.size > 0 || this.tables.waiting > 0 || this.tables.mayEvict();
  }

  /** Lets rows that need not be hot any more leave, a few at a time, and brings those in that wait or are wanted back. */
  async tidy(): Promise<void> {
    // What leaves makes room: to make its file larger SQLite has to copy it.
    do await nextTurn();
    while (this.tables.evict() || this.tables.admit());
    for (const epicId of this.tables.window.returning) await this.#archive.restore(epicId);
  }

  /** Applied events up to `through`, from the table while it has them all, else from the journal. */
  async *read(filter: EventFilter, through: number): AsyncGenerator<RecordedEvent> {
    let after = filter.afterSeq ?? 0;
    const where = filter.epicId === undefined ? "" : "AND epic_id IS ?";
    const sql = `${selectEvents("main")} WHERE seq > ? AND seq <= ? ${where} ORDER BY seq LIMIT ${page}`;
    const epic = filter.epicId === undefined ? [] : [filter.epicId];
    // Asked anew for every page: rows may leave the table between two of them.
    while (this.#isHot(filter.epicId, after)) {
      const rows = this.tables.select(sql, [after, through, ...epic]);
      for (const row of rows) yield eventOfRow(row, this.options.upcast);
      if (this.#closed) throw closedError(this.options.dir);
      if (rows.length < page) return;
      after = Number(rows.at(-1)?.[0]);
    }
    yield* this.#readFromJournal(filter.epicId, after, through);
  }

  /** Number of stored events of a stream. */
  version(epicId: string | null): number {
    return this.tables.versions.get(epicId) ?? 0;
  }

  /** One SELECT; `catchUp` is called right before it runs. */
  async query(sql: string, params: readonly Cell[], catchUp: () => void): Promise<QueryResult> {
    checkIsSelect(sql);
    if (/\bevents\b/i.test(sql)) {
      this.tables.complete();
      await this.#archive.attach();
    }
    catchUp();
    return runSelect(this.tables.db, sql, params);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#archive.close();
    this.tables.close();
  }

  #isHot(epicId: string | null | undefined, after: number): boolean {
    if (after >= this.tables.window.evictedThrough) return true;
    return epicId !== undefined && this.tables.hotRows(epicId) === this.version(epicId);
  }

  async *#readFromJournal(
    epicId: string | null | undefined,
    after: number,
    through: number,
  ): AsyncGenerator<RecordedEvent> {
    const mark = epicId === undefined ? "" : `"epic_id":${JSON.stringify(epicId)}`;
    for await (const batch of readJournal(this.options.files, this.options.dir, journalStart)) {
      for (const line of batch.lines) {
        const seq = seqOfLine(line);
        if (seq > through) return;
        if (seq <= after || !line.includes(mark)) continue;
        const { event } = decodeEvent(line, this.options.upcast);
        if (epicId === undefined || event.epic_id === epicId) yield event;
      }
      if (seqOfLine(batch.lines.at(-1)!) >= through) return;
    }
  }
}
