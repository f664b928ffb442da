// Opening a store of a million events in a fresh process: from the snapshot and what came after it, and from the journal alone.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { snapshotName } from "../../src/adapters/store/snapshot.ts";
import { bundleProgram } from "../support/store-bundle.ts";
import { eventsOfRuns } from "./bench-events.ts";
import { journalOf } from "./open-journal.ts";
import type { Figure } from "./report.ts";
import { median } from "./statistics.ts";
import { workFolder } from "./work-folder.ts";

/** Of a fresh process: milliseconds since its start, and until the newest events were read; of the call alone and of all processors; mebibytes held, and at most; events there. */
interface Opening {
  sinceStart: number;
  sinceStartAndRead: number;
  open: number;
  resident: number;
  most: number;
  processor: number;
  events: number;
}

/** As many as the store stores before it makes the next snapshot, unless it is quiet earlier. */
const tail = 5_000;

async function openings(program: string, dir: string, count: number): Promise<Opening[]> {
  const all: Opening[] = [];
  const before = new Set(readdirSync(dir));
  for (let at = 0; at < count; at += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [program, dir, "leave"]).catch(
      // It kills itself, so that it leaves no snapshot.
      (ended: { stdout: string }) => ended,
    );
    all.push(JSON.parse(stdout) as Opening);
    for (const name of readdirSync(dir)) if (!before.has(name)) rmSync(join(dir, name));
  }
  return all;
}

function figuresOf(warm: Opening[], rebuilt: Opening[]): Figure[] {
  const middle = (of: Opening[], which: keyof Opening): number => median(of.map((one) => one[which]));
  const events = middle(warm, "events").toLocaleString("en");
  const figure = (what: string, ours: number, unit: "ms" | "MiB", limit: number | null, note: string): Figure => ({
    part: "open",
    what,
    ours,
    beside: null,
    unit,
    gate: limit === null ? null : { of: "ours", limit, is: "at most" },
    note,
  });
  const call = (of: Opening[]): string =>
    `the call alone ${middle(of, "open").toFixed(0)} ms; all processors ${middle(of, "processor").toFixed(0)} ms`;
  const most = (of: Opening[]): string => `at most ${middle(of, "most").toFixed(0)} MiB`;
  const snapshot = `${events} events opened, snapshot and ${tail.toLocaleString("en")} after it`;
  return [
    figure(`${snapshot}: since the process began`, middle(warm, "sinceStart"), "ms", 300, call(warm)),
    figure("the same, and the newest hundred events read", middle(warm, "sinceStartAndRead"), "ms", null, ""),
    figure("the same: resident memory", middle(warm, "resident"), "MiB", 190, most(warm)),
    figure(`${events} events, tables made from the journal`, middle(rebuilt, "sinceStart"), "ms", 5_000, call(rebuilt)),
    figure("the same: resident memory", middle(rebuilt, "resident"), "MiB", null, most(rebuilt)),
  ];
}

export async function benchOpen(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const folder = await workFolder();
  try {
    const dir = join(folder.path, "store");
    mkdirSync(dir, { mode: 0o700 });
    const program = await bundleProgram(resolve("test/bench/open-child.ts"), folder.path);
    const write = journalOf(dir, eventsOfRuns());
    write((quick ? 100_000 : 1_000_000) - tail);
    await promisify(execFile)(process.execPath, [program, dir, "close"]).catch(() => undefined);
    write(tail);
    const warm = await openings(program, dir, quick ? 1 : 7);
    renameSync(join(dir, snapshotName), join(folder.path, snapshotName));
    const rebuilt = await openings(program, dir, quick ? 1 : 3);
    return { figures: figuresOf(warm, rebuilt), details: { warm, rebuilt } };
  } finally {
    folder.remove();
  }
}
