// `npm run bench`: measures what the product promises, each figure beside what it is compared with, in one run.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchAppend } from "./append-bench.ts";
import { benchLoop } from "./loop-bench.ts";
import { benchMembers } from "./members-bench.ts";
import { benchMemory } from "./memory-bench.ts";
import { benchOpen } from "./open-bench.ts";
import { benchOwnTime } from "./own-time-bench.ts";
import { benchPanel } from "./panel-bench.ts";
import { benchReview } from "./review-bench.ts";
import { judge, tableOf, type Figure, type Judged } from "./report.ts";
import { benchSpawn } from "./spawn-bench.ts";
import { benchWindow } from "./window-bench.ts";
import { benchDir } from "./work-folder.ts";

interface Part {
  figures: Figure[];
  details: unknown;
}

const parts: Record<string, (quick: boolean) => Promise<Part>> = {
  append: benchAppend,
  loop: benchLoop,
  members: benchMembers,
  memory: benchMemory,
  open: benchOpen,
  own: benchOwnTime,
  panel: benchPanel,
  review: benchReview,
  spawn: benchSpawn,
  window: benchWindow,
};

const { values } = parseArgs({ options: { only: { type: "string" }, quick: { type: "boolean", default: false } } });
const chosen = values.only === undefined ? Object.keys(parts) : values.only.split(",");
const unknown = chosen.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`unknown part ${unknown.join(", ")}: --only takes ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(2))
    .join(" ");
const started = new Date().toISOString();
const machine = { node: process.version, kernel: release(), cpus: cpus().length, model: cpus()[0]?.model ?? "" };
const judged: Judged[] = [];
const details: Record<string, unknown> = {};
const failures: string[] = [];
const loads: Record<string, { before: string; after: string }> = {};
console.log(`${started}  node ${machine.node}, ${machine.cpus} cores, load ${load()}`);
for (const name of chosen) {
  const before = load();
  console.error(`measuring ${name} …`);
  try {
    const measured = await parts[name]?.(values.quick);
    judged.push(...(measured?.figures ?? []).map(judge));
    details[name] = measured?.details;
  } catch (error) {
    // One part that cannot be measured here takes nothing from the others.
    failures.push(`${name} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }
  loads[name] = { before, after: load() };
}
console.log(tableOf(judged));
for (const failure of failures) console.log(failure);
console.log(
  Object.entries(loads)
    .map(([name, { before, after }]) => `load ${name}: ${before} → ${after}`)
    .join("\n"),
);
mkdirSync(benchDir, { recursive: true });
const path = join(benchDir, "results.json");
const whole = { started, quick: values.quick, machine, loads, figures: judged, failures, details };
writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`);
const missed = judged.filter((one) => one.met === false).length;
console.log(`${judged.filter((one) => one.met === true).length} gates met, ${missed} not met. Everything: ${path}`);
// A part that broke off may have left something open.
process.exit(0);
