// Durable appends with projections: ours, the disk itself and better-sqlite3, one operation after the other in turn.
import fs from "node:fs";
import { join } from "node:path";
import { encodeBatch } from "../../src/adapters/store/batch-format.ts";
import { encodeEvent } from "../../src/adapters/store/event-line.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { PendingEvent } from "../../src/domain/events.ts";
import { allTables } from "../../src/domain/projections/all-tables.ts";
import { eventsOfRuns } from "./bench-events.ts";
import { installSqlite, lineBytes, openSqliteLog, type SqliteLog } from "./better-sqlite.ts";
import type { Figure } from "./report.ts";
import { mean, median, percentile } from "./statistics.ts";
import { workFolder } from "./work-folder.ts";

const groupOf = 64;

type Turn = () => void | Promise<void>;

export interface AppendDetails {
  event_bytes: number;
  operations: number;
  better_sqlite3: string;
  /** Microseconds: p50, p95 and p99 of each contestant. */
  single: Record<string, { p50: number; p95: number; p99: number }>;
  /** Events a second in groups, one number a block. */
  groups: Record<string, number[]>;
}

/** Raw contestant: write and fdatasync of the same bytes into a file that is filled with zeros ahead of time. */
function openRaw(path: string, bytes: number) {
  const fd = fs.openSync(path, "wx", 0o600);
  fs.writeSync(fd, Buffer.alloc(bytes));
  fs.fsyncSync(fd);
  let offset = 0;
  return {
    write(block: Uint8Array): void {
      offset += fs.writeSync(fd, block, 0, block.length, offset);
      fs.fdatasyncSync(fd);
    },
    close: () => fs.closeSync(fd),
  };
}

/** Our store, with a promise that a batch is in the tables too. */
async function openOurs(dir: string) {
  const store = await openStore({ dir, projections: allTables, owner: { command: "npm run bench" } });
  let shown = 0;
  let due = 0;
  let arrived: () => void = () => undefined;
  store.subscribe((events) => {
    shown = events.at(-1)?.seq ?? shown;
    if (shown >= due) arrived();
  });
  return {
    store,
    /** Resolves when everything up to this number is in the tables. */
    until: (seq: number) =>
      new Promise<void>((resolve) => {
        due = seq;
        arrived = resolve;
        if (shown >= due) resolve();
      }),
  };
}

type Ours = Awaited<ReturnType<typeof openOurs>>;
const microseconds = (from: number): number => (performance.now() - from) * 1000;

async function appendOurs({ store, until }: Ours, events: PendingEvent[]): Promise<{ acked: number; shown: number }> {
  const from = performance.now();
  const recorded = await store.append(events[0]?.epic_id ?? null, "any", events);
  const acked = microseconds(from);
  await until(recorded.at(-1)?.seq ?? 0);
  return { acked, shown: microseconds(from) };
}

async function measureSingle(ours: Ours, sqlite: SqliteLog | null, dir: string, count: number) {
  const source = eventsOfRuns();
  const [warmUp, bytes] = [Math.ceil(count / 10), (count + Math.ceil(count / 10)) * 2048];
  const raw = openRaw(join(dir, "raw.log"), bytes);
  const times: Record<string, number[]> = { raw: [], "ours, acknowledged": [], ours: [], "better-sqlite3": [] };
  const note = (name: string, time: number, at: number): void => void (at >= warmUp && times[name]?.push(time));
  for (let at = 0; at < count + warmUp; at += 1) {
    const event = source.next().value;
    const turns: Turn[] = [
      () => {
        const block = encodeBatch(at + 1, [encodeEvent(event)(at + 1).line]);
        const from = performance.now();
        raw.write(block);
        note("raw", microseconds(from), at);
      },
      async () => {
        const { acked, shown } = await appendOurs(ours, [event]);
        note("ours, acknowledged", acked, at);
        note("ours", shown, at);
      },
      () => {
        if (sqlite === null) return;
        const from = performance.now();
        sqlite.append([event]);
        note("better-sqlite3", microseconds(from), at);
      },
    ];
    // Everyone comes after everyone else equally often.
    for (let turn = 0; turn < turns.length; turn += 1) await turns[(turn + at) % turns.length]?.();
  }
  raw.close();
  return times;
}

/** One group of one epic, as an append stores them. */
function* groups(): Generator<PendingEvent[], never> {
  const source = eventsOfRuns();
  let group: PendingEvent[] = [];
  for (;;) {
    const event = source.next().value;
    if (group.length === groupOf || (group.length > 0 && group[0]?.epic_id !== event.epic_id)) {
      if (group.length === groupOf) yield group;
      group = [];
    }
    group.push(event);
  }
}

