// The database is made anew from the journal alone, and what was there stays beside it.
import { readFile, readdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeJournalFiles } from "../../../src/adapters/store/journal-files.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { rebuildTables } from "../../../src/adapters/store/rebuild-tables.ts";
import { writeSnapshot } from "../../../src/adapters/store/snapshot.ts";
import { loadSqlite, locateWasm } from "../../../src/adapters/store/sqlite.ts";
import { progress } from "../../support/store-events.ts";
import { eventRows, journalEvents, segmentsOf, storeOptions } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

async function storeWith(dir: string, count: number): Promise<void> {
  const store = await openStore(storeOptions(dir));
  for (let index = 0; index < count; index += 1) await store.append("one", "any", [progress("one", index)]);
  await store.close();
}

/** A database that says of itself that it is whole, and whose rows are wrong. */
async function falsify(dir: string): Promise<void> {
  const sqlite = await loadSqlite(locateWasm());
  const db = new sqlite.Database(await readFile(join(dir, "swarm.db")));
  db.run("DELETE FROM events WHERE seq = 3");

  await writeSnapshot(nodeJournalFiles, dir, db.export());
  db.close();
}

test("a database whose rows are wrong is replaced by what the journal says, and kept", async () => {
  const dir = await temporaryFolder();
  await storeWith(dir, 20);
  await falsify(dir);
  const wrong = await readFile(join(dir, "swarm.db"));
  const { events, backup } = await rebuildTables(storeOptions(dir));
  expect(events).toBe(20);
  expect(await readFile(backup ?? "")).toEqual(wrong);
  const store = await testStore(dir);
  expect(await eventRows(store)).toEqual(await journalEvents(dir));
});

test("without a database there is one afterwards, and nothing to keep", async () => {
  const dir = await temporaryFolder();
  const store = await openStore(storeOptions(dir));
  await store.append("one", "any", [progress("one", 1)]);
  await store.close();

  await unlink(join(dir, "swarm.db"));
  expect(await rebuildTables(storeOptions(dir))).toEqual({ events: 1, backup: null });
  expect(await readdir(dir)).toContain("swarm.db");
});

test("a damaged journal is named, and everything stays as it was", async () => {
  const dir = await temporaryFolder();
  await storeWith(dir, 5);
  const [path = ""] = await segmentsOf(dir);
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.lastIndexOf("\n") / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
  const before = await readFile(join(dir, "swarm.db"));
  expect(await failure(rebuildTables(storeOptions(dir)))).toMatchObject({ reason: "damaged" });
  expect(await readFile(join(dir, "swarm.db"))).toEqual(before);
  expect((await readdir(dir)).filter((name) => name.endsWith(".bak"))).toEqual([]);
});

test("a store that somebody owns is left alone", async () => {
  const dir = await temporaryFolder();
  await testStore(dir);
  expect(await failure(rebuildTables(storeOptions(dir)))).toMatchObject({ reason: "owned" });
});
