// better-sqlite3, installed by the bench into a folder of its own: it is no dependency of the product.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { execa } from "execa";
import type { Database as SqlJsDatabase } from "sql.js";
import { encodeEvent, eventColumns } from "../../src/adapters/store/event-line.ts";
import { eventsTableSql, insertEvent } from "../../src/adapters/store/events-sql.ts";
import { createProjectionTables, projectInto } from "../../src/adapters/store/projection-rows.ts";
import type { PendingEvent, RecordedEvent } from "../../src/domain/events.ts";
import { allTables } from "../../src/domain/projections/all-tables.ts";
import { benchDir } from "./work-folder.ts";

/** The last line that still runs on Node 20. */
const version = "12.11.1";
const buildWithinMs = 600_000;

interface Statement {
  run(cells: readonly unknown[]): void;
}

interface Database {
  exec(sql: string): void;
  pragma(words: string): unknown;
  prepare(sql: string): Statement;
  close(): void;
}

export type Sqlite = new (path: string) => Database;

export interface SqliteLog {
  /** Stores events in one transaction, durable and projected when it returns. */
  append(events: readonly PendingEvent[]): void;
  close(): void;
}

/** The library, or the reason why it is not there. */
export async function installSqlite(): Promise<Sqlite | string> {
  const folder = join(benchDir, "better-sqlite3");
  const load = (): Sqlite => {
    const library = createRequire(join(folder, "from.cjs"))("better-sqlite3") as Sqlite;
    new library(":memory:").close();
    return library;
  };
  try {
    return load();
  } catch {
    mkdirSync(folder, { recursive: true });
  }
  const args = ["install", "--prefix", folder, "--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const made = await execa("npm", [...args, `better-sqlite3@${version}`], {
    reject: false,
    timeout: buildWithinMs,
    all: true,
  });
  try {
    return load();
  } catch (error) {
    const last = `${made.all ?? ""}`.trim().split("\n").at(-1) ?? "";
    return `better-sqlite3 ${version} could not be built here: ${last.slice(0, 160) || String(error)}`;
  }
}

/** What our projections expect of a database, filled by better-sqlite3: the same statements run in both. */
function asSqlJs(db: Database): SqlJsDatabase {
  return {
    run: (sql: string) => db.exec(sql),
    prepare(sql: string) {
      const statement = db.prepare(sql);
      let bound: readonly unknown[] = [];
      return {
        bind: (cells: readonly unknown[]) => (bound = cells),
        step: () => statement.run(bound),
      };
    },
  } as unknown as SqlJsDatabase;
}

/** The same table, index and projections as ours, in WAL mode with a sync for every commit. */
export function openSqliteLog(library: Sqlite, path: string): SqliteLog {
  const db = new library(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec(eventsTableSql("main"));
  createProjectionTables(asSqlJs(db), allTables);
  const project = projectInto(asSqlJs(db), allTables);
  const insert = db.prepare(insertEvent("main"));
  const [begin, commit] = [db.prepare("BEGIN"), db.prepare("COMMIT")];
  const columns = Object.keys(eventColumns) as (keyof RecordedEvent)[];
  let seq = 0;
  return {
    append(events) {
      begin.run([]);
      const recorded = events.map((event): RecordedEvent => ({ ...event, seq: (seq += 1) }));
      for (const event of recorded) {
        insert.run(columns.map((column) => (column === "data" ? JSON.stringify(event.data) : event[column])));
      }
      project(recorded);
      commit.run([]);
    },
    close: () => db.close(),
  };
}

/** Bytes of an event as a line of the journal. */
export const lineBytes = (event: PendingEvent): number => Buffer.byteLength(encodeEvent(event)(1).line) + 1;
