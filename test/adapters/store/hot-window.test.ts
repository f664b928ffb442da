// Memory holds the events of open epics and the newest; one SELECT still sees every event ever.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { EventStore } from "../../../src/application/ports/event-store.ts";
import { progress, storeEvent } from "../../support/store-events.ts";
import { collect, eventRows, journalEvents } from "../../support/store-contents.ts";
import { temporaryFolder, testStore } from "../../support/store-folder.ts";

const window = { newest: 20 };
const sizes = { segmentBytes: 4_000, growthBytes: 1_024 };
const landed = (epic: string) =>
  storeEvent(epic, "epic_landed", { landing: 1, branch: "main", commit: "c", previous: "p", strategy: "squash" });
const undone = (epic: string) =>
  storeEvent(epic, "epic_landing_undone", { landing: 1, branch: "main", commit: "c", how: "reset" });

async function hotEvents(store: EventStore): Promise<Record<string, number>> {
  const { rows } = await store.query("SELECT epic_id, count(*) FROM main.events GROUP BY epic_id");
  return Object.fromEntries(rows) as Record<string, number>;
}

/** Waits for what the store does in the background. */
async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 2));
}

async function fill(store: EventStore, epic: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await store.append(epic, "any", [progress(epic, index)]);
}

describe("the table of events", () => {
  test("keeps every event of an open epic and lets old ones of closed epics go", async () => {
    const store = await testStore(await temporaryFolder(), { window, sizes });
    await fill(store, "open", 30);
    await fill(store, "closed", 30);
    await store.append("closed", "any", [landed("closed")]);
    await fill(store, "new", 30);
    await until(async () => (await hotEvents(store)).closed === undefined);
    expect(await hotEvents(store)).toEqual({ open: 30, new: 30 });
  });

  test("is the same when it is made anew from the journal", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { window, sizes });
    await fill(store, "open", 30);
    await fill(store, "closed", 30);
    await store.append("closed", "any", [landed("closed")]);
    await fill(store, "new", 30);
    await store.close();
    await rm(join(dir, "swarm.db"));
    const again = await testStore(dir, { window, sizes });
    expect(await hotEvents(again)).toEqual({ open: 30, new: 30 });
    expect(await eventRows(again)).toEqual(await journalEvents(dir));
  });

  test("lets old events of no epic go", async () => {
    const store = await testStore(await temporaryFolder(), { window, sizes });
    for (let index = 0; index < 60; index += 1) {
      await store.append(null, "any", [storeEvent(null, "opencode_stopped", { reason: "ended" })]);
    }
    await until(async () => (await hotEvents(store)).null! <= 21);
    expect(await collect(store.read({ epicId: null }))).toHaveLength(60);
  });

  test("takes the events of an epic back when it is reopened", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { window, sizes });
    await fill(store, "again", 30);
    await store.append("again", "any", [landed("again")]);
    await fill(store, "new", 30);
    await until(async () => (await hotEvents(store)).again === undefined);
    expect(await eventRows(store)).toEqual(await journalEvents(dir));
    await store.append("again", 31, [undone("again")]);
    await until(async () => (await hotEvents(store)).again === 32);
    expect(await eventRows(store)).toEqual(await journalEvents(dir));
  });
});

describe("one SELECT", () => {
  test("sees every event ever, while events leave the table and new ones come", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { window, sizes, keepArchiveMs: 3 });
    let stop = false;
    const writing = (async () => {
      for (let epic = 0; !stop; epic += 1) {
        await fill(store, `e${epic}`, 10);
        await store.append(`e${epic}`, "any", [landed(`e${epic}`)]);
        if (epic % 3 === 2) await store.append(`e${epic - 2}`, "any", [undone(`e${epic - 2}`)]);
      }
    })();
    for (let round = 0; round < 40; round += 1) {
      const { rows } = await store.query("SELECT count(*), count(DISTINCT seq), min(seq), max(seq) FROM events");
      const [count, distinct, first, last] = rows[0]!;
      if (count === 0) continue;
      expect([distinct, first, last]).toEqual([count, 1, count]);
      if (round % 8 === 7) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stop = true;
    await writing;
    expect(await eventRows(store)).toEqual(await journalEvents(dir));
    expect(await collect(store.read())).toEqual(await journalEvents(dir));
  });

  test("finds an old event by epic and by number, after the store was opened again", async () => {
    const dir = await temporaryFolder();
    const first = await testStore(dir, { window, sizes });
    await fill(first, "old", 30);
    await first.append("old", "any", [landed("old")]);
    await fill(first, "new", 40);
    await first.close();
    const store = await testStore(dir, { window, sizes });
    await until(async () => (await hotEvents(store)).old === undefined);
    expect((await store.query("SELECT count(*) FROM events WHERE epic_id = 'old'")).rows).toEqual([[31]]);
    expect((await store.query("SELECT type FROM events WHERE seq = 31")).rows).toEqual([["epic_landed"]]);
    expect(await collect(store.read({ epicId: "old" }))).toHaveLength(31);
    expect(store.version("old")).toBe(31);
  });
});
