// An epic that lives: commands carried out one by one, as the store would keep them, with what must hold looked at after each.
import type { Command, TaskCommand } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { evolve, type EpicState } from "../../src/domain/epic-state.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import { epicId, start, stored, type Made, type TaskSaid } from "../support/epic-history.ts";

/** One command, what was decided, and the epic on both sides of it. */
export interface Step {
  command: Command;
  before: EpicState;
  after: EpicState;
  events: RecordedEvent[];
  accepted: boolean;
}

export interface World {
  epic(): EpicState;
  events(): readonly RecordedEvent[];
  task(taskId: string): TaskState;
  /** Carries a command out. True when it was not refused. */
  execute(command: Command): boolean;
  /** The same for one task; `attempt` null: said by a person. */
  say(taskId: string, said: TaskSaid, attempt: number | null): boolean;
}

type Created = Extract<Command, { type: "CreateEpic" }>;

/** `look` sees every step; it throws when something does not hold. */
export function createWorld(created: Omit<Created, "epic_id">, look: (step: Step) => void): World {
  const events: RecordedEvent[] = [];
  const now = (): number => start + (events.length + 1) * 1000;

  function keep(epic: EpicState | null, made: readonly Made[]): { epic: EpicState; fresh: RecordedEvent[] } {
    const fresh = stored(made, events.length);
    let next = epic;
    for (const event of fresh) next = evolve(next, event);
    if (next === null) throw new Error("nothing was created");
    events.push(...fresh);
    return { epic: next, fresh };
  }

  const first = decide(null, { ...created, epic_id: epicId }, now());
  if (!first.ok) throw new Error(first.rejection.message);
  let { epic } = keep(null, first.events);

  function execute(command: Command): boolean {
    const before = epic;
    const decision = decide(before, command, now());
    const kept = keep(before, decision.ok ? decision.events : []);
    epic = kept.epic;
    look({ command, before, after: epic, events: kept.fresh, accepted: decision.ok });
    return decision.ok;
  }

  function task(taskId: string): TaskState {
    const found = epic.tasks.get(taskId);
    if (found === undefined) throw new Error(`no task ${taskId}`);
    return found;
  }

  return {
    epic: () => epic,
    events: () => events,
    task,
    execute,
    say: (task_id, said, attempt) => execute({ ...said, epic_id: epicId, task_id, attempt } as TaskCommand),
  };
}
