// Verbs `answer`, `retry` and `stop`: a person's word about single tasks. It is stored now and acts when the epic runs.
import { refused, type Requested } from "../../../application/refusal.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { wordOf } from "../task-look.ts";
import type { Session } from "../session.ts";
import { nextLines, onEpic } from "./on-epic.ts";

const requestShape = /^(?:per|que)_\w+$/;

/** The first word names a request when the task asks one by that id. */
function splitWords(
  task: TaskState | undefined,
  words: readonly string[],
): Requested<{ requestId: string | null; text: string }> {
  const [first = "", ...rest] = words;
  const isRequest = rest.length > 0 && task?.asks.some((ask) => ask.request_id === first) === true;
  if (!isRequest && rest.length > 0 && requestShape.test(first)) {
    const open = task?.asks.map((ask) => ask.request_id).join(", ") ?? "";
    const remedy = open === "" ? "`opencode-swarm status` lists what is asked" : `open is ${open}`;
    return refused({ exit: 2, code: "UnknownRequest", message: `${first} is not asked any more`, remedy });
  }
  return {
    ok: true,
    value: isRequest ? { requestId: first, text: rest.join(" ") } : { requestId: null, text: words.join(" ") },
  };
}

export function answer(
  session: Session,
  request: { epic: string; task: string; words: readonly string[] },
): Promise<number> {
  return onEpic(session, { epic: request.epic, tasks: [request.task] }, async (swarm, epic) => {
    const split = splitWords(epic.tasks.get(request.task), request.words);
    if (!split.ok) return split;
    const done = await swarm.answer({ epicId: epic.id, taskId: request.task, ...split.value });
    if (!done.ok) return done;
    const said = `Stored. ${request.task} hears it when the epic goes on.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, after)] }) };
  });
}

export function retry(session: Session, request: { epic: string; task: string; fresh: boolean }): Promise<number> {
  return onEpic(session, { epic: request.epic, tasks: [request.task] }, async (swarm, epic) => {
    const done = await swarm.retry(epic.id, request.task, { fresh: request.fresh });
    if (!done.ok) return done;
    return {
      ok: true,
      value: (after) => {
        const task = after.tasks.get(request.task);
        const how = task?.fresh === true ? "from the start, in a new worktree" : "where it was";
        const said = `${request.task} is ${wordOf(task?.status ?? "queued")} and goes on ${how}.`;
        return { exit: 0, report: [said, ...nextLines(session, after)] };
      },
    };
  });
}

export function stop(
  session: Session,
  request: { epic: string | undefined; tasks: readonly string[] },
): Promise<number> {
  return onEpic(session, request, async (swarm, epic) => {
    const done = await swarm.stop(epic.id, request.tasks);
    if (!done.ok) return done;
    return {
      ok: true,
      value: (after) => {
        const stopped = [...after.tasks.values()].filter((task) => task.status === "stopped").map((task) => task.id);
        return { exit: 0, report: [`Stopped: ${stopped.join(", ")}.`, ...nextLines(session, after)] };
      },
    };
  });
}
