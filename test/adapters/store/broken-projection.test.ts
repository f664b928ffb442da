// What happens to a store when one of its projections throws.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/domain/events.ts";
import { progress, typesTable } from "../../support/store-events.ts";
import { eventRows } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

describe("a projection that throws", () => {
  test("stops the store loudly, and loses no event", async () => {
    const dir = await temporaryFolder();
    const problems: unknown[] = [];
    const broken = {
      ...typesTable,
      project: () => {
        throw new Error("projection");
      },
    };
    const store = await testStore(dir, { projections: [broken], onProblem: (error) => problems.push(error) });
    const stored = await store.append("one", 0, [progress("one", 1)]);
    expect((await failure(store.query("SELECT 1"))).cause).toEqual(new Error("projection"));
    expect((await failure(store.append("one", 1, [progress("one", 2)]))).reason).toBe("write-failed");
    expect(problems).toHaveLength(1);
    await store.close();
    const repaired = await testStore(dir);
    expect(await eventRows(repaired)).toEqual(stored);
  });

  test("leaves no snapshot of what was shown by half", async () => {
    const dir = await temporaryFolder();
    const broken = {
      ...typesTable,
      project: (event: RecordedEvent) => {
        if (event.seq > 1) throw new Error("projection");
        return [];
      },
    };
    const store = await testStore(dir, { projections: [broken], snapshots: { every: 1, idleMs: 1 } });
    const stored = await store.append("one", 0, [progress("one", 1)]);
    stored.push(...(await store.append("one", 1, [progress("one", 2)])));
    await failure(store.query("SELECT 1"));
    // More than enough for a snapshot that comes when it is quiet.
    await sleep(50);
    await store.close();
    const repaired = await testStore(dir, { projections: [{ ...broken, project: () => [] }] });
    expect(await eventRows(repaired)).toEqual(stored);
  });
});
