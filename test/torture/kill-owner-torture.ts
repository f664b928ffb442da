// kill -9 of an owner under load, at any moment: nothing that was acknowledged is lost, and the tables equal the journal.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { openReader } from "../../src/adapters/store/open-reader.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { EventReader } from "../../src/application/ports/event-store.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { eventRows, foldRows, journalEvents, projectionRows, storeOptions } from "../support/store-contents.ts";
import { StoreLedger } from "../support/store-ledger.ts";
import { startProgram } from "../support/store-lines.ts";
import { dice, type Torture, type TortureRequest } from "./torture.ts";

/** Kills that one store takes; then its owner of this process closes it, and it is removed. */
const killsOfStore = 20;
/** Stores that are tortured at a time. */
const lanes = 2;
/** One careless owner, which is the control, for so many kills. */
const controlEvery = 20;
const leastControls = 4;

/** Lets an owner work for some milliseconds, or open the store for some, and kills it. Returns what it said. */
async function killOnce(program: string, dir: string, manner: string, ms: number, opening: boolean): Promise<string[]> {
  const child = startProgram(program, [dir, manner]);
  const said: string[] = [];
  if (!opening) said.push((await child.hear()) ?? "died by itself");
  await sleep(ms);
  await child.kill();
  for (let line = await child.hear(); line !== null; line = await child.hear()) said.push(line);
  return said;
}

async function faultsOfTables(store: EventReader, dir: string): Promise<string[]> {
  const journal = await journalEvents(dir);
  const faults: string[] = [];
  if (!isDeepStrictEqual(await eventRows(store), journal)) faults.push("the table of events is not the journal");
  if (!isDeepStrictEqual(await projectionRows(store), foldRows(journal))) faults.push("a projection is not its fold");
  return faults;
}

/** What is wrong with a store as it lies there. `asOwner`: opened by its owner, which may write; else only read. */
async function faultsOfStore(dir: string, ledger: StoreLedger, asOwner: boolean): Promise<string[]> {
  const faults = ledger.faultsOf(await journalEvents(dir));
  try {
    const options = storeOptions(dir, { window: { newest: 100 } });
    const store = asOwner ? await openStore(options) : await openReader(options);
    faults.push(...(await faultsOfTables(store, dir)));
    await store.close();
  } catch (error) {
    faults.push(`it cannot be opened: ${String(error)}`);
  }
  return faults;
}

interface Tally {
  done: number;
  acknowledged: number;
  faults: string[];
}

/** Kills owners of one store, one after the other, each of which opens what the one before it left. */
async function tortureStore(program: string, dir: string, rounds: number[], seed: number, tally: Tally): Promise<void> {
  const ledger = new StoreLedger();
  const note = (round: number, faults: string[]): void =>
    void tally.faults.push(...faults.map((fault) => `kill-owner, seed ${seed}, round ${round}: ${fault}`));
  for (const round of rounds) {
    const random = dice(seed * 1_000_003 + round);
    const opening = random() < 0.2;
    const said = await killOnce(program, dir, "careful", random() * (opening ? 120 : 25), opening);
    if (said.includes("died by itself")) note(round, ["an owner ended before it was killed"]);
    for (const line of said) note(round, ledger.hear(line));
    note(round, await faultsOfStore(dir, ledger, false));
    tally.done += 1;
  }
  note(rounds.at(-1) ?? 0, await faultsOfStore(dir, ledger, true));
  tally.acknowledged += ledger.acknowledged;
}

async function tortureStores(program: string, folder: string, { rounds, seed, progress }: TortureRequest) {
  const tally: Tally = { done: 0, acknowledged: 0, faults: [] };
  const all = Array.from({ length: rounds }, (_, round) => round);
  const lane = async (): Promise<void> => {
    while (all.length > 0) {
      const mine = all.splice(0, killsOfStore);
      const dir = join(folder, `store-${mine[0]}`);
      await mkdir(dir);
      await tortureStore(program, dir, mine, seed, tally);
      await rm(dir, { recursive: true });
      progress(tally.done);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return tally;
}

/** Number of kills after which something was lost that a careless owner had acknowledged. */
async function countLosses(program: string, folder: string, kills: number, seed: number): Promise<number> {
  let losses = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const dir = await mkdtemp(join(folder, "careless-"));
    const ledger = new StoreLedger();
    const ms = 20 + 30 * dice(seed * 1_000_033 + kill)();
    for (const line of await killOnce(program, dir, "careless", ms, false)) ledger.hear(line);
    if (ledger.faultsOf(await journalEvents(dir)).length > 0) losses += 1;
    await rm(dir, { recursive: true });
  }
  return losses;
}

export const killOwner: Torture = {
  rounds: 1_000,
  async run(request) {
    const folder = await mkdtemp(join(tmpdir(), "swarm-kill-"));
    try {
      const program = await bundleProgram(resolve("test/torture/kill-owner-child.ts"), folder);
      const { done, acknowledged, faults } = await tortureStores(program, folder, request);
      const controls = Math.max(leastControls, Math.round(request.rounds / controlEvery));
      const losses = await countLosses(program, folder, controls, request.seed);
      if (losses === 0) faults.push("kill-owner: an owner that acknowledges before it writes lost nothing");
      const control = `acknowledged before it is written: lost in ${losses} of ${controls}`;
      const note = `${acknowledged.toLocaleString("en")} acknowledged events`;
      return [{ what: "kill -9 of an owner under load", rounds: done, faults, control, note }];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
