// Our own time for a task, beside git's and OpenCode's: what is left of its life when theirs is taken away.
import { keyedQueue } from "../../src/application/keyed-queue.ts";
import { landingQueue } from "../../src/domain/landing-queue.ts";
import { sha256 } from "../../src/adapters/machine/ambient.ts";
import type { AgentServer } from "../../src/application/agent-server.ts";
import { decideAlone } from "../../src/application/attention.ts";
import { drive } from "../../src/application/drive.ts";
import type { Door } from "../../src/application/execute.ts";
import type { ExecutionStrategy } from "../../src/application/execution-strategy.ts";
import { localStrategy } from "../../src/application/local/local-strategy.ts";
import type { Agents } from "../../src/application/ports/agents.ts";
import { createReactors } from "../../src/application/reactors/create-reactors.ts";
import type { Reactors } from "../../src/application/reactors/reactors.ts";
import { startScriptedModel } from "../../src/demo/scripted-model.ts";
import { preciseNow } from "../../src/demo/scripted-stream.ts";
import { optionsOf, planOf, scripted, writes } from "../support/swarm-fixture.ts";
import { openStage, type BenchStage } from "./bench-stage.ts";
import { noteProcesses } from "./child-processes.ts";
import type { Figure } from "./report.ts";
import { mean, median, percentile } from "./statistics.ts";
import { taskRecorder, uncovered, type Interval, type TaskRecorder } from "./task-recorder.ts";

const phases = {
  spawn: ["commanded", "accepted"],
  collect: ["turned", "finished"],
  land: ["finished", "landed"],
} as const;
type Phase = keyof typeof phases;

interface TaskTimes {
  /** Milliseconds from the command to the landed task, without the worker's turn. */
  whole: number;
  /** Neither a port call nor the turn was pending: ours, whoever is asked. */
  own: Record<Phase, number>;
  /** No process that we started, no request to OpenCode and not the turn: what our adapters do is ours too. */
  strict: Record<Phase, number>;
  /** Processes that we started for the task: git's and the check's. */
  processes: number;
}

/** The parts of a stage with a recorder in every one of them, and a run of `tasks` tasks over them. */
async function run(stage: BenchStage, recorder: TaskRecorder, ids: readonly string[], parallel: number): Promise<void> {
  const { clock, log } = stage;
  const repository = recorder.timed("git port", stage.repository);
  const checks = recorder.timed("checks", stage.checks);
  const agents = recorder.timed<Agents>("agents port", {
    ...stage.agents,
    async runTurn(request) {
      let accepted = Number.NaN;
      const end = await stage.agents.runTurn({
        ...request,
        onAccepted: async () => {
          accepted = preciseNow();
          recorder.mark(taskOf(request.directory), "accepted");
          await request.onAccepted();
        },
      });
      recorder.note("turn", { from: accepted, to: preciseNow() });
      recorder.mark(taskOf(request.directory), "turned");
      return end;
    },
  });
  const taskOf = (directory: string): string => directory.split(/[\\/]/).at(-1) ?? "";
  const door: Door = {
    ...stage.door,
    async execute(command, actor) {
      const task = "task_id" in command ? command.task_id : "";
      if (command.type === "StartTask") recorder.mark(task, "commanded");
      const done = await stage.door.execute(command, actor);
      if (command.type === "FinishWork") recorder.mark(task, "finished");
      if (command.type === "RecordTaskLanded") recorder.mark(task, "landed");
      return done;
    },
  };
  const attention = decideAlone;
  const withAgents: AgentServer["use"] = (_models, work) => work(agents);
  const parts = { door, repository, checks, withAgents, attention, clock, log, hash: sha256 };
  const local = localStrategy({
    ...parts,
    leaveAgents: () => agents.leave(),
    live: () => undefined,
    touched: () => undefined,
  });
  const strategy: ExecutionStrategy = {
    kind: "local",
    start: (about) => recorder.within(about.task_id, () => local.start(about)),
  };
  const plain = createReactors({ door, repository, checks, log, live: () => undefined, integration: keyedQueue() });
  const reactors: Reactors = {
    ...plain,
    landTasks: (epic, signal) => recorder.within(landingQueue(epic)[0]?.id ?? "", () => plain.landTasks(epic, signal)),
  };
  const check = { name: "there", run: "test -s README.md" };
  const tasks = ids.map((id) => scripted(id, writes(id, `${id}.txt`, `${id}\n`), { checks: [check] }));
  const epicId = await stage.newEpic(
    planOf(tasks),
    optionsOf({ max_parallel: parallel, approve: "checks", landing_stack: 1 }),
  );
  await drive(epicId, { door, strategy, reactors, signal: new AbortController().signal });
  const epic = await door.epic(epicId);
  const stuck = [...(epic?.tasks.values() ?? [])].filter((task) => task.status !== "landed");
  if (stuck.length > 0) throw new Error(`did not land: ${stuck.map((one) => `${one.id} ${one.status}`).join(", ")}`);
}

