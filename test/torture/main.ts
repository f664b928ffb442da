// `npm run torture`: breaks what may break as often as is promised, and prints a table of what came of it.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { markdownTable } from "../support/markdown-table.ts";
import { chaosTorture } from "./chaos-torture.ts";
import { landingKillTorture } from "./landing-kill-torture.ts";
import { killOwner } from "./kill-owner-torture.ts";
import { lock } from "./lock-torture.ts";
import { powerLoss } from "./power-loss-torture.ts";
import type { Torture, TortureLine } from "./torture.ts";
import { queueKillTorture } from "./queue-kill-torture.ts";
import { worktreeTorture } from "./worktree-torture.ts";

const tortures: Record<string, Torture> = {
  lock,
  "power-loss": powerLoss,
  "kill-owner": killOwner,
  worktrees: worktreeTorture,
  "landing-kills": landingKillTorture,
  "queue-kills": queueKillTorture,
  chaos: chaosTorture,
};

const names = Object.keys(tortures);
const { values } = parseArgs({
  options: { only: { type: "string" }, rounds: { type: "string" }, seed: { type: "string", default: "1" } },
});
const chosen = values.only === undefined ? names : values.only.split(",");
const unknown = chosen.filter((name) => tortures[name] === undefined);
const [rounds, seed] = [values.rounds, values.seed].map((text) => (text === undefined ? null : Number(text)));
if (unknown.length > 0 || Number.isNaN(rounds) || Number.isNaN(seed)) {
  console.error(`npm run torture -- [--only ${names.join(",")}] [--rounds <number>] [--seed <number>]`);
  process.exit(2);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const started = new Date().toISOString();
const machine = { node: process.version, kernel: release(), cpus: cpus().length };
const lines: (TortureLine & { minutes: number })[] = [];
console.log(`${started}  node ${machine.node}, ${machine.cpus} cores, seed ${seed}`);
const path = join(resolve(".bench"), "torture.json");
mkdirSync(resolve(".bench"), { recursive: true });
for (const name of chosen) {
  const torture = tortures[name];
  if (torture === undefined) continue;
  const all = rounds ?? torture.rounds;
  const begun = performance.now();
  const progress = (done: number): void => console.error(`${name}: ${done} of ${all}`);
  // What breaks the torture itself is a fault too, and keeps nothing from the others.
  const broken = (error: unknown): TortureLine[] => {
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [{ what: name, rounds: 0, faults: [`the torture broke off: ${said}`], control: "", note: "" }];
  };
  const found = await torture.run({ rounds: all, seed: seed ?? 1, progress }).catch(broken);
  const minutes = (performance.now() - begun) / 60_000;
  // Said at once and kept: a later one may take hours, or end this process.
  for (const line of found) {
    console.error(`${line.what}: ${line.rounds} rounds, ${line.faults.length} faults; ${line.control}; ${line.note}`);
    for (const fault of line.faults) console.error(fault);
  }
  lines.push(...found.map((line) => ({ ...line, minutes })));
  writeFileSync(path, `${JSON.stringify({ started, seed, machine, lines }, null, 2)}\n`);
}
const head = ["what", "rounds", "faults", "control", "note"];
console.log(
  markdownTable(
    head,
    lines.map(({ what, rounds: done, faults, control, note }) => [
      what,
      done.toLocaleString("en"),
      String(faults.length),
      control,
      note,
    ]),
  ),
);
const faults = lines.flatMap((line) => line.faults);
for (const fault of faults) console.log(fault);
console.log(`${faults.length} faults. Everything: ${path}`);
process.exit(faults.length === 0 ? 0 : 1);
