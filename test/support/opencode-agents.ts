// A scripted model and a real OpenCode server for tests, with what a test usually asks of them.
import { join } from "node:path";
import type { Agents, AgentSignal, TurnEnd, TurnRequest } from "../../src/application/ports/agents.ts";
import { startAgents, type StartTuning } from "../../src/adapters/opencode/start-agents.ts";
import { startScriptedModel, type ScriptedModel } from "../../src/demo/scripted-model.ts";
import { scriptBlock } from "../../src/demo/scripted-script.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { createPerson, opencodeBinary, type Person } from "./opencode-person.ts";
import { bundleKeeper, bundlePlugin } from "./opencode-plugin.ts";
import type { StartRequest } from "../../src/adapters/opencode/prepare-server.ts";

export interface LogLine {
  message: string;
  fields: Record<string, unknown> | undefined;
}

/** Everything but the server. */
export interface Stage {
  model: ScriptedModel;
  person: Person;
  warnings: LogLine[];
  /** For `startAgents` and `startServer`. */
  request: StartRequest;
  close(): Promise<void>;
}

export interface AgentsFixture extends Stage {
  agents: Agents;
}

/** A scripted model, and a person whose OpenCode knows it; `settings` go over the person's OpenCode configuration. */
export async function setStage(settings: Record<string, unknown> = {}): Promise<Stage> {
  const model = await startScriptedModel();
  const person = createPerson(model.baseURL, settings);
  const warnings: LogLine[] = [];
  const request: StartRequest = {
    binary: opencodeBinary(),
    repositoryRoot: person.repository,
    stateDir: person.stateDir,
    env: person.env,
    models: [],
    trustProject: false,
    pluginPath: await bundlePlugin(person.root),
    keeperPath: await bundleKeeper(person.root),
    storeDir: join(person.stateDir, "store"),
    aloneFor: 10 * 60_000,
    endsWithUs: true,
    isTaken: () => false,
    log: { debug: () => undefined, warn: (message, fields) => void warnings.push({ message, fields }) },
  };
  const close = async () => {
    await model.close();
    person.remove();
  };
  return { model, person, warnings, request, close };
}

/** Starts the server on a stage; closing the fixture closes both. */
export async function startOn(stage: Stage, tuning: StartTuning): Promise<AgentsFixture> {
  const agents = await startAgents(stage.request, tuning).catch(async (error: unknown) => {
    await stage.close();
    throw error;
  });
  const fixture: AgentsFixture = {
    ...stage,
    agents,
    close: async () => {
      await fixture.agents.close();
      await stage.close();
    },
  };
  return fixture;
}

/** A stage and a server on it. */
export const startFixture = async (tuning: StartTuning): Promise<AgentsFixture> => startOn(await setStage(), tuning);

export interface Worker {
  session_id: string;
  directory: string;
}

/** A session in a new worktree that is called like the task. */
export async function createWorker(fixture: Pick<AgentsFixture, "person" | "agents">, task: string): Promise<Worker> {
  const directory = fixture.person.worktree(task);
  const { session_id } = await fixture.agents.createSession({
    directory,
    title: task,
    agent: null,
    model: null,
    epic_id: "e",
    task_id: task,
  });
  return { session_id, directory };
}

export interface PlayedTurn {
  end: TurnEnd;
  signals: AgentSignal[];
  accepted: number;
}

export type TurnWishes = Partial<Omit<TurnRequest, "onSignal">> & {
  /** Answers a signal; what it returns goes back to the worker's tool. */
  onSignal?(signal: AgentSignal): string | undefined | Promise<string | undefined>;
};

/** Runs one turn whose prompt carries the steps, to its end. */
export async function playTurn(
  agents: Agents,
  worker: Worker,
  steps: readonly StepInput[],
  wishes: TurnWishes = {},
): Promise<PlayedTurn> {
  const signals: AgentSignal[] = [];
  let accepted = 0;
  const end = await agents.runTurn({
    ...worker,
    message_id: agents.newMessageId(),
    text: `Do it.\n${steps.length > 0 ? scriptBlock(steps) : ""}\nThank you.`,
    agent: null,
    model: null,
    stall_s: 60,
    max_steps: 1000,
    asked: [],
    grants: [],
    signal: new AbortController().signal,
    onAccepted: () => {
      accepted++;
    },
    ...wishes,
    onSignal: (signal) => {
      signals.push(signal);
      return wishes.onSignal?.(signal);
    },
  });
  return { end, signals, accepted };
}
