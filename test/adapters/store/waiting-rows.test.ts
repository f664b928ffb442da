// Rows of events that an opening left for later are there for whoever asks first, in whatever way.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { encodeEvent } from "../../../src/adapters/store/event-line.ts";
import { openReader } from "../../../src/adapters/store/open-reader.ts";
import { openReplica, openStore } from "../../../src/adapters/store/open-store.ts";
import { rebuildTables } from "../../../src/adapters/store/rebuild-tables.ts";
import type { Replica } from "../../../src/adapters/store/replica.ts";
import { loadSqlite, locateWasm } from "../../../src/adapters/store/sqlite.ts";
import { progress, storeEvent } from "../../support/store-events.ts";
import { collect, eventRows, journalEvents, storeOptions } from "../../support/store-contents.ts";
import { temporaryFolder } from "../../support/store-folder.ts";

const window = { newest: 30 };
const landed = storeEvent("landed", "epic_landed", {
  landing: 1,
  branch: "main",
  commit: "c",
  previous: "p",
  strategy: "squash",
});

async function append(dir: string, epic: string, count: number): Promise<void> {
  const store = await openStore(storeOptions(dir, { window }));
  for (let index = 0; index < count; index += 1) await store.append(epic, "any", [progress(epic, index)]);
  if (epic === "landed") await store.append(epic, "any", [landed]);
  await store.close();
}

/** A journal of twenty events of an epic that landed and twenty of an open one. */
async function journalAlone(): Promise<string> {
  const dir = await temporaryFolder();
  await append(dir, "landed", 19);
  await append(dir, "open", 20);
  await rm(join(dir, "swarm.db"));
  return dir;
}

async function opened(dir: string): Promise<Replica> {
  const replica = await openReplica(storeOptions(dir, { window }));
  onTestFinished(() => replica.close());
  expect([replica.tables.waiting, replica.isUntidy()]).toEqual([30, true]);
  return replica;
}

const numbers = (replica: Replica): unknown[] =>
  replica.tables.db.exec("SELECT seq FROM main.events ORDER BY seq")[0]?.values.flat() ?? [];

const from = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("rows that wait", () => {
  test("come in when nobody asks", async () => {
    const replica = await opened(await journalAlone());
    await replica.tidy();
    expect([replica.tables.waiting, replica.isUntidy()]).toEqual([0, false]);
    expect(numbers(replica)).toEqual(from(11, 40));
  });

  test("are there for who reads an epic", async () => {
    const dir = await journalAlone();
    const replica = await opened(dir);
    const own = (await journalEvents(dir)).filter(({ epic_id }) => epic_id === "open");
    expect(await collect(replica.read({ epicId: "open" }, 40))).toEqual(own);
  });

  test("are there for who reads from a number on", async () => {
    const dir = await journalAlone();
    const replica = await opened(dir);
    expect(await collect(replica.read({ afterSeq: 15 }, 40))).toEqual((await journalEvents(dir)).slice(15));
  });

  test("are there for a SELECT, together with those that left the window", async () => {
    const dir = await journalAlone();
    const reader = await openReader(storeOptions(dir, { window }));
    onTestFinished(() => reader.close());
    expect(await eventRows(reader)).toEqual(await journalEvents(dir));
  });

  test("are work for a quiet moment, and there for a SELECT, also when none has left the window", async () => {
    const dir = await temporaryFolder();
    await append(dir, "open", 20);
    await rm(join(dir, "swarm.db"));
    const replica = await openReplica(storeOptions(dir, { window }));
    onTestFinished(() => replica.close());
    expect([replica.tables.waiting, replica.isUntidy()]).toEqual([20, true]);
    const { rows } = await replica.query("SELECT seq FROM events ORDER BY seq", [], () => {});
    expect(rows.flat()).toEqual(from(1, 20));
  });

  test("come in before what is read of the journal later", async () => {
    const dir = await journalAlone();
    const replica = await opened(dir);
    await append(dir, "open", 5);
    await replica.catchUp();
    expect(numbers(replica)).toEqual(from(16, 45));
  });

  test("come in before what is stored next", async () => {
    const replica = await opened(await journalAlone());
    const { tables } = replica;
    const next = from(41, 45).map((seq) => encodeEvent(progress("open", seq))(seq));
    tables.show(next, { ...tables.position, batch: tables.position.batch + 1 });
    while (tables.evict());
    expect(numbers(replica)).toEqual(from(16, 45));
  });

  test("are in the snapshot", async () => {
    const dir = await journalAlone();
    await rebuildTables(storeOptions(dir, { window }));
    const sqlite = await loadSqlite(locateWasm());
    const db = new sqlite.Database(await readFile(join(dir, "swarm.db")));
    expect(db.exec("SELECT seq FROM events ORDER BY seq")[0]?.values.flat()).toEqual(from(11, 40));
    db.close();
  });
});
