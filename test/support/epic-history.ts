// Given a past, when a command comes, then these events: specifications of the rules, over nothing but the rules.
import { expect } from "vitest";
import type { Command, TaskCommand } from "../../src/domain/commands.ts";
import { decide } from "../../src/domain/decide.ts";
import { evolve, type EpicState } from "../../src/domain/epic-state.ts";
import { schemaVersion, type EventType, type RecordedEvent } from "../../src/domain/events.ts";
import { planSchema, type Plan } from "../../src/domain/plan.ts";
import type { RejectionCode } from "../../src/domain/rejection.ts";
import { runOptionsSchema, type RunOptions } from "../../src/domain/run-options.ts";
import type { TaskState } from "../../src/domain/task-state.ts";

export const epicId = "epic-1";

/** Each event of a history is a second after the one before it. */
export const start = Date.parse("2026-01-01T00:00:00.000Z");

type WithoutEpic<T> = T extends unknown ? Omit<T, "epic_id"> : never;
type WithoutPlace<T> = T extends unknown ? Omit<T, "epic_id" | "task_id" | "attempt"> : never;
/** A command as a specification writes it: the epic is always the same one. */
export type Said = WithoutEpic<Command>;
/** A command about a task, before it is said which. */
export type TaskSaid = WithoutPlace<TaskCommand>;

export const about = (task_id: string, said: TaskSaid, attempt: number | null = null): Said =>
  ({ ...said, task_id, attempt }) as Said;

export const planOfTasks = (tasks: readonly Record<string, unknown>[], more: Record<string, unknown> = {}): Plan =>
  planSchema.parse({
    title: "An epic",
    tasks: tasks.map((task) => ({ title: `Title of ${task["id"]}`, description: `Describe ${task["id"]}`, ...task })),
    ...more,
  });

export const createEpic = (plan: Plan, options: Partial<RunOptions> = {}): Extract<Said, { type: "CreateEpic" }> => ({
  type: "CreateEpic",
  plan,
  plan_hash: "hash",
  target_branch: "main",
  base_commit: "base",
  options: runOptionsSchema.parse(options),
});

export const folded = (events: readonly RecordedEvent[]): EpicState | null =>
  events.reduce<EpicState | null>((epic, event) => evolve(epic, event), null);

/** An event as the rules give it, before it has an id and a time. */
export type Made = Extract<ReturnType<typeof decide>, { ok: true }>["events"][number];

/** Events as the store would give them back: numbered, dated, and through JSON. */
export function stored(events: readonly Made[], after: number): RecordedEvent[] {
  const lines = events.map((event, at): RecordedEvent => {
    const seq = after + at + 1;
    const ts = new Date(start + seq * 1000).toISOString();
    const envelope = { schema_version: schemaVersion, tenant_id: null, project_id: "project", actor: "user" };
    return { ...event, ...envelope, seq, ts, id: `evt_${seq}`, causation_id: null, correlation_id: null };
  });
  return JSON.parse(JSON.stringify(lines)) as RecordedEvent[];
}

export const decided = (past: readonly RecordedEvent[], said: Said): ReturnType<typeof decide> =>
  decide(folded(past), { ...said, epic_id: epicId } as Command, start + (past.length + 1) * 1000);

/** What a past becomes when these commands follow. Throws when one of them is refused. */
export function history(past: readonly RecordedEvent[], ...commands: readonly Said[]): RecordedEvent[] {
  const events = [...past];
  for (const said of commands) {
    const decision = decided(events, said);
    if (!decision.ok) throw new Error(`${said.type} was refused: ${decision.rejection.message}`);
    events.push(...stored(decision.events, events.length));
  }
  return events;
}

/** The epic of a history. Throws for an empty one. */
export function epicOf(past: readonly RecordedEvent[]): EpicState {
  const epic = folded(past);
  if (epic === null) throw new Error("this history has no epic");
  return epic;
}

export function taskOf(past: readonly RecordedEvent[], taskId: string): TaskState {
  const task = epicOf(past).tasks.get(taskId);
  if (task === undefined) throw new Error(`there is no task ${taskId}`);
  return task;
}

export interface Told {
  /** The whole past with what the command added. */
  readonly past: RecordedEvent[];
  /** Exactly these types, in this order. */
  emits(...types: EventType[]): Told;
  refuses(code: RejectionCode, words?: RegExp): Told;
  /** The task has these fields afterwards. */
  leaves(taskId: string, fields: Partial<TaskState>): Told;
}

/** `given(past).when(command)`: the decision, and what it makes of the epic. */
export function given(past: readonly RecordedEvent[]): { when(said: Said): Told } {
  return {
    when(said) {
      const decision = decided(past, said);
      const made = decision.ok ? stored(decision.events, past.length) : [];
      const all = [...past, ...made];
      const told: Told = {
        past: all,
        emits(...types) {
          expect(decision.ok ? null : decision.rejection).toBeNull();
          expect(made.map((event) => event.type)).toEqual(types);
          return told;
        },
        refuses(code, words = /./) {
          expect(decision).toMatchObject({
            ok: false,
            rejection: { code, message: expect.stringMatching(words) as string },
          });
          return told;
        },
        leaves(taskId, fields) {
          expect(taskOf(all, taskId)).toMatchObject(fields);
          return told;
        },
      };
      return told;
    },
  };
}