async function measureGroups(ours: Ours, sqlite: SqliteLog | null, blocks: number, perBlock: number) {
  const source = groups();
  const rates: Record<string, number[]> = { ours: [], "better-sqlite3": [] };
  for (let block = 0; block <= blocks; block += 1) {
    const work = Array.from({ length: perBlock }, () => source.next().value);
    const turns: Turn[] = [
      async () => {
        const from = performance.now();
        let last = 0;
        for (const events of work) {
          last = (await ours.store.append(events[0]?.epic_id ?? null, "any", events)).at(-1)?.seq ?? 0;
        }
        // Written behind, but the clock runs until the last row is in its table.
        await ours.until(last);
        if (block > 0) rates.ours?.push((perBlock * groupOf * 1e6) / microseconds(from));
      },
      () => {
        if (sqlite === null) return;
        const from = performance.now();
        for (const events of work) sqlite.append(events);
        if (block > 0) rates["better-sqlite3"]?.push((perBlock * groupOf * 1e6) / microseconds(from));
      },
    ];
    if (block % 2 === 1) turns.reverse();
    for (const turn of turns) await turn();
  }
  return rates;
}

function figuresOf(details: AppendDetails): Figure[] {
  const { single, groups: rates, better_sqlite3: why, event_bytes } = details;
  const note = `${event_bytes} B an event, ${details.operations} each in turn`;
  const sqliteNote = why.startsWith("12.") ? "WAL, synchronous FULL, same table, index and projections" : why;
  const at = (name: string, which: "p50" | "p95" | "p99"): number | null => single[name]?.[which] ?? null;
  const line = (
    what: string,
    of: string,
    with_: string,
    which: "p50" | "p95" | "p99",
    limit: number | null,
    words: string,
  ) =>
    ({
      part: "append",
      what,
      ours: at(of, which),
      beside: at(with_, which),
      unit: "us",
      gate: limit === null ? null : { of: "ratio", limit, is: "at most" },
      note: words,
    }) satisfies Figure;
  const rate = (name: string): number | null => (rates[name]?.length ? median(rates[name]) : null);
  return [
    line("durable and projected, p50, beside raw write+fdatasync", "ours", "raw", "p50", 1.8, note),
    line("durable and projected, p95, beside raw", "ours", "raw", "p95", null, ""),
    line("acknowledged, p50, beside raw", "ours, acknowledged", "raw", "p50", null, "the rows follow after the answer"),
    line("durable and projected, p50, beside better-sqlite3", "ours", "better-sqlite3", "p50", 1.3, sqliteNote),
    line("durable and projected, p95, beside better-sqlite3", "ours", "better-sqlite3", "p95", null, ""),
    {
      part: "append",
      what: `groups of ${groupOf}, beside better-sqlite3`,
      ours: rate("ours"),
      beside: rate("better-sqlite3"),
      unit: "events/s",
      gate: { of: "ratio", limit: 0.9, is: "at least" },
      note: "median of blocks in turn, until the last row is in its table",
    },
  ];
}

export async function benchAppend(quick: boolean): Promise<{ figures: Figure[]; details: AppendDetails }> {
  const library = await installSqlite();
  const folder = await workFolder();
  const ours = await openOurs(join(folder.path, "ours"));
  const sqlite = typeof library === "string" ? null : openSqliteLog(library, join(folder.path, "better.db"));
  try {
    const operations = quick ? 300 : 5000;
    const times = await measureSingle(ours, sqlite, folder.path, operations);
    const rates = await measureGroups(ours, sqlite, quick ? 4 : 20, quick ? 10 : 50);
    const source = eventsOfRuns();
    const sizes = Array.from({ length: 1000 }, () => lineBytes(source.next().value));
    const details: AppendDetails = {
      event_bytes: Math.round(mean(sizes)),
      operations,
      better_sqlite3: typeof library === "string" ? library : "12.11.1",
      single: Object.fromEntries(
        Object.entries(times)
          .filter(([, values]) => values.length > 0)
          .map(([name, all]) => [name, { p50: median(all), p95: percentile(all, 0.95), p99: percentile(all, 0.99) }]),
      ),
      groups: rates,
    };
    return { figures: figuresOf(details), details };
  } finally {
    await ours.store.close();
    sqlite?.close();
    folder.remove();
  }
}
