// The tables in SQLite: `events`, the projections, and how far in the journal they have come.
import type { Database, SqlJs, SqlValue } from "sql.js";
import { StoreError } from "../../application/ports/event-store.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import {
  cellsOf,
  decodeEvent,
  eventOfRow,
  type EventRow,
  type JournalEntry,
  parseEvent,
  type StoredEvent,
} from "./event-line.ts";
import { HeldEvents } from "./held-events.ts";
import { eventsTableSql, insertEvent, selectEvents } from "./events-sql.ts";
import { isEvictionDue, nextEviction, noteEvent, type WindowState } from "./hot-window.ts";
import { journalStart, type Position } from "./journal-reader.ts";
import { createProjectionTables, projectInto } from "./projection-rows.ts";
import { fingerprintOf, format, type SavedState, type TableOptions } from "./saved-state.ts";
import { openDatabase } from "./sqlite.ts";

/** Events that one transaction gathers at most, so that its pages stay within SQLite's cache of 2 MB. */
const gatherMost = 500;

/** Owns the database in memory. */
export class EventTables {
  readonly versions: Map<string | null, number>;
  readonly window: WindowState;
  position: Position;
  lastSeq: number;
  #project: (events: readonly RecordedEvent[]) => void;
  #insert;
  #begin;
  #commit;
  #held = new HeldEvents();
  /** Events in the open transaction. */
  #gathered = 0;
  /** True while `archive.events` is attached: evicted rows then go there instead of nowhere. */
  archived = false;

  private constructor(
    readonly db: Database,
    readonly options: TableOptions,
    saved: SavedState,
  ) {
    this.versions = new Map(saved.versions);
    this.position = saved.position;
    this.lastSeq = saved.lastSeq;
    const closed = new Set(saved.closed);
    this.window = { evictedThrough: saved.evictedThrough, closed, leaving: new Set(closed), returning: new Set() };
    this.#project = projectInto(db, options.projections);
    this.#insert = db.prepare(insertEvent("main"));
    this.#begin = db.prepare("BEGIN");
    this.#commit = db.prepare("COMMIT");
  }

  static create(sqlite: SqlJs, options: TableOptions): EventTables {
    const db = openDatabase(sqlite, null);
    db.run(`${eventsTableSql("main")} CREATE TABLE store_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);`);
    createProjectionTables(db, options.projections);
    const fingerprint = fingerprintOf(options);
    const empty = { position: journalStart, lastSeq: 0, evictedThrough: 0, closed: [], versions: [] };
    return new EventTables(db, options, { format, fingerprint, ...empty });
  }

  /** Tables from the bytes of a snapshot; null if it was made by another format or for other projections. */
  static fromSnapshot(sqlite: SqlJs, bytes: Uint8Array, options: TableOptions): EventTables | null {
    const db = openDatabase(sqlite, bytes);
    try {
      const text = db.exec("SELECT value FROM store_meta WHERE key = 'state'")[0]?.values[0]?.[0];
      const saved = JSON.parse(String(text)) as SavedState;
      if (saved.format === format && saved.fingerprint === fingerprintOf(options))
        return new EventTables(db, options, saved);
    } catch {
      // Not a snapshot of ours: the journal has everything.
    }
    db.close();
    return null;
  }

