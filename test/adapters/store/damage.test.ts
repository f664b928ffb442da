// A batch that was never acknowledged is dropped; one that was is never dropped in silence.
import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openReader } from "../../../src/adapters/store/open-reader.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { progress } from "../../support/store-events.ts";
import { collect, eventRows, segmentsOf, storeOptions } from "../../support/store-contents.ts";
import { failure, temporaryFolder, testStore } from "../../support/store-folder.ts";

const roomy = { sizes: { growthBytes: 4_096 } };

/** A journal of `batches` batches of two events; returns its one segment, without a snapshot beside it. */
async function journalOf(dir: string, batches: number): Promise<{ path: string; bytes: Buffer; starts: number[] }> {
  const store = await openStore(storeOptions(dir, roomy));
  for (let index = 0; index < batches; index += 1) {
    await store.append("one", "any", [progress("one", index), progress("one", index)]);
  }
  await store.close();
  await rm(join(dir, "swarm.db"));
  const [path] = await segmentsOf(dir);
  const bytes = await readFile(path!);
  const starts = [...bytes.toString("latin1").matchAll(/#\d+ \d+ \d+ [0-9a-f]{8}\n/g)].map((match) => match.index);
  return { path: path!, bytes, starts };
}

/** Number of events that whoever opens the folder finds. */
async function findsIn(dir: string): Promise<number> {
  const reader = await openReader(storeOptions(dir));
  try {
    return (await collect(reader.read())).length;
  } finally {
    await reader.close();
  }
}

describe("the last batch", () => {
  test("counts as never stored when the file ends anywhere within it, with or without zeros behind", async () => {
    const dir = await temporaryFolder();
    const { path, bytes, starts } = await journalOf(dir, 3);
    for (let length = starts[2]!; length < bytes.length; length += 1) {
      const zeros = length % 2 === 0 ? 0 : 2_000;
      await writeFile(path, Buffer.concat([bytes.subarray(0, length), Buffer.alloc(zeros)]));
      expect(await findsIn(dir)).toBe(4);
    }
  });

  test("counts as never stored when any byte of it is wrong", async () => {
    const dir = await temporaryFolder();
    const { path, bytes, starts } = await journalOf(dir, 3);
    for (let at = starts[2]!; at < bytes.length; at += 1) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 0x01;
      await writeFile(path, flipped);
      expect(await findsIn(dir)).toBe(4);
    }
  });

  test("is replaced by the next owner, in a segment of its own, and the torn bytes stay as they are", async () => {
    const dir = await temporaryFolder();
    const { path, bytes } = await journalOf(dir, 3);
    await truncate(path, bytes.length - 10);
    const store = await testStore(dir, roomy);
    const [event] = await store.append("one", 4, [progress("one", 9)]);
    expect(event?.seq).toBe(5);
    await store.close();
    await rm(join(dir, "swarm.db"));
    expect(await findsIn(dir)).toBe(5);
    expect(await readFile(path)).toEqual(bytes.subarray(0, bytes.length - 10));
  });
});

describe("an earlier batch", () => {
  test("is damage when any byte of it is wrong: named by file and offset, and nothing is changed", async () => {
    const dir = await temporaryFolder();
    const { path, bytes, starts } = await journalOf(dir, 3);
    for (let at = starts[1]!; at < starts[2]!; at += 1) {
      const flipped = Buffer.from(bytes);
      flipped[at]! ^= 0x01;
      await writeFile(path, flipped);
      const error = await failure(openReader(storeOptions(dir)));
      expect(error.reason).toBe("damaged");
      expect(error.details).toEqual({ file: path, offset: starts[1] });
    }
    expect((await readFile(path)).length).toBe(bytes.length);
  });

  test("is damage when it is blank, missing, doubled or moved", async () => {
    const dir = await temporaryFolder();
    const { path, bytes, starts } = await journalOf(dir, 4);
    const [a, b, c, d] = starts.map((start, index) => bytes.subarray(start, starts[index + 1])) as [
      Buffer,
      Buffer,
      Buffer,
      Buffer,
    ];
    const bad = [
      [a, Buffer.alloc(b.length), c, d],
      [a, c, d],
      [a, b, b, c, d],
      [a, c, b, d],
      [b, c, d],
    ];
    for (const parts of bad) {
      await writeFile(path, Buffer.concat(parts));
      expect((await failure(openStore(storeOptions(dir, roomy)))).reason).toBe("damaged");
    }
  });

  test("is damage when it was the last of its segment and a later segment goes on", async () => {
    const dir = await temporaryFolder();
    const { path, bytes } = await journalOf(dir, 3);
    const store = await testStore(dir, roomy);
    await store.append("one", "any", [progress("one", 9)]);
    await store.close();
    await rm(join(dir, "swarm.db"));
    await truncate(path, bytes.length - 1);
    expect((await failure(openStore(storeOptions(dir, roomy)))).reason).toBe("damaged");
  });

  test("is noticed by whoever reads it, where a snapshot makes opening possible", async () => {
    const dir = await temporaryFolder();
    const options = { ...roomy, window: { newest: 2, closing: ["worker_progress" as const], reopening: [] } };
    const store = await testStore(dir, options);
    for (let index = 0; index < 20; index += 1) await store.append("one", "any", [progress("one", index)]);
    await store.close();
    const [path] = await segmentsOf(dir);
    const bytes = await readFile(path!);
    bytes[80]! ^= 0x01;
    await writeFile(path!, bytes);
    const again = await testStore(dir, options);
    expect((await again.query("SELECT percent FROM epic_progress")).rows).toEqual([[19]]);
    expect((await failure(collect(again.read()))).reason).toBe("damaged");
    expect((await failure(again.query("SELECT count(*) FROM events"))).details).toEqual({ file: path, offset: 0 });
  });
});

describe("a segment that is gone", () => {
  test("is damage, with a snapshot that knows of it and without", async () => {
    const dir = await temporaryFolder();
    for (let round = 0; round < 3; round += 1) {
      const store = await testStore(dir, roomy);
      await store.append("one", "any", [progress("one", round)]);
      await store.close();
    }
    const segments = await segmentsOf(dir);
    const last = await readFile(segments[2]!);
    await rm(segments[2]!);
    expect((await failure(openStore(storeOptions(dir, roomy)))).reason).toBe("damaged");
    await writeFile(segments[2]!, last);
    await rm(segments[1]!);
    await rm(join(dir, "swarm.db"));
    expect((await failure(openStore(storeOptions(dir, roomy)))).reason).toBe("damaged");
  });
});

describe("a store that is damaged", () => {
  test("is given up again: the next attempt is told of the damage, not of an owner", async () => {
    const dir = await temporaryFolder();
    const { path, bytes, starts } = await journalOf(dir, 3);
    bytes[starts[0]! + 30]! ^= 0x01;
    await writeFile(path, bytes);
    for (let round = 0; round < 2; round += 1) {
      expect((await failure(openStore(storeOptions(dir, roomy)))).reason).toBe("damaged");
    }
  });

  test("shows everything when nothing is wrong with it", async () => {
    const dir = await temporaryFolder();
    await journalOf(dir, 3);
    const store = await testStore(dir, roomy);
    expect(await eventRows(store)).toHaveLength(6);
  });
});
