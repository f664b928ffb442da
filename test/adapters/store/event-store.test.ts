// What every event store does for whoever appends, reads and listens.
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/domain/events.ts";
import { progress, storeEvent } from "../../support/store-events.ts";
import { collect, eventRows, journalEvents, segmentsOf } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

describe("appending", () => {
  test("gives every event the next number of the whole store", async () => {
    const store = await testStore(await temporaryFolder());
    const first = await store.append("one", 0, [progress("one", 1), progress("one", 2)]);
    const second = await store.append("two", 0, [progress("two", 3)]);
    const third = await store.append(null, 0, [storeEvent(null, "opencode_stopped", { reason: "ended" })]);
    expect([...first, ...second, ...third].map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect([store.version("one"), store.version("two"), store.version(null), store.version("three")]).toEqual([
      2, 1, 1, 0,
    ]);
  });

  test("refuses a stream that has moved on, and stores nothing of it", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    await store.append("one", 0, [progress("one", 1)]);
    const error = await failure(store.append("one", 0, [progress("one", 2)]));
    expect(error.reason).toBe("stale-version");
    expect(error.details).toMatchObject({ expected: 0, actual: 1 });
    await store.append("one", "any", [progress("one", 3)]);
    expect((await journalEvents(dir)).map(({ data }) => data)).toMatchObject([
      { progress_percent: 1 },
      { progress_percent: 3 },
    ]);
  });

  test("counts what is still on its way to the disk: of two appends at one version, one is refused", async () => {
    const store = await testStore(await temporaryFolder());
    const both = [store.append("one", 0, [progress("one", 1)]), store.append("one", 0, [progress("one", 2)])];
    const settled = await Promise.allSettled(both);
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await collect(store.read({ epicId: "one" }))).toHaveLength(1);
  });

  test("lets the loser of such a race see the winner's event at once", async () => {
    const store = await testStore(await temporaryFolder());
    const winner = store.append("one", 0, [progress("one", 1)]);
    const loser = failure(store.append("one", 0, [progress("one", 2)]));
    const seen = await loser.then(() => collect(store.read({ epicId: "one" })));
    expect(seen).toHaveLength(1);
    await winner;
  });

  test("stores what the events said when append was called", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const event = progress("one", 1, "before");
    const stored = store.append("one", 0, [event]);
    Object.assign(event.data, { message: "after" });
    await stored;
    expect((await journalEvents(dir))[0]?.data).toMatchObject({ message: "before" });
    expect((await store.query("SELECT message FROM epic_progress")).rows).toEqual([["before"]]);
  });

  test("puts appends that meet into one batch, each of them whole", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + (index % 5));
    const made = sizes.map((size) => Array.from({ length: size }, (_, index) => progress("one", index)));
    const recorded = await Promise.all(made.map((events) => store.append("one", "any", events)));
    expect(recorded.flat().map((event) => event.seq)).toEqual(recorded.flat().map((_, index) => index + 1));
    expect(await journalEvents(dir)).toEqual(recorded.flat());
  });

  test("never splits an append over two batches, however many wait", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const made = Array.from({ length: 300 }, () => [progress("one", 1), progress("one", 2), progress("one", 3)]);
    await Promise.all(made.map((events) => store.append("one", "any", events)));
    await store.close();
    const text = await readFile((await segmentsOf(dir))[0]!, "latin1");
    const sizes = [...text.matchAll(/^#\d+ (\d+) /gm)].map((match) => Number(match[1]));
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.filter((size) => size % 3 !== 0)).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(900);
  });

  test("of nothing stores nothing", async () => {
    const store = await testStore(await temporaryFolder());
    expect(await store.append("one", 0, [])).toEqual([]);
    expect(store.version("one")).toBe(0);
  });

  test("refuses an event that belongs to another stream", async () => {
    const store = await testStore(await temporaryFolder());
    await expect(store.append("one", 0, [progress("two", 1)])).rejects.toThrow(TypeError);
    expect(store.version("one")).toBe(0);
  });

  test("keeps every character: quotes, line ends, emoji, half a surrogate pair, a line like a header", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const messages = [
      '"',
      "\n#2 1 5 00000000\n",
      "ü🎉\u2028",
      "\ud800",
      '","data":{"x":1}',
      "\0",
      "'; DROP TABLE events",
    ];
    for (const message of messages) await store.append("one", "any", [progress("one", 1, message)]);
    const said = (events: RecordedEvent[]) => events.map(({ data }) => ("message" in data ? data.message : null));
    expect(said(await journalEvents(dir))).toEqual(messages);
    expect(said(await eventRows(store))).toEqual(messages);
    expect(said(await collect(store.read()))).toEqual(messages);
  });
});

