// Carries a worker's question to whoever answers, and the answer back.
import type { Agents, AgentSignal } from "../ports/agents.ts";
import type { Attempt } from "./attempt-parts.ts";

type AskSignal = Extract<AgentSignal, { kind: "permission" | "question" }>;

/** "park" when nobody answers now: the question stays open in the record. "gone" when the turn ended before the answer. */
export async function answerAsk(
  to: { attempt: Attempt; agents: Agents; directory: string; actor: string; over: AbortSignal },
  ask: AskSignal,
): Promise<"answered" | "park" | "gone"> {
  const { attempt, agents, directory, actor, over } = to;
  const { attention } = attempt.parts;
  const by = attention.attended ? "user" : "system";
  if (ask.kind === "permission") {
    const { request_id, permission, patterns } = ask;
    await attempt.report({ type: "AskPermission", request_id, permission, patterns }, actor);
    const reply = await attention.permission(attempt.about, ask, over);
    if (over.aborted) return "gone";
    if (reply === "park") return "park";
    const stored = await attempt.report({ type: "ReplyPermission", request_id, ...reply }, by);
    if (stored.ok) await agents.replyPermission({ directory, request_id, ...reply });
    return "answered";
  }
  const { request_id, questions } = ask;
  await attempt.report({ type: "AskQuestion", request_id, questions }, actor);
  const answers = await attention.question(attempt.about, ask, over);
  if (over.aborted) return "gone";
  if (answers === "park") return "park";
  const stored = await attempt.report({ type: "AnswerQuestion", request_id, answers }, by);
  if (stored.ok) await agents.answerQuestion({ directory, request_id, answers });
  return "answered";
}
