// Verbs `land` and `undo`: the epic arrives on the person's branch, and goes from it again.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { LandingStrategy } from "../../../domain/landing-strategy.ts";
import { plainLine } from "../plain-text.ts";
import { resultReport } from "../result-report.ts";
import type { Session } from "../session.ts";
import { nextLines, onEpic } from "./on-epic.ts";

interface LandRequest {
  epic: string | undefined;
  strategy: LandingStrategy;
  /** Null: made from the plan. */
  message: string | null;
  despiteChecks: boolean;
  setAside: boolean;
}

/** What became of uncommitted work that was in the way. */
function asideLines({ landed }: EpicState): string[] {
  if (landed?.aside === undefined) return [];
  const { ref, left } = landed.aside;
  if (left.length === 0)
    return [`Uncommitted changes that were in the way are back; they are kept below ${ref} as well.`];
  const files = left.map((path) => `'${plainLine(path).replaceAll("'", "'\\''")}'`).join(" ");
  return [
    `Changed meanwhile, and left as it is: ${left.map(plainLine).join(", ")}.`,
    `What you had there: git restore --source=${ref} -- ${files}`,
  ];
}

export function land(session: Session, request: LandRequest): Promise<number> {
  return onEpic(session, { epic: request.epic, tasks: [] }, async (swarm, epic) => {
    const { strategy, message, despiteChecks, setAside } = request;
    const wish = { strategy, message, despite_checks: despiteChecks, set_aside: setAside };
    const done = await swarm.land(epic.id, { ...wish, signal: session.interrupts.signal });
    if (!done.ok) return done;
    return {
      ok: true,
      value: (after) => ({
        exit: after.landed === null ? (session.interrupts.code() ?? 1) : 0,
        report: [...resultReport(after, session), ...asideLines(after)],
      }),
    };
  });
}

export function undo(session: Session, request: { epic: string | undefined }): Promise<number> {
  const suits = (epic: EpicState): boolean => epic.landed !== null;
  return onEpic(session, { epic: request.epic, tasks: [], suits }, async (swarm, epic) => {
    const done = await swarm.undo(epic.id);
    if (!done.ok) return done;
    const { branch, commit, how } = done.value;
    const said =
      how === "reset"
        ? `${branch} is back at ${commit.slice(0, 10)}, where it was before.`
        : `${branch} has a new commit ${commit.slice(0, 10)} that takes the work back.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, swarm, after)] }) };
  });
}

export function takeOut(session: Session, request: { epic: string | undefined; task: string }): Promise<number> {
  const { task } = request;
  return onEpic(session, { epic: request.epic, tasks: [task] }, async (swarm, epic) => {
    const done = await swarm.takeOut(epic.id, task);
    if (!done.ok) return done;
    const said = `${task} is out of the integration branch, and ready: approve it again, or discard it.`;
    return { ok: true, value: (after) => ({ exit: 0, report: [said, ...nextLines(session, swarm, after)] }) };
  });
}
