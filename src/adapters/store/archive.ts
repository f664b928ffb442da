// Brings evicted events back from the journal into an attached database, so that one SELECT sees every event ever.
import { setImmediate as nextTurn } from "node:timers/promises";
import { cellsOf, decodeEvent, seqOfLine } from "./event-line.ts";
import type { EventTables } from "./event-tables.ts";
import { eventsTableSql, insertEvent, selectEvents } from "./events-sql.ts";
import type { JournalFiles } from "./journal-files.ts";
import { journalStart, readJournal } from "./journal-reader.ts";

/** Rows that are inserted before others get a turn. */
const chunk = 2_000;

async function* evictedLines(files: JournalFiles, dir: string, through: number): AsyncGenerator<string[]> {
  let lines: string[] = [];
  for await (const batch of readJournal(files, dir, journalStart)) {
    for (const line of batch.lines) if (seqOfLine(line) <= through) lines.push(line);
    if (lines.length >= chunk) {
      yield lines;
      lines = [];
    }
    if (seqOfLine(batch.lines[0]!) > through) break;
  }
  yield lines;
}

export interface Archive {
  /** Makes `events` in a query mean every event, until nobody asked for a while. */
  attach(): Promise<void>;
  /** Puts the events of an epic that was reopened back into the hot table. */
  restore(epicId: string): Promise<void>;
  /** Ends what is being loaded and frees the memory. */
  close(): Promise<void>;
}

/** `keepMs`: how long an archive stays in memory after the last query that needed it. */
export function openArchive(tables: EventTables, files: JournalFiles, dir: string, keepMs: number): Archive {
  const { db, window } = tables;
  let loading: Promise<void> | null = null;
  let forget: NodeJS.Timeout | undefined;

  function insertMissing(schema: string, lines: readonly string[]): void {
    if (lines.length === 0) return;
    const range = [seqOfLine(lines[0]!), seqOfLine(lines.at(-1)!)];
    const there = new Set(
      tables.select("SELECT seq FROM main.events WHERE seq BETWEEN ? AND ?", range).map(([seq]) => seq),
    );
    const missing = lines.filter((line) => !there.has(seqOfLine(line)));
    const insert = db.prepare(insertEvent(schema));
    const forgetArchived =
      schema === "main" && tables.archived ? db.prepare("DELETE FROM archive.events WHERE seq = ?") : null;
    tables.transaction(() => {
      for (const line of missing) {
        insert.run(cellsOf(decodeEvent(line, (event) => event).row));
        forgetArchived?.run([seqOfLine(line)]);
      }
    });
    insert.free();
    forgetArchived?.free();
  }

  async function load(): Promise<void> {
    tables.settle();
    db.run(`ATTACH ':memory:' AS archive; ${eventsTableSql("archive")}`);
    const through = window.evictedThrough;
    tables.archived = true;
    for await (const lines of evictedLines(files, dir, through)) {
      insertMissing("archive", lines);
      await nextTurn();
    }
    tables.settle();
    // Unqualified names are looked up in `temp` first: this is what a query sees as `events`.
    db.run(`CREATE TEMP VIEW events AS ${selectEvents("main")} UNION ALL ${selectEvents("archive")}`);
  }

  function detach(): void {
    clearTimeout(forget);
    if (!loading) return;
    loading = null;
    tables.archived = false;
    tables.settle();
    db.run("DROP VIEW IF EXISTS temp.events; DETACH archive");
  }

  return {
    async attach() {
      if (window.evictedThrough === 0) return;
      clearTimeout(forget);
      loading ??= load();
      try {
        await loading;
      } catch (error) {
        detach();
        throw error;
      }
      clearTimeout(forget);
      forget = setTimeout(detach, keepMs).unref();
    },
    async restore(epicId) {
      const mark = `"epic_id":${JSON.stringify(epicId)}`;
      for await (const lines of evictedLines(files, dir, window.evictedThrough)) {
        if (!window.returning.has(epicId)) return;
        const own = lines.filter((line) => line.includes(mark));
        insertMissing(
          "main",
          own.filter((line) => decodeEvent(line, (event) => event).event.epic_id === epicId),
        );
        await nextTurn();
      }
      window.returning.delete(epicId);
    },
    async close() {
      await loading?.catch(() => {});
      detach();
    },
  };
}
