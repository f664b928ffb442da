// Verb `answer`: a person's answer to a worker. It is stored now, and sent when the session goes on.
import type { TaskCommand } from "../../domain/commands.ts";
import type { EpicResult } from "../../domain/result.ts";
import type { Ask } from "../../domain/task-state.ts";
import { refused, type Requested } from "../refusal.ts";
import { asResult, findEpic, rejected, type VerbParts } from "./verb-parts.ts";

export interface AnswerRequest {
  epicId: string;
  taskId: string;
  /** Null: the only thing that the task asks. */
  requestId: string | null;
  text: string;
}

const replies = ["once", "always", "reject"] as const;

function commandOf(request: AnswerRequest, ask: Ask): Requested<TaskCommand> {
  const about = { epic_id: request.epicId, task_id: request.taskId, attempt: null, request_id: ask.request_id };
  const text = request.text.trim();
  if (ask.kind === "question") {
    const answers = ask.questions.map(() => [text]);
    return { ok: true, value: { type: "AnswerQuestion", ...about, answers } };
  }
  const [word = "", ...rest] = text.split(/\s+/);
  const reply = replies.find((one) => one === word);
  if (reply === undefined) {
    const message = `${request.taskId} asks for a permission, and "${text}" is no answer to that`;
    return refused({
      exit: 2,
      code: "bad-answer",
      message,
      remedy: "say once, always or reject, and after reject why",
    });
  }
  const message = rest.length === 0 ? null : rest.join(" ");
  return { ok: true, value: { type: "ReplyPermission", ...about, reply, message } };
}

export async function answer(parts: VerbParts, request: AnswerRequest): Promise<Requested<EpicResult>> {
  const found = await findEpic(parts.door, request.epicId);
  if (!found.ok) return found;
  const task = found.value.tasks.get(request.taskId);
  const asks = task?.asks ?? [];
  const ask = request.requestId === null ? asks[0] : asks.find((one) => one.request_id === request.requestId);
  if (task === undefined || ask === undefined) {
    const message =
      task === undefined
        ? `${request.epicId} has no task ${request.taskId}`
        : `${request.taskId} asks nothing like that`;
    return refused({ exit: 2, code: "UnknownRequest", message, remedy: "`opencode-swarm status` lists what is asked" });
  }
  if (request.requestId === null && asks.length > 1) {
    const ids = asks.map((one) => one.request_id).join(", ");
    const message = `${request.taskId} asks more than one thing: ${ids}`;
    return refused({ exit: 2, code: "ambiguous", message, remedy: "name the one that you answer" });
  }
  const command = commandOf(request, ask);
  if (!command.ok) return command;
  const done = await parts.door.execute(command.value, "user");
  return done.ok ? asResult({ ok: true, value: done.epic }) : rejected(done.rejection);
}
