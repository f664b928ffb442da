// Verb `answer`: a person's words become the answer to what a worker asks.
import type { PermissionAnswer } from "../../../application/live-swarm.ts";
import { refused, type Requested } from "../../../application/refusal.ts";
import type { Ask, TaskState } from "../../../domain/task-state.ts";
import { plainLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { nextLines, onEpic } from "./on-epic.ts";

const requestShape = /^(?:per|que)_\w+$/;
const replies = ["once", "always", "reject"] as const;

interface Said {
  ask: Ask;
  text: string;
}

const lister = "`opencode-swarm status` lists what is asked";

/** The first word names a request when the task asks one by that id. */
function meant(task: TaskState, words: readonly string[]): Requested<Said> {
  const [first = "", ...rest] = words;
  const { asks } = task;
  const named = rest.length === 0 ? undefined : asks.find((ask) => ask.request_id === first);
  if (named !== undefined) return { ok: true, value: { ask: named, text: rest.join(" ") } };
  const open = asks.map((ask) => ask.request_id).join(", ");
  if (rest.length > 0 && requestShape.test(first)) {
    const remedy = open === "" ? lister : `open is ${open}`;
    return refused({ exit: 2, code: "UnknownRequest", message: `${first} is not asked any more`, remedy });
  }
  const [only, ...more] = asks;
  if (only === undefined) {
    return refused({ exit: 2, code: "UnknownRequest", message: `${task.id} asks nothing`, remedy: lister });
  }
  if (more.length > 0) {
    const message = `${task.id} asks more than one thing: ${open}`;
    return refused({ exit: 2, code: "ambiguous", message, remedy: "name the one that you answer" });
  }
  return { ok: true, value: { ask: only, text: words.join(" ") } };
}

function permissionOf(taskId: string, text: string): Requested<PermissionAnswer> {
  const [word = "", ...rest] = text.trim().split(/\s+/);
  const reply = replies.find((one) => one === word);
  if (reply === undefined) {
    const message = `${taskId} asks for a permission, and "${text}" is no answer to that`;
    const remedy = "say once, always or reject, and after reject why";
    return refused({ exit: 2, code: "bad-answer", message, remedy });
  }
  return { ok: true, value: { reply, message: rest.length === 0 ? null : rest.join(" ") } };
}

export function answer(
  session: Session,
  request: { epic: string; task: string; words: readonly string[] },
): Promise<number> {
  return onEpic(session, { epic: request.epic, tasks: [request.task] }, async (swarm, epic) => {
    const task = epic.tasks.get(request.task);
    const said = task === undefined ? null : meant(task, request.words);
    if (said === null) throw new Error(`${epic.id} has no task ${request.task}`);
    if (!said.ok) return said;
    const { ask, text } = said.value;
    const about = [epic.id, request.task, ask.request_id] as const;
    const permission = ask.kind === "permission" ? permissionOf(request.task, text) : null;
    if (permission !== null && !permission.ok) return permission;
    const answers = ask.kind === "question" ? ask.questions.map(() => [text.trim()]) : [];
    const done =
      permission === null ? await swarm.reply(...about, answers) : await swarm.permit(...about, permission.value);
    if (!done.ok) return done;
    const heard =
      swarm.ownedBy === null
        ? `Stored. ${request.task} hears it when the epic goes on.`
        : `Stored. ${request.task} hears it in ${plainLine(swarm.ownedBy.command)}.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [heard, ...nextLines(session, swarm, after)] }) };
  });
}
