// Workers on this machine: a worktree, a session in it, a turn, then the evidence.
import type { FailureCode } from "../../domain/events.ts";
import { branchRef } from "../../domain/ids.ts";
import type { ExecutionStrategy, TaskAttempt } from "../execution-strategy.ts";
import { AgentsError, type AgentsFailure } from "../ports/agents.ts";
import { StoreError } from "../ports/event-store.ts";
import { GitError } from "../ports/repository.ts";
import { modelsOf } from "../../domain/plan.ts";
import { openAttempt, type Attempt, type AttemptParts } from "./attempt-parts.ts";
import { collectWork, lookAround, type Surroundings } from "./collect-work.ts";
import { prepareWorktree } from "./prepare-worktree.ts";
import { runTurns } from "./run-turns.ts";
import { runTaskChecks } from "./task-checks.ts";

const agentsCodes: Partial<Record<AgentsFailure, FailureCode>> = {
  "unknown-model": "model_unknown",
  "session-lost": "session_lost",
};

type Look = () => Promise<Surroundings>;

/** Milliseconds for which one look serves the workers that start together: none of them has done anything yet. */
const lookServes = 500;

function sharedLook({ repository, clock }: AttemptParts): Look {
  let last: { at: number; seen: Promise<Surroundings> } | null = null;
  return () => {
    const at = clock.now();
    if (last === null || at - last.at > lookServes) last = { at, seen: lookAround(repository) };
    return last.seen;
  };
}

function failureOf(error: unknown): { code: FailureCode; error: string; stack: string | null } {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? null) : null;
  if (error instanceof GitError) {
    return {
      code: error.reason === "worktree-missing" ? "worktree_lost" : "worktree_failed",
      error: message,
      stack: null,
    };
  }
  if (error instanceof AgentsError) {
    return { code: agentsCodes[error.reason] ?? "opencode_error", error: message, stack: null };
  }
  return { code: "opencode_error", error: message, stack };
}

/** Milliseconds that a server without room may keep it waiting. */
const endsWithin = 60_000;

/** A turn that an earlier owner began, and that nobody is going to follow, ends. */
async function endTakenTurn({ parts, about, state }: Attempt): Promise<void> {
  const { epic, task } = await state();
  const path = task.worktree_path;
  if (task.prompt?.attempt !== about.attempt || task.turn_done || path === null) return;
  const models = modelsOf(epic.plan, epic.options);
  await parts.withAgents(models, (agents) => agents.park(path), AbortSignal.timeout(endsWithin));
}

/** The worktree; null: the attempt has been ended. */
async function findGround(attempt: Attempt): Promise<string | null> {
  try {
    const path = await prepareWorktree(attempt);
    if (!attempt.signal.aborted) return path;
  } catch (error) {
    await endTakenTurn(attempt).catch((cause: unknown) => attempt.parts.log.warn("could not end a turn", { cause }));
    throw error;
  }
  await endTakenTurn(attempt);
  return null;
}

async function carryOut(attempt: Attempt, look: Look): Promise<void> {
  const { signal } = attempt;
  const path = await findGround(attempt);
  if (path === null) return;
  // Looked at while the session boots: before the worker can have done anything.
  const before = look();
  before.catch(() => undefined);
  const { task } = await attempt.state();
  let began: string | null = null;
  if (!task.turn_done) {
    began = await attempt.parts.repository.resolve(branchRef(task.branch ?? ""));
    const outcome = await runTurns(attempt, path);
    if (outcome === "over") return;
  }
  if (signal.aborted) return;
  await collectWork(attempt, path, { before: await before, began });
  await runTaskChecks(attempt, path);
  if (signal.aborted) return;
  await attempt.report({ type: "FinishWork" });
}

async function runAttempt(attempt: Attempt, look: Look): Promise<void> {
  try {
    await carryOut(attempt, look);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (attempt.signal.aborted) return;
    // The server died before there was a turn: as in a turn, that is no fault of the worker.
    if (error instanceof AgentsError && error.reason === "server-lost")
      await attempt.report({ type: "InterruptTask", reason: error.message });
    else await attempt.report({ type: "FailWorker", ...failureOf(error) });
  }
}

export function localStrategy(parts: AttemptParts): ExecutionStrategy {
  const look = sharedLook(parts);
  return {
    kind: "local",
    start(about: TaskAttempt) {
      const controller = new AbortController();
      const left = new AbortController();
      const ended = runAttempt(openAttempt(parts, about, controller.signal, left.signal), look);
      return {
        ended,
        async leave() {
          // The turn first: what is aborted while it is followed is aborted at the server.
          await parts.leaveAgents();
          left.abort();
          controller.abort();
          await ended.catch(() => undefined);
        },
        async cancel() {
          controller.abort();
          await ended.catch(() => undefined);
        },
      };
    },
  };
}
