// Whatever was appended, and however the store was left, opening it again gives the same rows.
import fc from "fast-check";
import { cp, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { type JournalFiles, nodeJournalFiles } from "../../../src/adapters/store/journal-files.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { rebuildTables } from "../../../src/adapters/store/rebuild-tables.ts";
import { progress, storeEvent, typesTable, progressTable } from "../../support/store-events.ts";
import {
  collect,
  eventRows,
  foldRows,
  journalEvents,
  projectionRows,
  segmentsOf,
  storeOptions,
} from "../../support/store-contents.ts";
import { temporaryFolder, testStore } from "../../support/store-folder.ts";

const small = { sizes: { segmentBytes: 3_000, growthBytes: 1_024 }, snapshots: { every: 7, idleMs: 5 } };

describe("a store that is opened again", () => {
  test("shows the rows of the journal and the fold of its events, whatever was done before", async () => {
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          epic: fc.constantFrom("a", "b", "c"),
          count: fc.integer({ min: 1, max: 4 }),
          text: fc.string({ unit: "binary", maxLength: 30 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ lands: fc.constantFrom("a", "b", "c") }) },
      { weight: 2, arbitrary: fc.constant("close" as const) },
      { weight: 1, arbitrary: fc.constant("lose the snapshot" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 40 }), async (steps, newest) => {
        const dir = await temporaryFolder();
        const options = storeOptions(dir, { ...small, window: { newest } });
        let store = await openStore(options);
        let version = 0;
        for (const taken of steps) {
          if (taken === "close" || taken === "lose the snapshot") {
            await store.close();
            if (taken !== "close") await rm(join(dir, "swarm.db"), { force: true });
            store = await openStore(options);
          } else if ("lands" in taken) {
            const data = { landing: 1, branch: "main", commit: "c", previous: "p", strategy: "squash" } as const;
            await store.append(taken.lands, "any", [storeEvent(taken.lands, "epic_landed", data)]);
            version += 1;
          } else {
            const events = Array.from({ length: taken.count }, (_, index) => progress(taken.epic, index, taken.text));
            await store.append(taken.epic, "any", events);
            version += taken.count;
          }
        }
        const journal = await journalEvents(dir);
        expect(journal.map((event) => event.seq)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
        const check = async () => {
          expect(await eventRows(store)).toEqual(journal);
          expect(await collect(store.read())).toEqual(journal);
          expect(await projectionRows(store)).toEqual(foldRows(journal));
          for (const epic of ["a", "b", "c"]) {
            const own = journal.filter((event) => event.epic_id === epic);
            expect(store.version(epic)).toBe(own.length);
            expect(await collect(store.read({ epicId: epic }))).toEqual(own);
          }
        };
        await check();
        await store.close();
        store = await openStore(options);
        await check();
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  test("continues the numbers and the versions where they ended", async () => {
    const dir = await temporaryFolder();
    const first = await testStore(dir);
    await first.append("one", 0, [progress("one", 1), progress("one", 2)]);
    await first.close();
    const second = await testStore(dir);
    const [third] = await second.append("one", 2, [progress("one", 3)]);
    expect(third?.seq).toBe(3);
  });

  test("writes into a new segment, and leaves none behind that holds nothing", async () => {
    const dir = await temporaryFolder();
    for (let round = 0; round < 3; round += 1) {
      const store = await testStore(dir);
      if (round !== 1) await store.append("one", "any", [progress("one", round)]);
      await store.close();
    }
    expect((await segmentsOf(dir)).map((path) => path.slice(-16))).toEqual(["seg-00000001.log", "seg-00000002.log"]);
  });

  test("syncs the last batch, which a killed owner may not have synced, before anything comes behind it", async () => {
    const dir = await temporaryFolder();
    const former = await openStore(storeOptions(dir));
    await former.append("a", "any", [progress("a", 1)]);
    await former.close();
    const done: string[] = [];
    const files: JournalFiles = {
      ...nodeJournalFiles,
      async syncFile(path) {
        await nodeJournalFiles.syncFile(path);
        done.push(`synced ${basename(path)}`);
      },
      async create(path) {
        done.push(`created ${basename(path)}`);
        return nodeJournalFiles.create(path);
      },
      async createSegment(path) {
        done.push(`created ${basename(path)}`);
        return nodeJournalFiles.createSegment(path);
      },
    };
    await rebuildTables(storeOptions(dir, { files }));
    const again = await openStore(storeOptions(dir, { files }));
    await again.close();
    const [synced, ...created] = ["synced seg-00000001.log", "created swarm.db.tmp", "created seg-00000002.log"];
    expect(done).toEqual([synced, created[0], synced, created[1]]);
  });

  test("makes its tables anew when a projection has changed its meaning", async () => {
    const dir = await temporaryFolder();
    const before = await testStore(dir);
    await before.append("one", 0, [progress("one", 40)]);
    await before.close();
    const doubled = {
      ...progressTable,
      version: 2,
      project: (event: Parameters<typeof progressTable.project>[0]) =>
        event.type === "worker_progress"
          ? [{ key: { epic_id: event.epic_id }, set: { percent: event.data.progress_percent * 2 } }]
          : [],
    };
    const after = await testStore(dir, { projections: [doubled, typesTable] });
    expect((await after.query("SELECT percent FROM epic_progress")).rows).toEqual([[80]]);
    expect(await eventRows(after)).toEqual(await journalEvents(dir));
  });

  test("lifts old events for its readers and projections, and keeps the rows as they were stored", async () => {
    const dir = await temporaryFolder();
    const before = await testStore(dir);
    await before.append("one", 0, [progress("one", 40, "old")]);
    await before.close();
    await rm(join(dir, "swarm.db"));
    const after = await testStore(dir, {
      upcast: (stored) =>
        stored.type === "worker_progress" ? { ...stored, data: { ...stored.data, message: "lifted" } } : stored,
    });
    expect((await collect(after.read()))[0]?.data).toMatchObject({ message: "lifted" });
    expect((await after.query("SELECT message FROM epic_progress")).rows).toEqual([["lifted"]]);
    expect(await eventRows(after)).toEqual(await journalEvents(dir));
  });

  test("is the same store after its folder was copied elsewhere", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(join(dir, "here"), small);
    for (let index = 0; index < 40; index += 1) await store.append("one", "any", [progress("one", index)]);
    await store.close();
    await cp(join(dir, "here"), join(dir, "there"), { recursive: true });
    const copy = await testStore(join(dir, "there"), small);
    expect(await eventRows(copy)).toEqual(await journalEvents(join(dir, "here")));
  });
});
