// Power that goes at any moment: every disk that it may leave opens, has all that was acknowledged, and takes new events.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { eventRows, journalEvents, storeOptions } from "../support/store-contents.ts";
import { progress as progressEvent } from "../support/store-events.ts";
import { handedLine, StoreLedger } from "../support/store-ledger.ts";
import type { DiskEntry } from "./disk-log.ts";
import { DiskModel } from "./disk-model.ts";
import { recordOwners } from "./disk-recording.ts";
import { dice, type Torture, type TortureRequest } from "./torture.ts";

const imagesOfRecording = 50;
/** One image for the control, on which nothing that was synced is sure, for so many. */
const controlEvery = 5;

interface Loss {
  image: Map<string, Buffer>;
  ledger: StoreLedger;
}

/** The power goes after so many entries. */
function loseAt(entries: readonly DiskEntry[], cut: number, syncs: boolean, random: () => number): Loss {
  const model = new DiskModel(syncs);
  const ledger = new StoreLedger();
  for (const entry of entries.slice(0, cut)) {
    if ("said" in entry) ledger.hear(entry.said);
    else model.apply(entry);
  }
  return { image: model.afterLoss(random), ledger };
}

/** What is wrong with a disk after the loss of power. */
async function faultsOfImage(dir: string, { image, ledger }: Loss): Promise<string[]> {
  await mkdir(dir);
  for (const [name, bytes] of image) await writeFile(join(dir, name), bytes);
  const faults = ledger.faultsOf(await journalEvents(dir));
  try {
    const store = await openStore(storeOptions(dir, { window: { newest: 100 } }));
    const journal = await journalEvents(dir);
    if (!isDeepStrictEqual(await eventRows(store), journal)) faults.push("the table of events is not the journal");
    const event = progressEvent("after", 1);
    const [stored] = await store.append("after", "any", [event]);
    await store.close();
    ledger.hear(`opened ${journal.length}`);
    ledger.hear(handedLine(event));
    ledger.hear(`stored ${stored?.seq}`);
    faults.push(...ledger.faultsOf(await journalEvents(dir)));
    const again = await openStore(storeOptions(dir));
    if ((await again.lastSeq()) !== stored?.seq) faults.push("the new event is not there when it is opened again");
    await again.close();
  } catch (error) {
    faults.push(`it cannot be opened: ${String(error)}`);
  }
  return faults;
}

interface Tally {
  images: number;
  acknowledged: number;
  faults: string[];
  controls: number;
  losses: number;
}

async function tortureRecording(
  entries: readonly DiskEntry[],
  folder: string,
  rounds: number[],
  seed: number,
  tally: Tally,
): Promise<void> {
  for (const round of rounds) {
    const cut = Math.ceil(dice(seed * 1_000_003 + round)() * entries.length);
    const choose = (): (() => number) => dice(seed * 1_000_033 + round);
    const dir = join(folder, `image-${round}`);
    const loss = loseAt(entries, cut, true, choose());
    tally.acknowledged += loss.ledger.acknowledged;
    const faults = await faultsOfImage(dir, loss);
    tally.faults.push(...faults.map((fault) => `power-loss, seed ${seed}, image ${round}: ${fault}`));
    if (faults.length > 0) {
      // What was under way when depends on the disk too: kept, so that it can be looked at.
      const kept = resolve(".bench", `power-loss-${seed}-${round}`);
      await rm(kept, { recursive: true, force: true });
      await cp(dir, kept, { recursive: true });
    }
    await rm(dir, { recursive: true });
    tally.images += 1;
    if (round % controlEvery !== 0) continue;
    const control = loseAt(entries, cut, false, choose());
    if (control.ledger.acknowledged === 0) continue;
    tally.controls += 1;
    if ((await faultsOfImage(dir, control)).length > 0) tally.losses += 1;
    await rm(dir, { recursive: true });
  }
}

async function torture(program: string, folder: string, { rounds, seed, progress }: TortureRequest): Promise<Tally> {
  const tally: Tally = { images: 0, acknowledged: 0, faults: [], controls: 0, losses: 0 };
  while (tally.images < rounds) {
    const first = tally.images;
    const place = await mkdtemp(join(folder, "recording-"));
    const { entries, faults } = await recordOwners(program, place, dice(seed * 1_000_037 + first));
    tally.faults.push(...faults.map((fault) => `power-loss, seed ${seed}, recording at image ${first}: ${fault}`));
    const images = Array.from({ length: Math.min(imagesOfRecording, rounds - first) }, (_, at) => first + at);
    await tortureRecording(entries, place, images, seed, tally);
    await rm(place, { recursive: true });
    progress(tally.images);
  }
  return tally;
}

export const powerLoss: Torture = {
  rounds: 6_000,
  async run(request) {
    const folder = await mkdtemp(join(tmpdir(), "swarm-power-"));
    try {
      const program = await bundleProgram(resolve("test/torture/power-loss-child.ts"), folder);
      const { images, acknowledged, faults, controls, losses } = await torture(program, folder, request);
      if (losses === 0) faults.push("power-loss: nothing was lost where no sync counts");
      const control = `syncs that do not count: lost in ${losses} of ${controls}`;
      const note = `${Math.round(acknowledged / images)} acknowledged events an image`;
      return [{ what: "loss of power", rounds: images, faults, control, note }];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
