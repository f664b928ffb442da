// Drives an epic: does what is due, over and over, until nothing runs and nothing more can start without a person.
import { dueEffects, effectKey, type Effect } from "../domain/due-effects.ts";
import type { EpicState } from "../domain/epic-state.ts";
import { integrationBranch, taskBranch } from "../domain/ids.ts";
import { untoldSetback } from "../domain/setback.ts";
import { occupiesSlot } from "../domain/task-state.ts";
import type { TaskStatus } from "../domain/task-status.ts";
import type { Door } from "./execute.ts";
import type { ExecutionStrategy, RunningTask } from "./execution-strategy.ts";
import type { Reactors } from "./reactors/reactors.ts";

/** `tasks-land`: of a process that soon ends; approved tasks land on the integration branch, and nothing else begins. */
export type Follows = "everything" | "tasks-land";

/** What begins where only tasks may land. */
const landsTasks: ReadonlySet<Effect["kind"]> = new Set(["create-integration", "land-tasks", "remove-worktree"]);

export interface DriveParts {
  door: Door;
  strategy: ExecutionStrategy;
  reactors: Reactors;
  /** Aborted when a person stops the run: nothing more starts, what runs is ended. */
  signal: AbortSignal;
  /** Through which it is stored that a person stopped the run, when that is an act of its own; absent: `door`. */
  endedBy?: Door;
  /** What may follow from the epic's state here. Default: everything. */
  follows?: Follows;
  /** Aborted when this process goes and the next owner goes on: nothing more starts, turns that run are left running. */
  leaving?: AbortSignal;
}

/** States in which no worker of a task may go on. */
const unwanted: ReadonlySet<TaskStatus> = new Set(["stopped", "discarded", "queued", "interrupted"]);

/** The next start's base: what the session stands on when it goes on, else the integration tip. */
function baseOf(epic: EpicState, taskId: string): string {
  const task = epic.tasks.get(taskId);
  const tip = epic.integration?.tip ?? epic.base_commit;
  // What it has to get along with landed meanwhile.
  if (task === undefined || task.fresh || task.base === null || untoldSetback(task) !== null) return tip;
  return task.base;
}

const never = new AbortController().signal;

/** Drives one epic to rest. Throws only what breaks the run itself: a store that takes no more writes. */
export async function drive(epicId: string, parts: DriveParts): Promise<void> {
  const { door, strategy, reactors, signal, endedBy = door, leaving = never, follows = "everything" } = parts;
  const ends = AbortSignal.any([signal, leaving]);
  const underWay = new Map<string, Promise<void>>();
  // An effect that left the epic as it was is not tried again until something else has changed.
  const changedNothing = new Map<string, number>();
  const workers = new Map<string, { attempt: number; running: RunningTask }>();
  const breakdowns: Error[] = [];
  let wake: () => void = () => undefined;

  async function startTask(epic: EpicState, taskId: string): Promise<void> {
    const branch = taskBranch(epicId, taskId);
    const command = { type: "StartTask", epic_id: epicId, task_id: taskId, attempt: null } as const;
    const started = await door.execute({ ...command, branch, base: baseOf(epic, taskId) }, "system");
    const attempt = started.ok ? started.epic.tasks.get(taskId)?.attempt : undefined;
    if (!started.ok || attempt === undefined || started.events.length === 0) return;
    await follow(taskId, attempt);
  }

  async function follow(taskId: string, attempt: number): Promise<void> {
    const running = strategy.start({ epic_id: epicId, task_id: taskId, attempt });
    workers.set(taskId, { attempt, running });
    await running.ended.finally(() => workers.delete(taskId));
  }

  /** Takes up the workers that an earlier owner left at work. */
  function takeUp(epic: EpicState): void {
    for (const task of epic.tasks.values())
      if (occupiesSlot(task)) track(`start-task:${task.id}`, follow(task.id, task.attempt));
  }

  /** Ends workers whose task a person stopped, discarded or sent back to the queue. */
  function endUnwanted(epic: EpicState): void {
    for (const [taskId, { attempt, running }] of workers) {
      const task = epic.tasks.get(taskId);
      if (task === undefined || task.attempt !== attempt || unwanted.has(task.status)) void running.cancel();
    }
  }

  function perform(epic: EpicState, effect: Effect): Promise<void> {
    switch (effect.kind) {
      case "create-integration":
        return reactors.createIntegration(epic, integrationBranch(epicId));
      case "start-task":
        return startTask(epic, effect.task_id);
      case "land-tasks":
        return reactors.landTasks(epic, ends);
      case "land-epic":
        return reactors.landEpic(epic, ends);
      case "remove-worktree":
        return reactors.removeWorktree(epic, effect.task_id);
    }
  }

  function track(key: string, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => {
        breakdowns.push(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        underWay.delete(key);
        wake();
      });
    underWay.set(key, done);
  }

  function begin(epic: EpicState): void {
    for (const effect of dueEffects(epic)) {
      if (follows === "tasks-land" && !landsTasks.has(effect.kind)) continue;
      const key = effectKey(effect);
      if (underWay.has(key) || changedNothing.get(key) === epic.version) continue;
      changedNothing.set(key, epic.version);
      track(key, perform(epic, effect));
    }
  }

  const unwatch = door.watch(epicId, () => wake());
  const onAbort = (): void => wake();
  for (const end of [signal, leaving]) end.addEventListener("abort", onAbort);
  try {
    const found = await door.epic(epicId);
    if (found !== null && !signal.aborted && !leaving.aborted) takeUp(found);
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (signal.aborted || leaving.aborted || breakdowns.length > 0) break;
      const epic = await door.epic(epicId);
      if (epic === null) return;
      endUnwanted(epic);
      begin(epic);
      if (underWay.size === 0) return;
      await changed;
    }
    const isLeft = leaving.aborted && !signal.aborted && breakdowns.length === 0;
    await Promise.all([...workers.values()].map(({ running }) => (isLeft ? running.leave() : running.cancel())));
    await Promise.all(underWay.values());
    const [breakdown] = breakdowns;
    if (breakdown !== undefined) {
      // The breakdown is what matters; a store that broke cannot record the interruption either.
      await interrupt(door, epicId, "crash").catch(() => undefined);
      throw breakdown;
    }
    if (!isLeft) await interrupt(endedBy, epicId, "signal");
  } finally {
    unwatch();
    for (const end of [signal, leaving]) end.removeEventListener("abort", onAbort);
  }
}

/** Records that a person ended the run: every task with a live worker is interrupted. */
async function interrupt(door: Door, epicId: string, reason: "signal" | "crash"): Promise<void> {
  const epic = await door.epic(epicId);
  for (const task of epic?.tasks.values() ?? []) {
    if (!occupiesSlot(task)) continue;
    const command = { type: "InterruptTask", epic_id: epicId, task_id: task.id, attempt: null } as const;
    await door.execute({ ...command, reason: "the run was stopped" }, "user");
  }
  await door.execute({ type: "InterruptEpic", epic_id: epicId, reason }, "user");
}
