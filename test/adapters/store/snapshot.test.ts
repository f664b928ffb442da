// The snapshot only saves time: without it, with an old one or with a bad one, the journal decides.
import { execFileSync } from "node:child_process";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { loadSqlite, locateWasm } from "../../../src/adapters/store/sqlite.ts";
import { progress } from "../../support/store-events.ts";
import { faultyFiles } from "../../support/store-faults.ts";
import { eventRows, foldRows, journalEvents, projectionRows, storeOptions } from "../../support/store-contents.ts";
import { temporaryFolder, testStore } from "../../support/store-folder.ts";

async function storeWith(dir: string, count: number): Promise<void> {
  const store = await openStore(storeOptions(dir));
  for (let index = 0; index < count; index += 1) await store.append("one", "any", [progress("one", index)]);
  await store.close();
}

async function expectWhole(dir: string, count: number): Promise<void> {
  const store = await openStore(storeOptions(dir));
  const journal = await journalEvents(dir);
  expect(journal).toHaveLength(count);
  expect(await eventRows(store)).toEqual(journal);
  expect(await projectionRows(store)).toEqual(foldRows(journal));
  await store.close();
}

describe("the snapshot", () => {
  test("is an ordinary SQLite file with the events and the projections in it", async () => {
    const dir = await temporaryFolder();
    await storeWith(dir, 30);
    const sqlite = await loadSqlite(locateWasm());
    const db = new sqlite.Database(await readFile(join(dir, "swarm.db")));
    expect(db.exec("PRAGMA integrity_check")[0]?.values).toEqual([["ok"]]);
    expect(db.exec("SELECT count(*), max(seq) FROM events")[0]?.values).toEqual([[30, 30]]);
    expect(db.exec("SELECT percent FROM epic_progress")[0]?.values).toEqual([[29]]);
    db.close();
  });

  test("opens in the sqlite3 of the system", async (context) => {
    const dir = await temporaryFolder();
    await storeWith(dir, 30);
    let said: string;
    try {
      const sql = "PRAGMA integrity_check; SELECT count(*) FROM events; SELECT percent FROM epic_progress;";
      said = execFileSync("sqlite3", [join(dir, "swarm.db"), sql], { encoding: "utf8" });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
      return context.skip("no sqlite3 on this machine");
    }
    expect(said.trim().split("\n")).toEqual(["ok", "30", "29"]);
  });

  test("is made anew when it is missing", async () => {
    const dir = await temporaryFolder();
    await storeWith(dir, 30);
    await rm(join(dir, "swarm.db"));
    await expectWhole(dir, 30);
    expect((await stat(join(dir, "swarm.db"))).size).toBeGreaterThan(0);
  });

  test("is brought up to date when it is older than the journal", async () => {
    const dir = await temporaryFolder();
    await storeWith(dir, 30);
    const old = await readFile(join(dir, "swarm.db"));
    await storeWith(dir, 12);
    await writeFile(join(dir, "swarm.db"), old);
    await expectWhole(dir, 42);
  });

  test("is not believed when any part of it is wrong", async () => {
    const dir = await temporaryFolder();
    await storeWith(dir, 30);
    const good = await readFile(join(dir, "swarm.db"));
    for (let at = 0; at < good.length; at += 487) {
      const bad = Buffer.from(good);
      bad[at]! ^= 0x10;
      await writeFile(join(dir, "swarm.db"), bad);
      await expectWhole(dir, 30);
    }
    for (const bad of [Buffer.alloc(0), Buffer.from("not a database"), good.subarray(0, good.length / 2)]) {
      await writeFile(join(dir, "swarm.db"), bad);
      await expectWhole(dir, 30);
    }
  });

  test("is written while the store is open: after so many events, and when it has been quiet", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { snapshots: { every: 10, idleMs: 20 } });
    const size = () =>
      stat(join(dir, "swarm.db")).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
    const changed = async (before: number) => {
      while ((await size()) === before) await new Promise((resolve) => setTimeout(resolve, 5));
      return size();
    };
    for (let index = 0; index < 12; index += 1) await store.append("one", "any", [progress("one", index)]);
    const first = await changed(0);
    await store.append("one", "any", [progress("one", 99)]);
    expect(await changed(first)).not.toBe(first);
  });

  test("has room for what comes after it, and for more than that", async () => {
    const dir = await temporaryFolder();
    await storeWith(dir, 3);
    const store = await openStore(storeOptions(dir));
    const long = "some words ".repeat(100_000);
    for (let index = 0; index < 12; index += 1) await store.append("one", "any", [progress("one", index, long)]);
    await store.close();
    await expectWhole(dir, 15);
    const sqlite = await loadSqlite(locateWasm());
    const db = new sqlite.Database(await readFile(join(dir, "swarm.db")));
    expect(db.exec("PRAGMA integrity_check")[0]?.values).toEqual([["ok"]]);
    db.close();
  });

  test("that cannot be written is told, and the store goes on", async () => {
    const dir = await temporaryFolder();
    const files = faultyFiles();
    const problems: unknown[] = [];
    const store = await openStore(storeOptions(dir, { files, onProblem: (error) => problems.push(error) }));
    await store.append("one", 0, [progress("one", 1)]);
    files.failFrom("rename", 0, "EIO");
    await store.close();
    expect(problems).toMatchObject([{ code: "EIO" }]);
    await expectWhole(dir, 1);
  });
});
