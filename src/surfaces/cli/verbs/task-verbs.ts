// Verbs `retry` and `stop`: a person's word about single tasks. It is stored now and acts when the epic runs.
import { wordOf } from "../task-look.ts";
import type { Session } from "../session.ts";
import { nextLines, onEpic } from "./on-epic.ts";

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
        return { exit: 0, report: [said, ...nextLines(session, swarm, after)] };
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
        return { exit: 0, report: [`Stopped: ${stopped.join(", ")}.`, ...nextLines(session, swarm, after)] };
      },
    };
  });
}
