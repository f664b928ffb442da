// Verb `resolve`: the worker of a task in conflict brings its work together with what has landed.
import type { Session } from "../session.ts";
import { nextLines, onEpic } from "./on-epic.ts";

export function resolve(session: Session, { epic: named, task }: { epic: string; task: string }): Promise<number> {
  return onEpic(session, { epic: named, tasks: [task] }, async (swarm, epic) => {
    const done = await swarm.resolve(epic.id, task);
    if (!done.ok) return done;
    const said = `${task} goes back to its worker, to resolve what conflicts.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, swarm, after)] }) };
  });
}
