// Runs a worker's turn in its session, and again while a rate limit lasts.
import { continuePrompt, taskPrompt } from "../../domain/prompt.ts";
import { reviewPrompt } from "../../domain/review-prompt.ts";
import { setbackPrompt, setbackSection } from "../../domain/setback-prompt.ts";
import { modelsOf } from "../../domain/plan.ts";
import type { FailureCode, PromptPurpose } from "../../domain/events.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Agents, TurnEnd } from "../ports/agents.ts";
import type { Attempt } from "./attempt-parts.ts";
import { followTurn, type Ending, type Prompt } from "./follow-turn.ts";

/** Wait before a rate-limited turn is taken up again, in milliseconds; grows up to a minute. */
const backoff = (round: number): number => Math.min(60_000, 1000 * 2 ** round);

interface Session {
  id: string;
  /** The task itself never reached it. */
  empty: boolean;
  /** The answers that came late reached it with an earlier prompt. */
  answered: boolean;
  /** So did the review that is open. */
  reviewed: boolean;
  /** And why its work did not land. */
  setBack: boolean;
  /** A turn of this very attempt, which goes on since an earlier owner began it. */
  underWay: Extract<Prompt, { kind: "taken" }> | null;
}

async function openSession(attempt: Attempt, agents: Agents, task: TaskState, directory: string): Promise<Session> {
  const { epic_id, task_id } = attempt.about;
  const { options } = (await attempt.state()).epic;
  if (task.session_id !== null && (await agents.sessionExists(task.session_id, directory))) {
    const { prompt, session_id } = task;
    // A server that was killed can have accepted a prompt and not have kept it: what the session holds is the truth.
    const taken = prompt !== null && (await agents.hasMessage(session_id, directory, prompt.message_id));
    const answered = taken && prompt.purpose === "answer";
    const { review_message, setback_message } = task;
    const holds = async (message: string | null): Promise<boolean> =>
      message !== null && (await agents.hasMessage(session_id, directory, message));
    const reviewed = await holds(review_message);
    const setBack = await holds(setback_message);
    const ours = taken && prompt.attempt === attempt.about.attempt;
    return {
      id: session_id,
      empty: prompt === null || (prompt.purpose === "task" && !taken),
      answered,
      reviewed,
      setBack,
      underWay: ours ? { kind: "taken", message_id: prompt.message_id } : null,
    };
  }
  const created = await agents.createSession({
    directory,
    title: `${task.plan.title} (${epic_id}/${task_id})`,
    agent: task.plan.agent ?? null,
    model: task.plan.model ?? options.model,
    epic_id,
    task_id,
  });
  return { id: created.session_id, empty: true, answered: false, reviewed: false, setBack: false, underWay: null };
}

function purposeOf(task: TaskState, session: Session): PromptPurpose {
  if (session.empty) return "task";
  if (task.review !== null && !session.reviewed) return "review";
  if (task.setback !== null && !session.setBack) return "setback";
  if (task.late_answers.length > 0 && !session.answered) return "answer";
  return task.retry_reason === "requested" ? "retry" : "continue";
}

function promptOf(purpose: PromptPurpose, epic: EpicState, task: TaskState, directory: string): string {
  if (purpose === "task") return taskPrompt(epic, task, directory);
  const { review, setback } = task;
  if (purpose === "setback" && setback !== null) return setbackPrompt(epic, task, setback);
  if (purpose !== "review" || review === null) return continuePrompt(task);
  const words = reviewPrompt(task, review);
  return setback === null ? words : `${setbackSection(epic, setback)}\n\n${words}`;
}

const wait = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });

type Failure = { code: FailureCode; error: string; stack: string | null };

/** What OpenCode says of a turn whose folder was taken away differs with the moment; that the folder is gone does not. */
async function unlessGone(attempt: Attempt, directory: string, failure: Failure): Promise<Failure> {
  if (failure.code !== "opencode_error") return failure;
  if ((await attempt.parts.repository.worktreeState(directory)) !== "missing") return failure;
  return { code: "worktree_lost", error: `the worktree ${directory} is gone: somebody removed it`, stack: null };
}