const spans = (recorder: TaskRecorder, task: string): [Phase, Interval][] =>
  (Object.entries(phases) as [Phase, readonly [string, string]][]).map(([phase, [from, to]]) => [
    phase,
    { from: recorder.at(task, from), to: recorder.at(task, to) },
  ]);

function timesOf(recorder: TaskRecorder, task: string): TaskTimes {
  const phased = spans(recorder, task);
  const left = (theirs: readonly Interval[]): Record<Phase, number> =>
    Object.fromEntries(phased.map(([phase, span]) => [phase, uncovered(span, theirs)])) as Record<Phase, number>;
  return {
    whole: phased.reduce((total, [, span]) => total + span.to - span.from, 0),
    own: left(recorder.intervals(task, ["git port", "agents port", "checks", "turn"])),
    strict: left(recorder.intervals(task, ["process", "http", "turn"])),
    processes: recorder.intervals(task, ["process"]).length,
  };
}

const total = (times: Record<Phase, number>): number => times.spawn + times.collect + times.land;

async function storedBytes(stage: BenchStage): Promise<number> {
  const sizes: number[] = [];
  for await (const event of stage.store.read()) sizes.push(Buffer.byteLength(JSON.stringify(event)) + 1);
  return Math.round(mean(sizes));
}

export async function benchOwnTime(quick: boolean): Promise<{ figures: Figure[]; details: unknown }> {
  const model = await startScriptedModel();
  const recorder = taskRecorder();
  const plainFetch = globalThis.fetch;
  // Everything that a task asks of OpenCode goes through here, whoever asks.
  globalThis.fetch = async (input, init) => {
    const from = preciseNow();
    return plainFetch(input, init).finally(() => recorder.note("http", { from, to: preciseNow() }));
  };
  const stopNoting = noteProcesses(recorder);
  const stage = await openStage(model.baseURL);
  try {
    const count = quick ? 3 : 20;
    const named = (prefix: string): string[] => Array.from({ length: count }, (_, at) => `${prefix}-${at}`);
    await run(stage, recorder, ["warm-0", "warm-1"], 1);
    await run(stage, recorder, named("alone"), 1);
    await run(stage, recorder, named("three"), 3);
    const alone = named("alone").map((task) => timesOf(recorder, task));
    const three = named("three").map((task) => timesOf(recorder, task));
    const whole = median(alone.map((one) => one.whole));
    const line = (what: string, values: readonly number[], limit: number | null, note: string): Figure => ({
      part: "own",
      what,
      ours: median(values),
      beside: whole,
      unit: "ms",
      gate: limit === null ? null : { of: "ours", limit, is: "at most" },
      note,
    });
    const phased = (of: "own" | "strict"): string =>
      (Object.keys(phases) as Phase[])
        .map((phase) => `${phase} ${median(alone.map((one) => one[of][phase])).toFixed(1)}`)
        .join(", ");
    const tail = (values: readonly number[]): string => `p95 ${percentile(values, 0.95).toFixed(1)} ms`;
    const [own, strict] = [alone.map((one) => total(one.own)), alone.map((one) => total(one.strict))];
    const processes = median(alone.map((one) => one.processes));
    if (!(processes > 0)) throw new Error("no process of git was heard of");
    const besides = "beside: from command to landed, without the worker's turn";
    return {
      figures: [
        line("a task, outside git, OpenCode and check calls", own, 100, `${phased("own")}; ${tail(own)}; ${besides}`),
        line(
          "the same, our adapters' own work included",
          strict,
          100,
          `${phased("strict")}; ${tail(strict)}; ${processes} processes a task`,
        ),
        line(
          "three at a time: a task, outside their calls",
          three.map((one) => total(one.own)),
          null,
          "waits for the landing of others included",
        ),
      ],
      details: { alone, three, event_bytes: await storedBytes(stage), warnings: stage.warnings },
    };
  } finally {
    globalThis.fetch = plainFetch;
    stopNoting();
    await stage.close();
    await model.close();
  }
}