  /** Applies lines of the journal in one transaction. `after` is the place behind them. */
  replay(lines: readonly string[], after: Position): void {
    this.complete();
    this.transaction(() => {
      this.#apply(
        lines.map((line) => decodeEvent(line, this.options.upcast)),
        after,
      );
    });
    this.position = after;
  }

  /**
   * The same while nobody asks yet: the rows of `events` wait for `admit`, or for somebody who asks for them. Most of a
   * long journal has left the window by then and never comes in, which saves most of the time.
   */
  replayHeld(lines: readonly string[], after: Position): void {
    const events = lines.map((line) => parseEvent(line, this.options.upcast));
    for (const event of events) this.#count(event, after);
    this.#held.hold(lines, events);
    while (this.#held.size > this.options.window.newest && this.evict());
    this.transaction(() => this.#project(events));
    this.position = after;
  }

  /** Number of events whose rows are not in the table yet. */
  get waiting(): number {
    return this.#held.size;
  }

  /** Brings some of the rows that wait into the table. Returns false when there were none. */
  admit(): boolean {
    if (this.waiting === 0) return false;
    this.transaction(() => this.#insertLines(this.#held.take()));
    return true;
  }

  /** Brings all of them in: to be called before anybody looks at `events`, and before newer rows, as `evict` counts on it. */
  complete(): void {
    while (this.admit());
  }

  #insertLines(lines: readonly string[]): void {
    for (const line of lines) this.#insertRow(decodeEvent(line, (event) => event).row);
  }

  /**
   * Applies what its owner has just stored and returns the events; `after` is the place behind them. One transaction
   * gathers many of these: to commit costs as much as to apply. After an error the tables must not be shown any more.
   */
  show(entries: readonly JournalEntry[], after: Position): RecordedEvent[] {
    if (this.#gathered === 0) {
      this.complete();
      this.#begin.run();
    }
    // Counted first: a transaction in which something failed is open all the same.
    this.#gathered += entries.length;
    const events = this.#apply(
      entries.map(({ row }) => ({ event: eventOfRow(row, this.options.upcast), row })),
      after,
    );
    this.position = after;
    if (this.#gathered >= gatherMost) this.settle();
    return events;
  }

  /** Commits what was gathered: to be called before anything that cannot be done within a transaction. */
  settle(): void {
    if (this.#gathered === 0) return;
    this.#commit.run();
    this.#gathered = 0;
  }

  #apply(stored: readonly StoredEvent[], after: Position): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    for (const { event, row } of stored) {
      this.#count(event, after);
      this.#insertRow(row);
      events.push(event);
    }
    this.#project(events);
    return events;
  }

  #count(event: RecordedEvent, after: Position): void {
    if (event.seq !== this.lastSeq + 1) {
      const sentence = `The journal is damaged: event ${event.seq} follows event ${this.lastSeq}.`;
      throw new StoreError("damaged", sentence, { ...after });
    }
    this.lastSeq = event.seq;
    this.versions.set(event.epic_id, (this.versions.get(event.epic_id) ?? 0) + 1);
    noteEvent(this.options.window, this.window, event);
  }

  #insertRow(row: EventRow): void {
    this.#insert.bind(cellsOf(row));
    this.#insert.step();
  }

  /** Whether there are enough rows that need not be hot any more. */
  mayEvict(): boolean {
    return isEvictionDue(this.options.window, this.window, this.lastSeq);
  }

  /** Moves some rows that need not be hot any more out of the table. Returns false when there were none. */
  evict(): boolean {
    const next = nextEviction(this.options.window, this.window, this.lastSeq);
    if (!next) return false;
    let rows = 0;
    this.transaction(() => {
      const lastInTable = this.lastSeq - this.#held.size;
      // What waits is the newest: if all else has left, the table need not be asked.
      if (next.through === null || this.window.evictedThrough < lastInTable) {
        const params = next.params();
        if (this.archived)
          this.db.run(`INSERT INTO archive.events ${selectEvents("main")} WHERE ${next.where}`, params);
        this.db.run(`DELETE FROM main.events WHERE ${next.where}`, params);
        rows = Number(this.db.exec("SELECT changes()")[0]?.values[0]?.[0]);
      }
      const waiting = (next.through ?? 0) - lastInTable;
      if (waiting > 0) this.#insertLines(this.#held.takeOpen(waiting, this.window.closed));
    });
    next.done(rows);
    return true;
  }

  /** Number of rows of a stream in the table. */
  hotRows(epicId: string | null): number {
    return Number(this.select("SELECT count(*) FROM main.events WHERE epic_id IS ?", [epicId])[0]?.[0]);
  }

  select(sql: string, params: readonly SqlValue[]): SqlValue[][] {
    this.complete();
    return this.db.exec(sql, params)[0]?.values ?? [];
  }

  /** The tables as the bytes of an SQLite file that carries its place in the journal. */
  export(): Uint8Array {
    const saved: SavedState = {
      format,
      fingerprint: fingerprintOf(this.options),
      position: this.position,
      lastSeq: this.lastSeq,
      evictedThrough: this.window.evictedThrough,
      closed: [...this.window.closed],
      versions: [...this.versions],
    };
    this.settle();
    this.complete();
    this.db.run("INSERT OR REPLACE INTO store_meta (key, value) VALUES ('state', ?)", [JSON.stringify(saved)]);
    return this.db.export();
  }

  close(): void {
    this.db.close();
  }

  transaction(work: () => void): void {
    this.settle();
    this.db.run("BEGIN");
    try {
      work();
      this.db.run("COMMIT");
    } catch (error) {
      this.db.run("ROLLBACK");
      throw error;
    }
  }
}
