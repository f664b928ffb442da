// What a swarm holds in memory: after many workers came and went, and while eight of them work.
import type { ChildProcess } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { startScriptedModel } from "../../src/demo/scripted-model.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { createPerson, type Person } from "../support/opencode-person.ts";
import { start, type Line } from "../support/built-program.ts";
import { planOf, scripted } from "../support/swarm-fixture.ts";
import { memoryOf, type SwarmMemory } from "./process-memory.ts";
import type { Figure } from "./report.ts";
import { median } from "./statistics.ts";

const question: StepInput = {
  tool: "question",
  args: { questions: [{ question: "Go on?", header: "Go", options: [{ label: "yes", description: "y" }] }] },
};

const edits = (id: string): StepInput[] =>
  [1, 2, 3, 4].flatMap((round): StepInput[] => [
    { tool: "write", args: { filePath: `{{cwd}}/${id}-${round}.txt`, content: "some words\n".repeat(500) } },
    { tool: "bash", args: { command: "cat *.txt | wc -l", description: "counts" } },
  ]);

/**
 * Has the program collect its garbage when it is asked to by a signal. Without it two samples differ by what V8 has not
 * collected yet: 0.87 to 1.6 of each other over seven runs in which the same is alive.
 */
const collector = [
  `import{setFlagsFromString as f}from"node:v8";import{runInNewContext as r}from"node:vm";`,
  `f("--expose-gc");const gc=r("gc");process.on("SIGUSR2",()=>{gc();gc()});`,
].join("");

/** What was measured each time a worker reached the wanted event. */
async function sampled(
  person: Person,
  args: string[],
  tasks: ReturnType<typeof scripted>[],
  isSample: (line: Line) => boolean,
): Promise<SwarmMemory[]> {
  person.write("plan.swarm.json", JSON.stringify(planOf(tasks)));
  const samples: Promise<SwarmMemory | null>[] = [];
  // A moment later what the worker needed is given back.
  const take = async (child: ChildProcess): Promise<SwarmMemory | null> => {
    await wait(300);
    // The program ends soon after its last worker.
    if (child.pid === undefined || !child.kill("SIGUSR2")) return null;
    await wait(200);
    const taken = await memoryOf(child.pid, person.root);
    return child.exitCode === null && child.signalCode === null ? taken : null;
  };
  const env = { ...person.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(collector)}` };
  const ran = await start({ ...person, env }, ["run", "plan.swarm.json", "--json", ...args], (line, child) => {
    if (isSample(line)) samples.push(take(child));
  }).ended;
  if (ran.result === null) throw new Error(`the run gave no result: ${ran.stderr.slice(-500)}`);
  return (await Promise.all(samples)).filter((sample) => sample !== null);
}

/** Of the three samples that end at the given one, so that one garbage collection decides nothing. */
const around = (samples: SwarmMemory[], end: number, of: keyof SwarmMemory): number =>
  median(samples.slice(Math.max(0, end - 3), end).map((one) => one[of]));

export async function benchMemory(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, {});
  try {
    const [early, late] = [5, quick ? 12 : 60];
    const asks = Array.from({ length: late }, (_, at) =>
      scripted(`t${at}`, [...edits(`t${at}`), question, { text: "done" }]),
    );
    const parked = await sampled(
      person,
      ["--max-parallel", "1", "--unattended", "wait"],
      asks,
      (line) => line.type === "question_asked",
    );
    const busy = Array.from({ length: 8 }, (_, at) =>
      scripted(`b${at}`, [
        ...edits(`b${at}`),
        { tool: "bash", args: { command: "sleep 8", description: "works" } },
        { text: "done" },
      ]),
    );
    const eight = await sampled(
      person,
      ["--max-parallel", "8", "--unattended", "decide"],
      busy,
      (line) => line.type === "worker_spawned" || line.type === "worker_progress" || line.type === "turn_ended",
    );
    const ofMany = (what: string, of: keyof SwarmMemory, gate: Figure["gate"], unit: Figure["unit"]): Figure => ({
      part: "memory",
      what: `${what} after ${late} workers came and went, beside after ${early}`,
      ours: around(parked, parked.length, of),
      beside: around(parked, early, of),
      unit,
      gate,
      note: `n ${parked.length}, garbage collected first`,
    });
    const grown: Figure["gate"] = { of: "ratio", limit: 1.1, is: "at most" };
    return {
      figures: [
        ofMany("memory of the program", "host", grown, "MiB"),
        ofMany("memory of OpenCode's server", "server", grown, "MiB"),
        ofMany("processes", "processes", { of: "ratio", limit: 1, is: "at most" }, "processes"),
        {
          part: "memory",
          what: "everything together while eight workers work, most",
          ours: Math.max(...eight.map(({ all }) => all)),
          beside: null,
          unit: "MiB",
          gate: { of: "ours", limit: 2560, is: "at most" },
          note: `n ${eight.length}`,
        },
      ],
      details: { parked, eight },
    };
  } finally {
    await model.close();
    person.remove();
  }
}
