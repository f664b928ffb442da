// What is known of one epic, folded from its events.
import type { EventData, RecordedEvent } from "./events.ts";
import type { LandingStrategy } from "./landing-strategy.ts";
import type { Plan } from "./plan.ts";
import type { RunOptions } from "./run-options.ts";
import { wholeOptions } from "./whole-options.ts";
import { evolveTask } from "./evolve-task.ts";
import { newTask, type TaskState } from "./task-state.ts";

/** A move of the person's branch that was intended and not yet seen to have ended. */
export interface BranchMoveIntent {
  purpose: "land" | "undo" | "revert";
  landing: number;
  branch: string;
  old: string;
  new: string;
  strategy: LandingStrategy;
  aside?: string;
}

export interface EpicState {
  id: string;
  /** Events folded so far: the stream's version. */
  version: number;
  title: string;
  plan: Plan;
  plan_hash: string;
  options: RunOptions;
  target_branch: string | null;
  base_commit: string;
  integration: { branch: string; tip: string } | null;
  /** In the order of the plan. */
  tasks: ReadonlyMap<string, TaskState>;
  checks: EventData["check_finished"][];
  move: BranchMoveIntent | null;
  /** Landings begun so far. */
  landings: number;
  landed: Pick<EventData["epic_landed"], "landing" | "branch" | "commit" | "previous" | "aside"> | null;
  /** How the last landing was undone, as long as nothing landed after it. */
  undone: "reset" | "revert" | null;
  /** A person lets the landing that is asked for land whatever its checks say. */
  despite_checks: boolean;
  refusal: { code: string; message: string; files: string[] } | null;
  /** Who ended it: a person, or a death without a word. Null: nobody, or it was resumed since. */
  interrupted: EventData["epic_interrupted"]["reason"] | null;
}

function created(event: Extract<RecordedEvent, { type: "epic_created" }>): EpicState {
  const { data } = event;
  return {
    id: event.epic_id ?? "",
    version: 1,
    title: data.title,
    plan: data.plan,
    plan_hash: data.plan_hash,
    options: wholeOptions(data.options),
    target_branch: data.target_branch,
    base_commit: data.base_commit,
    integration: null,
    tasks: new Map(data.plan.tasks.map((task) => [task.id, newTask(task)])),
    checks: [],
    move: null,
    landings: 0,
    landed: null,
    undone: null,
    despite_checks: false,
    refusal: null,
    interrupted: null,
  };
}

const integrationAt = (epic: EpicState, tip: string): EpicState["integration"] =>
  epic.integration === null ? null : { ...epic.integration, tip };

/** What was wanted before an interruption has to be asked for again. */
const withoutWishes = (tasks: EpicState["tasks"]): EpicState["tasks"] =>
  new Map([...tasks].map(([id, task]) => [id, task.wanted ? { ...task, wanted: false } : task]));

function evolveEpic(epic: EpicState, event: RecordedEvent): EpicState {
  switch (event.type) {
    case "epic_resumed":
      return { ...epic, options: wholeOptions(event.data.options), interrupted: null, refusal: null };
    case "epic_interrupted":
      return { ...epic, interrupted: event.data.reason, tasks: withoutWishes(epic.tasks) };
    case "integration_created":
      return { ...epic, integration: { branch: event.data.branch, tip: event.data.commit } };
    case "integration_updated":
      return { ...epic, integration: integrationAt(epic, event.data.new) };
    case "task_landed":
      return { ...epic, integration: integrationAt(epic, event.data.commit) };
    case "task_taken_out":
      return { ...epic, integration: integrationAt(epic, event.data.new) };
    case "check_finished":
      return event.task_id === null ? { ...epic, checks: [...epic.checks, event.data] } : epic;
    case "epic_landing_started": {
      const { landing } = event.data;
      return { ...epic, move: { purpose: "land", ...event.data }, landings: landing, refusal: null };
    }
    case "epic_landed":
      return { ...epic, move: null, landed: event.data, undone: null, refusal: null, despite_checks: false };
    case "epic_landing_refused":
      // A person's word against red checks is of one landing.
      return { ...epic, refusal: event.data, despite_checks: false };
    case "epic_landing_retried":
      return { ...epic, refusal: null, despite_checks: event.data.despite_checks ?? false };
    case "epic_landing_abandoned":
    case "epic_undo_abandoned":
      return { ...epic, move: null };
    case "epic_undo_started":
      return {
        ...epic,
        move: {
          ...event.data,
          purpose: event.data.how === "reset" ? "undo" : "revert",
          strategy: "fast-forward",
        },
      };
    case "epic_landing_undone":
      return { ...epic, move: null, landed: null, undone: event.data.how };
    default:
      return epic;
  }
}

/** Folds one event. The first event of a stream is `epic_created`; anything else before it is a damaged history. */
export function evolve(epic: EpicState | null, event: RecordedEvent): EpicState {
  if (event.type === "epic_created") return created(event);
  if (epic === null) throw new Error(`the history of ${event.epic_id} starts with ${event.type}`);
  const next = evolveEpic(epic, event);
  const version = epic.version + 1;
  const task = event.task_id === null ? undefined : next.tasks.get(event.task_id);
  if (task === undefined) return { ...next, version };
  const tasks = new Map(next.tasks).set(task.id, evolveTask(task, event));
  return { ...next, version, tasks };
}

/** Tasks that this one waits for, directly or through others, in plan order. */
export function dependenciesOf(epic: EpicState, taskId: string): TaskState[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    for (const parent of epic.tasks.get(id)?.plan.after ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  visit(taskId);
  return [...epic.tasks.values()].filter((task) => found.has(task.id));
}
