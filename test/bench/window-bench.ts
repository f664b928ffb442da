// The panel in a real VS Code: from what OpenCode says to the painted row, how long the extension takes to start, what it weighs.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { execa } from "execa";
import { startScriptedModel } from "../../src/demo/scripted-model.ts";
import { createPerson, type Person } from "../support/opencode-person.ts";
import { openVsCode } from "../support/vscode/open-vscode.ts";
import { runCommand } from "../support/vscode/palette.ts";
import { personEnvironment } from "../support/vscode/person-environment.ts";
import { until } from "../support/vscode/until.ts";
import { webviewFrame } from "../support/vscode/webview-frame.ts";
import { openView } from "../support/vscode/window-parts.ts";
import type { Figure } from "./report.ts";
import { median, percentile } from "./statistics.ts";
import { readActivation, type Activation } from "./window-activation.ts";
import { watchPaints, type Paint, type Watched } from "./window-paints.ts";
import { preparePlan, readsNote, storedEvents, toolCalls, workers, type Amounts } from "./window-workers.ts";
import { workFolder } from "./work-folder.ts";

const limitMs = 300_000;

/** Something that was said of a task, when, and what its row then shows. */
interface Said {
  task: string;
  at: number;
  text: string;
}

interface Ways {
  /** OpenCode began a tool and said so: its event stream. */
  activity: Said[];
  /** The core took a worker's report. */
  taken: Said[];
  /** OpenCode began the call that reports. */
  called: Said[];
}

/** Milliseconds from what was said to the first paint of it; what a newer one replaced was never painted. */
function latencies(said: readonly Said[], paints: readonly Paint[]): { painted: number[]; replaced: number } {
  const all = said.map((one) =>
    paints.find((paint) => paint.task === one.task && paint.text === one.text && paint.at >= one.at - 1),
  );
  const painted = said.flatMap((one, at) => {
    const paint = all[at];
    return paint === undefined ? [] : [paint.at - one.at];
  });
  return { painted, replaced: said.length - painted.length };
}

/** Runs the plan as a person does, and gives what its rows showed. */
async function runPlan(page: Page): Promise<Watched> {
  await openView(page, "Swarm");
  const panel = await webviewFrame(page, "Swarm");
  await panel.locator("text=No swarm yet").waitFor({ timeout: limitMs });
  const paints = await watchPaints(panel);
  await runCommand(page, "Swarm: Run This Plan");
  await page.locator(`.quick-input-widget:visible .label-name:has-text("Start ${workers.length} tasks")`).click();
  let words: string[] = [];
  await until(
    "the end of the workers",
    limitMs,
    async () => {
      words = await panel.locator("[role=treeitem][aria-level='2'] .word").allInnerTexts();
      return words.length === workers.length && words.every((word) => word === "Ready") ? true : undefined;
    },
    () => words.join(", "),
  );
  return paints();
}

async function waysOf(person: Person, env: Record<string, string>): Promise<Ways> {
  const events = await storedEvents(person, env);
  const taken = events.flatMap((event): Said[] =>
    event.type === "worker_progress"
      ? [{ task: event.data.bead_id, at: event.data.timestamp, text: `${event.data.progress_percent}%` }]
      : [],
  );
  const activity: Said[] = [];
  const called: Said[] = [];
  for (const event of events) {
    if (event.type !== "worker_spawned") continue;
    const task = event.data.bead_id;
    for (const { tool, input, start } of await toolCalls(person, env, event.data.session_id)) {
      if (tool === "swarm_progress") called.push({ task, at: start, text: `${String(input["progress_percent"])}%` });
      const number = /note-(\d+)\.md$/.exec(String(input["filePath"]))?.[1];
      if (tool === "read" && number !== undefined) activity.push({ task, at: start, text: readsNote(Number(number)) });
    }
  }
  return { activity, taken, called };
}

async function inWindow(amounts: Amounts, reloads: number) {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, {});
  process.once("exit", person.remove);
  try {
    preparePlan(person, amounts);
    const env = personEnvironment(person);
    const vscode = await openVsCode({
      age: "current",
      extension: { kind: "linked", folder: resolve(".") },
      folder: person.repository,
      settings: {},
      workspaceTrust: false,
      env,
      viewport: { width: 1300, height: 850 },
    });
    const activations: Activation[] = [];
    let painted: Watched;
    try {
      painted = await runPlan(vscode.page);
      for (let reload = 0; reload < reloads; reload += 1) {
        await vscode.reload();
        activations.push(await readActivation(vscode.page));
      }
    } finally {
      await vscode.stop();
    }
    return { painted, activations, ways: await waysOf(person, env) };
  } finally {
    await model.close();
    process.off("exit", person.remove);
    person.remove();
  }
}

/** KiB of the package that a person installs, made of what is built now. */
async function packageSize(): Promise<number> {
  const folder = await workFolder();
  try {
    const vsix = join(folder.path, "opencode-swarm.vsix");
    await execa("npm", ["run", "--silent", "package:only", "--", "--out", vsix]);
    return statSync(vsix).size / 1024;
  } finally {
    folder.remove();
  }
}

const line = (what: string, ours: number, unit: Figure["unit"], limit: number | null, note: string): Figure => ({
  part: "window",
  what,
  ours,
  beside: null,
  unit,
  gate: limit === null ? null : { of: "ours", limit, is: "at most" },
  note,
});

function paintLine(what: string, said: readonly Said[], paints: readonly Paint[], limit: number | null): Figure {
  const { painted, replaced } = latencies(said, paints);
  const at = (part: number): string => percentile(painted, part).toFixed(1);
  const note = `p50 ${at(0.5)}, longest ${at(1)} ms; n ${painted.length}, ${replaced} replaced before a paint`;
  return line(`${what}, p95`, percentile(painted, 0.95), "ms", limit, note);
}

function sizeLine(what: string, names: readonly string[]): Figure {
  const contents = names.map((name) => readFileSync(resolve("dist", name)));
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0) / 1024;
  const zipped = sum(contents.map((content) => gzipSync(content).length)).toFixed(0);
  return line(what, sum(contents.map((content) => content.length)), "KiB", null, `${zipped} KiB gzipped`);
}

/** What VS Code loads at the start, and what the extension loads when it is needed. */
const extensionParts = (): string[] => readdirSync(resolve("dist")).filter((name) => /^extension.*[.]cjs$/.test(name));

export async function benchWindow(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const amounts = quick ? { reports: 8, reads: 3 } : { reports: 30, reads: 10 };
  const { painted, activations, ways } = await inWindow(amounts, quick ? 2 : 5);
  const started = activations.map(({ load, activate }) => load + activate);
  const of = (part: keyof Activation): string => median(activations.map((one) => one[part])).toFixed(0);
  return {
    figures: [
      paintLine("OpenCode begins a tool → its row says so", ways.activity, painted.activity, 50),
      paintLine("the core takes a report → its row shows it", ways.taken, painted.percent, 50),
      paintLine("a worker calls swarm_progress → its row shows it", ways.called, painted.percent, null),
      line(
        "activation, as VS Code measured it",
        median(started),
        "ms",
        100,
        `load ${of("load")}, activate ${of("activate")}; after reloads: ${started.join(", ")} ms`,
      ),
      sizeLine("extension.cjs, at the start", ["extension.cjs"]),
      sizeLine("extension, all its parts", extensionParts()),
      sizeLine("webview.js", ["webview.js"]),
      line(".vsix", await packageSize(), "KiB", null, "universal: no native modules"),
    ],
    details: { painted, activations, ways },
  };
}
