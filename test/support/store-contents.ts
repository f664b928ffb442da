// What stands in a store, asked of the store and of its files: the tests and the tortures compare the two.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StoreOptions } from "../../src/adapters/store/open-store.ts";
import type { EventReader } from "../../src/application/ports/event-store.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { Cell } from "../../src/domain/projections/table.ts";
import { testProjections } from "./store-events.ts";

export function storeOptions(dir: string, changes: Partial<StoreOptions> = {}): StoreOptions {
  return { dir, projections: testProjections, owner: { command: "test" }, ...changes };
}

export async function collect(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export async function segmentsOf(dir: string): Promise<string[]> {
  const names = (await readdir(dir)).filter((name) => name.startsWith("seg-"));
  return names.sort().map((name) => join(dir, name));
}

/** Everything that stands whole in the journal, read by means of its own: the measure for what the store says. */
export async function journalEvents(dir: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (const path of await segmentsOf(dir)) {
    const text = (await readFile(path)).toString("latin1");
    let at = 0;
    for (;;) {
      const match = /^#\d+ (\d+) (\d+) [0-9a-f]{8}\n/.exec(text.slice(at, at + 60));
      if (!match) break;
      const start = at + match[0].length;
      const body = Buffer.from(text.slice(start, start + Number(match[2])), "latin1").toString();
      const lines = body.split("\n").slice(0, -1);
      if (body.includes("\0") || lines.length !== Number(match[1])) break;
      events.push(...lines.map((line) => JSON.parse(line) as RecordedEvent));
      at = start + Number(match[2]);
    }
  }
  return events;
}

const columns =
  "seq, id, ts, schema_version, tenant_id, project_id, epic_id, task_id, attempt, session_id, actor, type, data, causation_id, correlation_id";

/** The rows of the table `events`, as events. */
export async function eventRows(store: EventReader): Promise<RecordedEvent[]> {
  const { columns: names, rows } = await store.query(`SELECT ${columns} FROM events ORDER BY seq`);
  return rows.map((row) => {
    const entries = names.map((name, index) => [name, name === "data" ? JSON.parse(String(row[index])) : row[index]]);
    return Object.fromEntries(entries) as RecordedEvent;
  });
}

/** The rows that the projections must hold, folded one event at a time with nothing but objects. */
export function foldRows(events: readonly RecordedEvent[]): Record<string, Record<string, Cell>[]> {
  const tables = testProjections.map((table) => {
    const rows = new Map<string, Record<string, Cell>>();
    const blank = Object.fromEntries(Object.keys(table.columns).map((name) => [name, null]));
    for (const event of events) {
      for (const { key, set } of table.project(event)) {
        const id = JSON.stringify(key);
        rows.set(id, { ...(rows.get(id) ?? { ...key, ...blank }), ...set });
      }
    }
    return [table.name, [...rows.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))] as const;
  });
  return Object.fromEntries(tables);
}

/** The rows that the projections do hold. */
export async function projectionRows(store: EventReader): Promise<Record<string, Record<string, Cell>[]>> {
  const tables: Record<string, Record<string, Cell>[]> = {};
  for (const { name, key, columns: own } of testProjections) {
    const names = [...Object.keys(key), ...Object.keys(own)];
    const { rows } = await store.query(`SELECT ${names.join(", ")} FROM ${name}`);
    const found = rows.map((row) => Object.fromEntries(names.map((column, index) => [column, row[index] as Cell])));
    tables[name] = found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return tables;
}
