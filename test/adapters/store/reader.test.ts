// Anyone may read a store that somebody else owns, and follow what is stored in it.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { progress } from "../../support/store-events.ts";
import { collect, eventRows, foldRows, journalEvents, projectionRows } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testReader, testStore } from "../../support/store-folder.ts";

const sizes = { segmentBytes: 3_000, growthBytes: 1_024 };

describe("a reader", () => {
  test("sees what the owner stored, and what it stores later, over many segments", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { sizes, snapshots: { every: 9, idleMs: 5 } });
    await store.append("one", 0, [progress("one", 1)]);
    const reader = await testReader(dir);
    for (let index = 0; index < 60; index += 1) {
      await store.append("one", "any", [progress("one", index)]);
      if (index % 10 === 0) expect((await reader.query("SELECT count(*) FROM events")).rows).toEqual([[index + 2]]);
    }
    const journal = await journalEvents(dir);
    expect(await eventRows(reader)).toEqual(journal);
    expect(await collect(reader.read({ epicId: "one" }))).toEqual(journal);
    expect(await projectionRows(reader)).toEqual(foldRows(journal));
  });

  test("goes on when another owner takes over", async () => {
    const dir = await temporaryFolder();
    const first = await testStore(dir, { sizes });
    await first.append("one", 0, [progress("one", 1)]);
    const reader = await testReader(dir);
    expect(await collect(reader.read())).toHaveLength(1);
    await first.close();
    const second = await testStore(dir, { sizes });
    await second.append("one", 1, [progress("one", 2)]);
    expect(await collect(reader.read())).toHaveLength(2);
  });

  test("evicts and finds again like the owner", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { sizes });
    const window = { newest: 5, closing: ["worker_progress" as const], reopening: [] };
    const reader = await testReader(dir, { window });
    for (let index = 0; index < 60; index += 1) await store.append("one", "any", [progress("one", index)]);
    expect(await eventRows(reader)).toEqual(await journalEvents(dir));
    expect(Number((await reader.query("SELECT count(*) FROM main.events")).rows[0]![0])).toBeLessThan(10);
  });

  test("of a folder that does not exist finds nothing, and makes nothing", async () => {
    const dir = join(await temporaryFolder(), "none");
    const reader = await testReader(dir);
    expect(await collect(reader.read())).toEqual([]);
    expect((await reader.query("SELECT count(*) FROM events")).rows).toEqual([[0]]);
  });

  test("refuses to change anything, and everything after it is closed", async () => {
    const reader = await testReader(await temporaryFolder());
    expect((await failure(reader.query("DELETE FROM events"))).reason).toBe("bad-query");
    await reader.close();
    expect((await failure(reader.query("SELECT 1"))).reason).toBe("closed");
    expect((await failure(collect(reader.read()))).reason).toBe("closed");
  });
});

describe("following", () => {
  test("gives what is there after a number and then what comes, in order and once", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir, { sizes });
    for (let index = 0; index < 5; index += 1) await store.append("one", "any", [progress("one", index)]);
    const reader = await testReader(dir);
    const heard: number[] = [];
    const errors: unknown[] = [];
    const arrived = new Promise<void>((resolve) => {
      reader.follow(
        3,
        (events) => {
          heard.push(...events.map((event) => event.seq));
          if (heard.at(-1) === 105) resolve();
        },
        (error) => errors.push(error),
      );
    });
    for (let index = 0; index < 100; index += 1) await store.append("one", "any", [progress("one", index)]);
    await arrived;
    expect(heard).toEqual(Array.from({ length: 102 }, (_, index) => index + 4));
    expect(errors).toEqual([]);
  });

  test("ends when it is told to", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const reader = await testReader(dir);
    const heard: number[] = [];
    const errors: unknown[] = [];
    const stop = reader.follow(
      0,
      (events) => heard.push(events.length),
      (error) => errors.push(error),
    );
    stop();
    await store.append("one", 0, [progress("one", 1)]);
    expect(await collect(reader.read())).toHaveLength(1);
    await reader.close();
    expect([heard, errors]).toEqual([[], []]);
  });
});
