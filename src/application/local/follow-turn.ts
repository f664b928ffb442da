// Follows one turn: every signal of the worker becomes a command, and what must end the turn ends it.
import type { FailureCode, PromptPurpose } from "../../domain/events.ts";
import type { Agents, AgentSignal, TurnEnd } from "../ports/agents.ts";
import type { Attempt } from "./attempt-parts.ts";
import { answerAsk } from "./answer-ask.ts";

/** Why the turn ended, beside what the server says of it. */
export type Ending =
  | { kind: "natural" }
  /** Nobody is there yet: the question waits, the worker is parked. */
  | { kind: "parked" }
  | { kind: "failed"; code: FailureCode; message: string };

/** What begins the turn: words that are sent, or a message that the session took before this process was there. */
export type Prompt =
  | { kind: "new"; text: string; prompt_hash: string; purpose: PromptPurpose }
  | { kind: "taken"; message_id: string };

export interface TurnToFollow {
  attempt: Attempt;
  agents: Agents;
  directory: string;
  session_id: string;
  prompt: Prompt;
}

export async function followTurn(turn: TurnToFollow): Promise<{ ending: Ending; turn: TurnEnd }> {
  const { attempt, agents, directory, session_id } = turn;
  const { parts, about } = attempt;
  const { epic, task } = await attempt.state();
  const actor = `agent:${session_id}`;
  const stop = new AbortController();
  const signal = AbortSignal.any([attempt.signal, stop.signal]);
  const over = new AbortController();
  const answering: Promise<void>[] = [];
  let ending: Ending = { kind: "natural" };
  let retryingSince: number | null = null;

  const endAs = (why: Ending): void => {
    if (ending.kind === "natural") ending = why;
    stop.abort();
  };

  async function onRetrying(one: Extract<AgentSignal, { kind: "retrying" }>): Promise<void> {
    retryingSince ??= parts.clock.now();
    const { attempt: provider_attempt, message, next_at } = one;
    await attempt.report({ type: "ReportRetrying", provider_attempt, message, next_at });
    const end = retryingSince + epic.options.rate_limit_window_s * 1000;
    if (Math.max(parts.clock.now(), next_at ?? 0) > end) {
      endAs({ kind: "failed", code: "provider_rate_limit", message: `the provider kept refusing: ${message}` });
    }
  }

  async function onStalled(silent_s: number): Promise<void> {
    await attempt.report({ type: "ReportStalled", silent_s });
    // A person can look at it, so it is not ended for it.
    if ((await attempt.state()).epic.options.attended) return;
    endAs({ kind: "failed", code: "stalled", message: `no sign of the worker for ${silent_s} s` });
  }

  const ask = (one: Extract<AgentSignal, { kind: "permission" | "question" }>): void => {
    const answered = answerAsk({ attempt, agents, directory, actor, over: over.signal }, one).then((outcome) => {
      if (outcome === "park") endAs({ kind: "parked" });
    });
    answering.push(answered.catch((error: unknown) => parts.log.warn("an answer did not reach its worker", { error })));
  };

  async function onSignal(one: AgentSignal): Promise<string | undefined> {
    switch (one.kind) {
      case "activity":
        if (one.text !== null) parts.live(about, one.text);
        return undefined;
      case "touched":
        parts.touched(about);
        return undefined;
      case "active":
        retryingSince = null;
        await attempt.report({ type: "ReportActive" });
        return undefined;
      case "progress": {
        const { progress_percent, message, files_touched } = one;
        const said = { session_id, progress_percent, message, files_touched };
        const done = await attempt.report({ type: "ReportProgress", ...said }, actor);
        return done.ok ? undefined : done.rejection.message;
      }
      case "completion": {
        const { status, summary, files_touched } = one;
        const said = { session_id, status, summary, files_touched };
        const done = await attempt.report({ type: "ReportCompletion", ...said }, actor);
        return done.ok ? undefined : done.rejection.message;
      }
      case "reply": {
        const done = await attempt.report({ type: "ReportReply", answers: one.answers }, actor);
        return done.ok ? undefined : done.rejection.message;
      }
      case "permission":
      case "question":
        ask(one);
        return undefined;
      case "retrying":
        await onRetrying(one);
        return undefined;
      case "stalled":
        await onStalled(one.silent_s);
        return undefined;
    }
  }

  const grants = task.late_answers.flatMap((late) =>
    late.kind === "permission" && late.reply !== "reject"
      ? [{ permission: late.ask.permission, patterns: late.ask.patterns }]
      : [],
  );
  const { prompt } = turn;
  const message_id = prompt.kind === "taken" ? prompt.message_id : agents.newMessageId();
  if (prompt.kind === "new") {
    const { prompt_hash, purpose } = prompt;
    await attempt.report({ type: "RequestPrompt", message_id, prompt_hash, purpose });
  }
  const end = await agents.runTurn({
    session_id,
    directory,
    message_id,
    text: prompt.kind === "new" ? prompt.text : null,
    agent: task.plan.agent ?? null,
    model: task.plan.model ?? epic.options.model,
    stall_s: epic.options.stall_s,
    max_steps: epic.options.max_steps,
    asked: prompt.kind === "taken" ? task.asks : [],
    grants,
    signal,
    onAccepted: async () => {
      await attempt.report({ type: "RecordPromptSent", message_id });
    },
    onSignal,
  });
  over.abort();
  await Promise.all(answering);
  return { ending, turn: end };
}
