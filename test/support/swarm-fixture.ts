// A person with a repository, a scripted model and a swarm of their own: everything is real but the model.
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { openLiveSwarm, type OwnRequest } from "../../src/compose.ts";
import { startScriptedModel, type ScriptedModel } from "../../src/demo/scripted-model.ts";
import { scriptBlock } from "../../src/demo/scripted-script.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { planSchema, type Plan } from "../../src/domain/plan.ts";
import { resultOf, type EpicResult } from "../../src/domain/result.ts";
import { runOptionsSchema, type RunOptions } from "../../src/domain/run-options.ts";
import { createPerson, opencodeBinary, type Person } from "./opencode-person.ts";

export interface SwarmFixture {
  person: Person;
  model: ScriptedModel;
  /** Events that every swarm opened here stored, in order. */
  events: RecordedEvent[];
  warnings: string[];
  open(): Promise<LiveSwarm>;
  close(): Promise<void>;
}

/** How the owner of the person's swarm is asked for. */
export const ownRequest = ({
  person,
  events,
  warnings,
}: Pick<SwarmFixture, "person" | "events" | "warnings">): OwnRequest => ({
  dir: person.repository,
  command: "a test",
  opencode: opencodeBinary(),
  trustProject: false,
  follows: "everything",
  endsWithUs: false,
  env: person.env,
  log: {
    debug: () => undefined,
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields ?? {})}`),
  },
  onEvents: (batch) => void events.push(...batch),
});

export async function swarmFixture(settings: Record<string, unknown> = {}): Promise<SwarmFixture> {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, settings);
  const events: RecordedEvent[] = [];
  const warnings: string[] = [];
  return {
    person,
    model,
    events,
    warnings,
    open: () => openLiveSwarm(ownRequest({ person, events, warnings })),
    async close() {
      await model.close();
      person.remove();
    },
  };
}

/** A task whose worker plays these steps. */
export const scripted = (id: string, steps: readonly StepInput[], more: Record<string, unknown> = {}) => ({
  id,
  title: `Task ${id}`,
  description: `Do ${id}.\n${scriptBlock(steps)}`,
  ...more,
});

/** Steps of a worker that writes one file, says that it is complete and stops. */
export const writes = (id: string, path: string, content: string): StepInput[] => [
  { tool: "write", args: { filePath: `{{cwd}}/${path}`, content } },
  { tool: "swarm_complete", args: { bead_id: id, summary: `wrote ${path}`, files_touched: [path], status: null } },
  { text: "done" },
];

export const planOf = (tasks: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): Plan =>
  planSchema.parse({ title: "Sample epic", context: "", tasks, ...more });

export const optionsOf = (options: Partial<RunOptions> = {}): RunOptions => runOptionsSchema.parse(options);

export interface RunWishes {
  options?: Partial<RunOptions>;
  /** Interrupts the epic. */
  signal?: AbortSignal;
}

/** Starts an epic and waits until it rests. Throws when the start is refused, and what kept it from going on. */
export async function runPlan(swarm: LiveSwarm, plan: Plan, wishes: RunWishes = {}): Promise<EpicResult> {
  const started = await swarm.start(plan, optionsOf(wishes.options));
  if (!started.ok) throw new Error(started.refusals.map((one) => one.message).join("; "));
  const epicId = started.value;
  wishes.signal?.addEventListener("abort", () => void swarm.interrupt(epicId));
  return atRest(swarm, epicId);
}

/** Goes on with an epic until it rests. */
export async function resumed(swarm: LiveSwarm, epicId: string): Promise<EpicResult> {
  const taken = await swarm.resume(epicId, {});
  if (!taken.ok) throw new Error(taken.refusals.map((one) => one.message).join("; "));
  return atRest(swarm, epicId);
}

export async function atRest(swarm: LiveSwarm, epicId: string): Promise<EpicResult> {
  await swarm.rest(epicId);
  const epic = await swarm.epic(epicId);
  if (epic === null) throw new Error(`no epic ${epicId}`);
  return resultOf(epic);
}