describe("reading", () => {
  test("gives the events of one epic, of none, of all, and after a number", async () => {
    const store = await testStore(await temporaryFolder());
    await store.append("one", 0, [progress("one", 1)]);
    await store.append(null, 0, [storeEvent(null, "opencode_stopped", { reason: "ended" })]);
    await store.append("two", 0, [progress("two", 1), progress("two", 2)]);
    const seqs = async (filter: { epicId?: string | null; afterSeq?: number }) =>
      (await collect(store.read(filter))).map((event) => event.seq);
    expect(await seqs({})).toEqual([1, 2, 3, 4]);
    expect(await seqs({ epicId: "two" })).toEqual([3, 4]);
    expect(await seqs({ epicId: null })).toEqual([2]);
    expect(await seqs({ afterSeq: 2 })).toEqual([3, 4]);
    expect(await seqs({ epicId: "two", afterSeq: 3 })).toEqual([4]);
    expect(await seqs({ epicId: "nobody" })).toEqual([]);
  });

  test("gives exactly what append returned, over many pages", async () => {
    const store = await testStore(await temporaryFolder());
    const stored: RecordedEvent[] = [];
    for (let at = 0; at < 1_300; at += 100) {
      const events = Array.from({ length: 100 }, (_, index) => progress("one", at + index));
      stored.push(...(await store.append("one", "any", events)));
    }
    expect(await collect(store.read({ epicId: "one" }))).toEqual(stored);
  });
});

describe("listening", () => {
  test("hears every batch once, in order, when the tables show it already", async () => {
    const store = await testStore(await temporaryFolder());
    const heard: number[] = [];
    const asked: Promise<void>[] = [];
    store.subscribe((events) => {
      heard.push(...events.map((event) => event.seq));
      const last = events.at(-1)!.seq;
      asked.push(
        store
          .query("SELECT max(last_seq) FROM event_types")
          .then(({ rows }) => expect(rows[0]![0]).toBeGreaterThanOrEqual(last)),
      );
    });
    await Promise.all(Array.from({ length: 200 }, (_, index) => store.append("one", "any", [progress("one", index)])));
    await store.query("SELECT 1");
    await Promise.all(asked);
    expect(heard).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  });

  test("hears what was stored: neither the caller's objects nor a later change to them", async () => {
    const store = await testStore(await temporaryFolder());
    const heard: RecordedEvent[] = [];
    store.subscribe((events) => heard.push(...events));
    const event = progress("one", 1, "before");
    const stored = store.append("one", 0, [event]);
    Object.assign(event.data, { message: "after" });
    Object.assign(event, { actor: "somebody else" });
    await stored;
    await store.query("SELECT 1");
    expect(heard).toEqual(await collect(store.read()));
    expect(heard[0]?.data).toMatchObject({ message: "before" });
    expect(heard[0]?.data).not.toBe(event.data);
  });

  test("ends when it is told to, and only for that listener", async () => {
    const store = await testStore(await temporaryFolder());
    const heard: string[] = [];
    const stop = store.subscribe(() => heard.push("stopped"));
    store.subscribe(() => heard.push("stays"));
    stop();
    await store.append("one", 0, [progress("one", 1)]);
    await store.query("SELECT 1");
    expect(heard).toEqual(["stays"]);
  });

  test("goes on for the others when one listener throws, and the store hears of it", async () => {
    const problems: unknown[] = [];
    const store = await testStore(await temporaryFolder(), { onProblem: (error) => problems.push(error) });
    const heard: number[] = [];
    store.subscribe(() => {
      throw new Error("listener");
    });
    store.subscribe((events) => heard.push(events.length));
    await store.append("one", 0, [progress("one", 1)]);
    await store.query("SELECT 1");
    expect(heard).toEqual([1]);
    expect(problems).toEqual([new Error("listener")]);
  });
});

describe("closing", () => {
  test("stores what was queued, then refuses everything", async () => {
    const dir = await temporaryFolder();
    const store = await testStore(dir);
    const queued = Array.from({ length: 20 }, (_, index) => store.append("one", "any", [progress("one", index)]));
    await store.close();
    expect((await Promise.all(queued)).flat()).toEqual(await journalEvents(dir));
    expect((await failure(store.append("one", "any", [progress("one", 1)]))).reason).toBe("closed");
    expect((await failure(store.query("SELECT 1"))).reason).toBe("closed");
    expect((await failure(collect(store.read()))).reason).toBe("closed");
    await store.close();
  });
});
