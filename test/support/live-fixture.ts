// A person with a repository, a scripted model and a window's swarm on it; and ways to wait for what happens by itself.
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { openLiveSwarm } from "../../src/compose.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import { ownRequest, optionsOf, swarmFixture, type SwarmFixture } from "./swarm-fixture.ts";

export interface LiveFixture extends Omit<SwarmFixture, "open"> {
  open(): Promise<LiveSwarm>;
}

export async function liveFixture(): Promise<LiveFixture> {
  const fixture = await swarmFixture();
  return { ...fixture, open: () => openLiveSwarm(ownRequest(fixture)) };
}

/** Starts an epic and gives its id. Throws when the start is refused. */
export async function startPlan(swarm: LiveSwarm, plan: Plan, options: Partial<RunOptions> = {}): Promise<string> {
  const started = await swarm.start(plan, optionsOf(options));
  if (!started.ok) throw new Error(started.refusals.map((one) => one.message).join("; "));
  return started.value;
}

export function taskIn(epic: EpicState, taskId: string): TaskState {
  const task = epic.tasks.get(taskId);
  if (task === undefined) throw new Error(`${epic.id} has no task ${taskId}`);
  return task;
}

/** The epic as soon as it is as wanted: looked at now, and after each stored batch. */
export function until(swarm: LiveSwarm, epicId: string, wanted: (epic: EpicState) => boolean): Promise<EpicState> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      swarm.epic(epicId).then((epic) => {
        if (epic === null || !wanted(epic)) return;
        stop();
        resolve(epic);
      }, reject);
    };
    const stop = swarm.watch(look);
    look();
  });
}
