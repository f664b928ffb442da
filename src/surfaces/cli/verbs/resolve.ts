// Verb `resolve`: the worker of a task in conflict brings its work together with what has landed, or a person does it.
import type { Session } from "../session.ts";
import { plural } from "../quantities.ts";
import { nextLines, onEpic } from "./on-epic.ts";

interface Named {
  epic: string;
  task: string;
}

export function resolve(session: Session, { epic: named, task }: Named): Promise<number> {
  return onEpic(session, { epic: named, tasks: [task] }, async (swarm, epic) => {
    const done = await swarm.resolve(epic.id, task);
    if (!done.ok) return done;
    const said = `${task} goes back to its worker, to resolve what conflicts.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, swarm, after)] }) };
  });
}

/** Says where the merge is made and which files are still open. */
export function resolveByHand(session: Session, { epic: named, task }: Named): Promise<number> {
  return onEpic(session, { epic: named, tasks: [task] }, async (swarm, epic) => {
    const begun = await swarm.beginResolution(epic.id, task);
    if (!begun.ok) return begun;
    const { path, open } = begun.value;
    const said =
      open.length === 0
        ? [`Nothing is left to resolve in ${path}`]
        : [`Resolve ${plural(open.length, "file")} in ${path}`, ...open.map((file) => `  ${file}`)];
    return { ok: true, value: (after) => ({ exit: 0, report: [...said, ...nextLines(session, swarm, after)] }) };
  });
}

export function finishByHand(session: Session, { epic: named, task }: Named): Promise<number> {
  return onEpic(session, { epic: named, tasks: [task] }, async (swarm, epic) => {
    const done = await swarm.finishResolution(epic.id, task);
    if (!done.ok) return done;
    return {
      ok: true,
      value: (after) => {
        const { work, checks_outcome: checks } = after.tasks.get(task) ?? {};
        const said = `${task} is resolved as ${work?.commit.slice(0, 12)} and waits for your review; checks: ${checks}.`;
        return { exit: 0, report: [said, ...nextLines(session, swarm, after)] };
      },
    };
  });
}

export function abortByHand(session: Session, { epic: named, task }: Named): Promise<number> {
  return onEpic(session, { epic: named, tasks: [task] }, async (swarm, epic) => {
    const done = await swarm.abortResolution(epic.id, task);
    if (!done.ok) return done;
    const said = `The worktree of ${task} is as it was before. What you did is kept; \`log --epic ${epic.id}\` names the ref.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, swarm, after)] }) };
  });
}
