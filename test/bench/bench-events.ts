// The events of a run, as a worker's life stores them: what the journal is measured with.
import type { EventData, EventType, PendingEvent } from "../../src/domain/events.ts";
import { planSchema } from "../../src/domain/plan.ts";
import { runOptionsSchema } from "../../src/domain/run-options.ts";

const commit = (seed: number): string => seed.toString(16).padStart(40, "a7");
const hex = (seed: number, digits: number): string => seed.toString(16).padStart(digits, "0");
const tasksInEpic = 20;
const startedAt = 1_700_000_000_000;

interface Place {
  epic_id: string;
  task_id: string | null;
  session_id: string | null;
  actor: string;
}

let made = 0;

function complete<T extends EventType>(place: Place, type: T, data: EventData[T]): PendingEvent {
  made += 1;
  return {
    id: `evt_${hex(startedAt + made, 12)}0000kq7x2mf9ab`,
    ts: new Date(startedAt + made).toISOString(),
    schema_version: 1,
    tenant_id: null,
    project_id: "3f9c1d0b7a625e48",
    attempt: place.task_id === null ? null : 1,
    causation_id: made === 1 ? null : `evt_${hex(startedAt + made - 1, 12)}0000kq7x2mf9ab`,
    correlation_id: "req_h2k8s5m1x9qa",
    ...place,
    type,
    data,
  } as PendingEvent;
}

function newEpic(epic_id: string): PendingEvent {
  const tasks = Array.from({ length: tasksInEpic }, (_, at) => ({
    id: `task-${at}`,
    title: `Task ${at}`,
    description: "Do it.",
  }));
  const place = { epic_id, task_id: null, session_id: null, actor: "user" };
  return complete(place, "epic_created", {
    title: "Sample",
    plan: planSchema.parse({ title: "Sample", context: "", tasks }),
    plan_hash: commit(1),
    target_branch: "main",
    base_commit: commit(2),
    options: runOptionsSchema.parse({}),
  });
}

function lifeOfTask(epic_id: string, task_id: string, seed: number): PendingEvent[] {
  const session_id = `ses_${hex(seed, 12)}ffeKq7x2mf9abQz`;
  const worktree_path = `/home/ada/projects/shop.swarm/${epic_id}/${task_id}`;
  const branch = `swarm/${epic_id}/${task_id}`;
  const system = { epic_id, task_id, session_id, actor: "system" };
  const agent = { ...system, actor: `agent:${session_id}` };
  const worker = { session_id, bead_id: task_id, timestamp: startedAt + seed };
  const prompt_hash = commit(seed) + commit(seed).slice(0, 24);
  const message_id = `msg_${hex(seed, 12)}001Kq7x2mf9abQz`;
  const files_touched = ["src/cart/total.ts", "test/cart/total.test.ts"];
  const progress = (progress_percent: number) =>
    complete(agent, "worker_progress", {
      ...worker,
      progress_percent,
      message: `wrote step ${progress_percent} of the change`,
      files_touched: files_touched.slice(1),
    });
  return [
    complete(system, "task_started", { attempt: 1, branch, base: commit(seed), continues_session: null }),
    complete(system, "worktree_created", { worktree_path, branch, base: commit(seed) }),
    complete(system, "worker_spawned", { ...worker, epic_id, worktree_path, files: files_touched, prompt_hash }),
    complete(system, "prompt_requested", { message_id, prompt_hash, purpose: "task" }),
    complete(system, "prompt_sent", { message_id }),
    ...[10, 20, 30, 40, 50, 60, 70, 80, 90].map(progress),
    complete(agent, "completion_reported", { status: "success", summary: "Totals include the tax.", files_touched }),
    complete(system, "task_landed", { commit: commit(seed + 1), worker_commit: commit(seed + 2) }),
  ];
}

function landing(epic_id: string, seed: number): PendingEvent {
  const place = { epic_id, task_id: null, session_id: null, actor: "system" };
  return complete(place, "epic_landed", {
    landing: 1,
    branch: "main",
    commit: commit(seed + 4),
    previous: commit(seed + 3),
    strategy: "fast-forward",
  });
}

/** Endless events of many epics, in an order in which a run could store them. */
export function* eventsOfRuns(): Generator<PendingEvent, never> {
  for (let epic = 0; ; epic += 1) {
    const epicId = `sample-${hex(epic, 4)}`;
    yield newEpic(epicId);
    for (let task = 0; task < tasksInEpic; task += 1) {
      yield* lifeOfTask(epicId, `task-${task}`, epic * tasksInEpic + task);
    }
    yield landing(epicId, epic);
  }
}
