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
  // What a person says stands in the record before it comes here.
  const by = "system";
  if (ask.kind === "permission") {
    const { request_id, permission, patterns } = ask;
    await attempt.report({ type: "AskPermission", request_id, permission, patterns }, actor);
    const said = await attention.permission(attempt.about, ask, over);
    if (over.aborted) return "gone";
    if (said === "park") return "park";
    if ("recorded" in said) {
      await agents.replyPermission({ directory, request_id, ...said.recorded });
      return "answered";
    }
    const stored = await attempt.report({ type: "ReplyPermission", request_id, ...said }, by);
    if (stored.ok) await agents.replyPermission({ directory, request_id, ...said });
    return "answered";
  }
  const { request_id, questions } = ask;
  await attempt.report({ type: "AskQuestion", request_id, questions }, actor);
  const said = await attention.question(attempt.about, ask, over);
  if (over.aborted) return "gone";
  if (said === "park") return "park";
  if ("recorded" in said) {
    await agents.answerQuestion({ directory, request_id, answers: said.recorded });
    return "answered";
  }
  const stored = await attempt.report({ type: "AnswerQuestion", request_id, answers: said }, by);
  if (stored.ok) await agents.answerQuestion({ directory, request_id, answers: said });
  return "answered";
}
