// What the verbs of a person work with, and how the rules' refusals reach them.
import type { TaskCommand } from "../../domain/commands.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { Rejection } from "../../domain/rejection.ts";
import type { Door } from "../execute.ts";
import type { KeyedQueue } from "../keyed-queue.ts";
import type { TaskAttempt } from "../execution-strategy.ts";
import type { Log } from "../ports/ambient.ts";
import type { CheckRunner } from "../ports/checks.ts";
import type { Repository } from "../ports/repository.ts";
import { refused, type Requested } from "../refusal.ts";

export interface VerbParts {
  door: Door;
  repository: Repository;
  checks: CheckRunner;
  log: Log;
  /** One at a time for an epic: what moves its integration branch. */
  integration: KeyedQueue;
  /** Newest sign of life of a task: shown, never stored. */
  live(task: TaskAttempt, text: string): void;
}

export const unknownEpic = (epicId: string) =>
  refused({
    exit: 2,
    code: "UnknownEpic",
    message: `there is no epic ${epicId}`,
    remedy: "`opencode-swarm status` lists them",
  });

export const rejected = ({ code, message }: Rejection) =>
  refused({
    exit: code === "UnknownEpic" || code === "UnknownTask" || code === "UnknownRequest" ? 2 : 1,
    code,
    message,
    remedy: "`opencode-swarm status` shows what can be done",
  });

export async function findEpic(door: Door, epicId: string): Promise<Requested<EpicState>> {
  const epic = await door.epic(epicId);
  return epic === null ? unknownEpic(epicId) : { ok: true, value: epic };
}

/** The first refusal among commands that are meant together, so that none is carried out when one cannot be. */
export async function refusedTogether(door: Door, commands: readonly TaskCommand[]): Promise<Requested<never> | null> {
  for (const command of commands) {
    const rejection = await door.refusal(command);
    if (rejection !== null) return rejected(rejection);
  }
  return null;
}

/** Carries out one command of a person for each task: all of them, or none when one is refused. */
export async function forEachTask(
  door: Door,
  epicId: string,
  taskIds: readonly string[],
  command: (taskId: string) => TaskCommand,
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok || taskIds.length === 0) return found;
  const done = await door.executeTogether(epicId, taskIds.map(command), "user");
  return done.ok ? { ok: true, value: done.epic } : rejected(done.rejection);
}
