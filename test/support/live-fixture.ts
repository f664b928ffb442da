// A person with a repository, a scripted model and a window's swarm on it; and ways to wait for what happens by itself.
import { vi } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { joinSwarm } from "../../src/join-swarm.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import type { TaskStatus } from "../../src/domain/task-status.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { joinRequest } from "./quiet-swarm.ts";
import { ownRequest, optionsOf, swarmFixture, type SwarmFixture } from "./swarm-fixture.ts";

export type LiveFixture = SwarmFixture;
export const liveFixture = (): Promise<LiveFixture> => swarmFixture();

/** How a process comes to the swarm: everything that it can do is the same. */
export const ways: { way: string; enter(fixture: LiveFixture): Promise<LiveSwarm> }[] = [
  { way: "in its own process", enter: (fixture) => fixture.open() },
  {
    way: "from another process, over the wire",
    async enter({ person, events, warnings }) {
      const asked = ownRequest({ person, events, warnings });
      const request = { ...joinRequest(asked, asked), pace: {} };
      const [owner, client] = [await joinSwarm(request), await joinSwarm(request)];
      return { ...client, close: () => client.close().finally(() => owner.close()) };
    },
  },
];

/** Starts an epic of a person who is there to be asked, and gives its id. Throws when the start is refused. */
export async function startPlan(swarm: LiveSwarm, plan: Plan, options: Partial<RunOptions> = {}): Promise<string> {
  const started = await swarm.start(plan, optionsOf({ attended: true, ...options }));
  if (!started.ok) throw new Error(started.refusals.map((one) => one.message).join("; "));
  return started.value;
}

export function taskIn(epic: EpicState, taskId: string): TaskState {
  const task = epic.tasks.get(taskId);
  if (task === undefined) throw new Error(`${epic.id} has no task ${taskId}`);
  return task;
}

/** Milliseconds after which nothing more is expected; only says sooner, and with more words, what a test's limit would. */
const patience = 100_000;

/** The epic as soon as it is as wanted: looked at now, and after each stored batch. */
export async function until(
  swarm: LiveSwarm,
  epicId: string,
  wanted: (epic: EpicState) => boolean,
): Promise<EpicState> {
  let changed: () => void = () => undefined;
  let seen: EpicState | null = null;
  const tooLate = AbortSignal.timeout(patience);
  const stop = swarm.watch(() => changed());
  tooLate.addEventListener("abort", () => changed());
  try {
    while (!tooLate.aborted) {
      const change = new Promise<void>((resolve) => (changed = resolve));
      seen = await swarm.epic(epicId);
      if (seen !== null && wanted(seen)) return seen;
      await change;
    }
  } finally {
    stop();
  }
  const tasks = [...(seen?.tasks.values() ?? [])].map(({ id, status, attempt, failure }) => ({
    id,
    status,
    attempt,
    failure,
  }));
  throw new Error(`waited in vain, interrupted ${seen?.interrupted}: ${JSON.stringify(tasks)}`);
}

export const inState =
  (taskId: string, status: TaskStatus) =>
  (epic: EpicState): boolean =>
    taskIn(epic, taskId).status === status;

/** Approves a task and waits until it is in the integration branch. */
export async function approvedByPerson(swarm: LiveSwarm, epicId: string, taskId: string): Promise<EpicState> {
  const approved = await swarm.approve(epicId, [taskId]);
  if (!approved.ok) throw new Error(approved.refusals.map((one) => one.message).join("; "));
  return until(swarm, epicId, inState(taskId, "landed"));
}

const choices = [
  { label: "tabs", description: "t" },
  { label: "spaces", description: "s" },
];

/** A question before these steps. */
export const asking = (then: readonly StepInput[]): StepInput[] => [
  { tool: "question", args: { questions: [{ question: "Tabs or spaces?", header: "Style", options: choices }] } },
  ...then,
];

/** Something that needs a permission before these steps. */
export const fetching = (then: readonly StepInput[]): StepInput[] => [
  { tool: "webfetch", args: { url: "http://127.0.0.1:9/", format: "text" } },
  ...then,
];

/** The model falls silent before these steps, until its turn is ended; the next turn plays them. */
export const hangsOnce = ([first = {}, ...rest]: readonly StepInput[]): StepInput[] => [
  { ...first, hang: "headers", times: 1 },
  ...rest,
];

/** The next event that is as wanted. */
export const heard = (swarm: LiveSwarm, wanted: (event: RecordedEvent) => boolean): Promise<RecordedEvent> =>
  new Promise((resolve) => {
    const stop = swarm.watch((events) => {
      const found = events.find(wanted);
      if (found === undefined) return;
      stop();
      resolve(found);
    });
  });

/** The worker of a task has asked the model for something, after `past` requests: a scripted silence has begun. */
export const modelReached = ({ model }: LiveFixture, epicId: string, taskId: string, past = 0): Promise<void> =>
  vi.waitFor(
    () => {
      const later = model.requests.slice(past);
      const mine = later.some((one) => one.kind === "chat" && one.cwd.endsWith(`${epicId}/${taskId}`));
      if (!mine) throw new Error(`${taskId} has not asked the model yet`);
    },
    { timeout: 60_000 },
  );