/** A turn that was aborted, and not by us. */
const endedElsewhere: Failure = {
  code: "opencode_error",
  error: "OpenCode ended the turn before the worker was done",
  stack: null,
};

/** Stores how the turn ended. "collect": its work is to be collected; "over": the attempt has ended. */
async function conclude(
  attempt: Attempt,
  directory: string,
  ending: Ending,
  turn: TurnEnd,
): Promise<"collect" | "over"> {
  if (turn.kind === "left") return "over";
  const { tokens, cost, last_message } = turn;
  const lost = turn.kind === "failed" && turn.code === "server_lost";
  const finish = ending.kind === "parked" ? "parked" : lost || turn.kind === "aborted" ? "aborted" : turn.finish;
  await attempt.report({ type: "RecordTurnEnd", finish, tokens, cost, last_message });
  if (lost) {
    await attempt.report({ type: "InterruptTask", reason: turn.message });
    return "over";
  }
  if (ending.kind === "parked") return "over";
  if (ending.kind === "failed") {
    await attempt.report({ type: "FailWorker", code: ending.code, error: ending.message, stack: null });
    return "over";
  }
  if (turn.kind === "aborted") {
    // Ended by us, that is the whole story; ended by somebody else, the task must not hang in the air.
    if (!attempt.signal.aborted)
      await attempt.report({ type: "FailWorker", ...(await unlessGone(attempt, directory, endedElsewhere)) });
    return "over";
  }
  const { task } = await attempt.state();
  if (turn.kind === "idle" || task.completion !== null) return "collect";
  const failure = { code: turn.code, error: turn.message, stack: turn.stack };
  await attempt.report({ type: "FailWorker", ...(await unlessGone(attempt, directory, failure)) });
  return "over";
}

/** What the session is told next. */
async function nextPrompt(attempt: Attempt, session: Session, directory: string): Promise<Prompt> {
  const { epic, task } = await attempt.state();
  const purpose = purposeOf(task, session);
  const text = promptOf(purpose, epic, task, directory);
  const prompt_hash = attempt.parts.hash(text);
  const spawned = { session_id: session.id, worktree_path: directory, prompt_hash };
  await attempt.report({ type: "RecordWorkerSpawned", ...spawned });
  return { kind: "new", text, prompt_hash, purpose };
}

/** Runs turns until the worker stopped. Throws AgentsError when no session can be had. */
export async function runTurns(attempt: Attempt, directory: string): Promise<"collect" | "over"> {
  const { plan, options } = (await attempt.state()).epic;
  return attempt.parts.withAgents(
    modelsOf(plan, options),
    (agents) => runTurnsOn(agents, attempt, directory),
    attempt.signal,
  );
}

async function runTurnsOn(agents: Agents, attempt: Attempt, directory: string): Promise<"collect" | "over"> {
  const { parts, signal } = attempt;
  const first = await attempt.state();
  let session = await openSession(attempt, agents, first.task, directory);
  let underWay = session.underWay;
  const limitedUntil = parts.clock.now() + first.epic.options.rate_limit_window_s * 1000;
  try {
    for (let round = 0; ; round += 1) {
      const prompt = underWay ?? (await nextPrompt(attempt, session, directory));
      underWay = null;
      const { ending, turn } = await followTurn({ attempt, agents, directory, session_id: session.id, prompt });
      const limited = turn.kind === "failed" && turn.code === "provider_rate_limit" && ending.kind === "natural";
      if (limited && !signal.aborted && parts.clock.now() + backoff(round) < limitedUntil) {
        const next_at = parts.clock.now() + backoff(round);
        await attempt.report({ type: "ReportRetrying", provider_attempt: round + 1, message: turn.message, next_at });
        await wait(backoff(round), signal);
        if (!signal.aborted) {
          session = { ...session, empty: false, answered: true, reviewed: true, setBack: true };
          continue;
        }
      }
      return await conclude(attempt, directory, ending, turn);
    }
  } finally {
    await agents.park(directory).catch((error: unknown) => parts.log.warn("could not park a worker", { error }));
  }
}
