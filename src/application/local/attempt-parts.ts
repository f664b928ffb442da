// What an attempt on this machine works with, and how it reports.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskCommand } from "../../domain/commands.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { AgentServer } from "../agent-server.ts";
import type { Attention } from "../attention.ts";
import type { Door, Executed } from "../execute.ts";
import type { TaskAttempt } from "../execution-strategy.ts";
import type { Clock, Log } from "../ports/ambient.ts";
import type { CheckRunner } from "../ports/checks.ts";
import type { Repository } from "../ports/repository.ts";

export interface AttemptParts {
  door: Door;
  repository: Repository;
  checks: CheckRunner;
  /** Works with the agent server, started by the first worker that needs it. The signal ends the wait for one. */
  withAgents: AgentServer["use"];
  /** Lets the turns of all workers go on for the next owner. Idempotent. */
  leaveAgents(): Promise<void>;
  attention: Attention;
  clock: Clock;
  log: Log;
  /** Hex digest that names a prompt. */
  hash(text: string): string;
  /** Newest sign of life of a worker: shown, never stored. */
  live(task: TaskAttempt, text: string): void;
  /** A worker has done something that may have changed its files. */
  touched(task: TaskAttempt): void;
}

type WithoutPlace<T> = T extends unknown ? Omit<T, "epic_id" | "task_id" | "attempt"> : never;

export interface Attempt {
  readonly parts: AttemptParts;
  readonly about: TaskAttempt;
  readonly signal: AbortSignal;
  /** Reports a fact of this attempt; a late one is refused or ignored by the rules. */
  report(command: WithoutPlace<TaskCommand>, actor?: string): Promise<Executed>;
  state(): Promise<{ epic: EpicState; task: TaskState }>;
}

/** `left`: aborted once the attempt is the next owner's business; from then on nothing of it is recorded here. */
export function openAttempt(parts: AttemptParts, about: TaskAttempt, signal: AbortSignal, left: AbortSignal): Attempt {
  return {
    parts,
    about,
    signal,
    async report(command, actor = "system") {
      left.throwIfAborted();
      return parts.door.execute({ ...command, ...about } as TaskCommand, actor);
    },
    async state() {
      const epic = await parts.door.epic(about.epic_id);
      const task = epic?.tasks.get(about.task_id);
      if (epic == null || task === undefined) throw new Error(`no task ${about.task_id} in ${about.epic_id}`);
      return { epic, task };
    },
  };
}
