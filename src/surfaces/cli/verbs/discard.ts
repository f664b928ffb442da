// Verb `discard`: work leaves the epic. It asks first, and says how to get the work back.
import { createInterface } from "node:readline/promises";
import { refused } from "../../../application/refusal.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../plain-text.ts";
import { onEpic } from "./on-epic.ts";

async function confirm(session: Session, question: string): Promise<boolean> {
  const { stdin, stdout } = session.around;
  const lines = createInterface({ input: stdin, output: stdout, terminal: false });
  const ended = new AbortController();
  lines.once("close", () => ended.abort());
  const signal = AbortSignal.any([session.interrupts.signal, ended.signal]);
  try {
    const reply = await lines.question(`${question} [y/N] `, { signal });
    return /^\s*y(es)?\s*$/i.test(reply);
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
    stdin.pause();
  }
}

export function discard(
  session: Session,
  request: { epic: string; tasks: readonly string[]; yes: boolean },
): Promise<number> {
  return onEpic(session, request, async (swarm, epic) => {
    const what = request.tasks.length > 0 ? request.tasks.join(", ") : `everything of ${epic.id} that has not landed`;
    if (!request.yes && !session.attended) {
      const message = `discarding ${what} takes its worktrees and branches away, and nobody is here to confirm it`;
      return refused({ exit: 2, code: "not-confirmed", message, remedy: "say --yes" });
    }
    if (!request.yes && !(await confirm(session, `Discard ${what} (${plainLine(epic.title)})?`))) {
      return refused({ exit: 1, code: "not-confirmed", message: "nothing was discarded", remedy: "say y, or --yes" });
    }
    const done = await swarm.discard(epic.id, request.tasks);
    if (!done.ok) return done;
    const report = done.value.map(({ task_id, ref }) =>
      ref === null
        ? `Discarded ${task_id}: it had no work yet.`
        : `Discarded ${task_id}. Back with: git branch ${task_id}-again ${ref}`,
    );
    return {
      ok: true,
      value: () => ({ exit: 0, report: report.length === 0 ? ["There was nothing to discard."] : report }),
    };
  });
}
