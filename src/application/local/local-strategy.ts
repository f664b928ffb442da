// Workers on this machine: a worktree, a session in it, a turn, then the evidence.
import type { FailureCode } from "../../domain/events.ts";
import type { ExecutionStrategy, TaskAttempt } from "../execution-strategy.ts";
import { AgentsError, type AgentsFailure } from "../ports/agents.ts";
import { StoreError } from "../ports/event-store.ts";
import { GitError } from "../ports/repository.ts";
import { openAttempt, type Attempt, type AttemptParts } from "./attempt-parts.ts";
import { collectWork, lookAround } from "./collect-work.ts";
import { prepareWorktree } from "./prepare-worktree.ts";
import { runTurns } from "./run-turns.ts";
import { runTaskChecks } from "./task-checks.ts";

const agentsCodes: Partial<Record<AgentsFailure, FailureCode>> = {
  "unknown-model": "model_unknown",
  "session-lost": "session_lost",
  "server-lost": "server_lost",
};

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

async function carryOut(attempt: Attempt): Promise<void> {
  const { parts, signal } = attempt;
  const path = await prepareWorktree(attempt);
  // Looked at while the session boots: before the worker can have done anything.
  const before = lookAround(parts.repository);
  before.catch(() => undefined);
  if (signal.aborted) return;
  const { task } = await attempt.state();
  if (!task.turn_done) {
    const outcome = await runTurns(attempt, path);
    if (outcome === "over") return;
  }
  if (signal.aborted) return;
  await collectWork(attempt, path, await before);
  await runTaskChecks(attempt, path);
  if (signal.aborted) return;
  await attempt.report({ type: "FinishWork" });
}

async function runAttempt(attempt: Attempt): Promise<void> {
  try {
    await carryOut(attempt);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    if (attempt.signal.aborted) return;
    await attempt.report({ type: "FailWorker", ...failureOf(error) });
  }
}

export function localStrategy(parts: AttemptParts): ExecutionStrategy {
  return {
    kind: "local",
    start(about: TaskAttempt) {
      const controller = new AbortController();
      const ended = runAttempt(openAttempt(parts, about, controller.signal));
      return {
        ended,
        async cancel() {
          controller.abort();
          await ended.catch(() => undefined);
        },
      };
    },
  };
}
