// The rules of what a worker asks a person: each ask is stored once, and answered as long as it waits.
import type { TaskCommand } from "./commands.ts";
import type { SwarmEvent } from "./events.ts";
import { refuse, type Decision } from "./rejection.ts";
import type { TaskState } from "./task-state.ts";

type AskCommand = Extract<
  TaskCommand,
  { type: "AskPermission" | "AskQuestion" | "ReplyPermission" | "AnswerQuestion" }
>;

const asked = (task: TaskState, requestId: string, kind: "permission" | "question"): boolean =>
  task.asks.some((ask) => ask.request_id === requestId && ask.kind === kind);

const unknownRequest = (task: TaskState, requestId: string) =>
  refuse("UnknownRequest", `${task.id} asks nothing under ${requestId}; \`opencode-swarm status\` lists what is asked`);

export function decideAsk(task: TaskState, command: AskCommand): Decision<SwarmEvent> {
  const ok = (...events: SwarmEvent[]): Decision<SwarmEvent> => ({ ok: true, events });
  switch (command.type) {
    case "AskPermission": {
      if (asked(task, command.request_id, "permission")) return ok();
      const { request_id, permission, patterns } = command;
      return ok({ type: "permission_asked", data: { request_id, permission, patterns } });
    }
    case "AskQuestion": {
      if (asked(task, command.request_id, "question")) return ok();
      const { request_id, questions } = command;
      return ok({ type: "question_asked", data: { request_id, questions } });
    }
    case "ReplyPermission": {
      if (!asked(task, command.request_id, "permission")) return unknownRequest(task, command.request_id);
      const { request_id, reply, message } = command;
      return ok({ type: "permission_replied", data: { request_id, reply, message } });
    }
    case "AnswerQuestion": {
      if (!asked(task, command.request_id, "question")) return unknownRequest(task, command.request_id);
      const { request_id, answers } = command;
      return ok({ type: "question_answered", data: { request_id, answers } });
    }
  }
}
