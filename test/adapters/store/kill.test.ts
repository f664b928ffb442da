// kill -9 at any moment: nothing that was acknowledged is lost, and the tables equal the journal.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { bundleProgram } from "../../support/store-bundle.ts";
import {
  eventRows,
  foldRows,
  journalEvents,
  projectionRows,
  segmentsOf,
  storeOptions,
  temporaryFolder,
} from "../../support/store-folder.ts";
import { startProgram } from "../../support/store-lines.ts";

let program = "";
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "swarm-kill-"));
  program = await bundleProgram(join(import.meta.dirname, "../../support/store-kill-child.ts"), folder);
  return () => rm(folder, { recursive: true });
});

/** Lets a child append for a while, kills it, and returns what it said was stored: "seq id". */
async function killOnce(dir: string, manner: string, wait: number, whileOpening: boolean): Promise<string[]> {
  const child = startProgram(program, [dir, manner]);
  const said: string[] = [];
  const hearing = (async () => {
    if (!whileOpening) said.push((await child.hear()) ?? "nothing");
  })();
  await hearing;
  await sleep(wait);
  await child.kill();
  for (let line = await child.hear(); line !== null; line = await child.hear()) said.push(line);
  return said.filter((line) => line !== "ready");
}

async function expectTablesEqualJournal(dir: string): Promise<void> {
  const store = await openStore(storeOptions(dir, { window: { newest: 100 } }));
  const journal = await journalEvents(dir);
  expect(await eventRows(store)).toEqual(journal);
  expect(await projectionRows(store)).toEqual(foldRows(journal));
  await store.close();
}

async function lostOf(dir: string, acknowledged: ReadonlySet<string>): Promise<string[]> {
  const journal = await journalEvents(dir);
  expect(journal.map((event) => event.seq)).toEqual(journal.map((_, index) => index + 1));
  const stored = new Set(journal.map((event) => `${event.seq} ${event.id}`));
  return [...acknowledged].filter((line) => !stored.has(line));
}

async function killMany(kills: number, seed: number): Promise<{ acknowledged: number; segments: number }> {
  const dir = await temporaryFolder();
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < kills; kill += 1) {
    // Spread evenly over the first moments; every fifth one while the store is still being opened.
    const wait = (kill * 37 + seed) % (kill % 5 === 4 ? 160 : 90);
    for (const line of await killOnce(dir, "careful", wait, kill % 5 === 4)) acknowledged.add(line);
    expect(await lostOf(dir, acknowledged)).toEqual([]);
    if (kill % 6 === 5) await expectTablesEqualJournal(dir);
  }
  await expectTablesEqualJournal(dir);
  expect(await lostOf(dir, acknowledged)).toEqual([]);
  return { acknowledged: acknowledged.size, segments: (await segmentsOf(dir)).length };
}

describe("kill -9", () => {
  test("66 times at any moment loses nothing that was acknowledged", { timeout: 180_000 }, async () => {
    const runs = await Promise.all([killMany(33, 0), killMany(33, 13)]);
    for (const { acknowledged, segments } of runs) {
      expect(acknowledged).toBeGreaterThan(200);
      expect(segments).toBeGreaterThan(33 / 2);
    }
  });

  test(
    "does lose events of a store that acknowledges before it writes: the test above can fail",
    { timeout: 60_000 },
    async () => {
      let lost = 0;
      for (let kill = 0; kill < 8 && lost === 0; kill += 1) {
        const dir = await temporaryFolder();
        lost += (await lostOf(dir, new Set(await killOnce(dir, "careless", 30 + kill * 7, false)))).length;
      }
      expect(lost).toBeGreaterThan(0);
    },
  );
});
