// Verbs `discard` and `skip`: work leaves the epic. They ask first, and say how to get the work back.
import { createInterface } from "node:readline/promises";
import { refused, type Requested } from "../../../application/refusal.ts";
import { heldUpBy } from "../../../domain/built-on.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../plain-text.ts";
import { nextLines, onEpic } from "./on-epic.ts";

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

/** Asks a person who is there; `doing` begins a sentence about what is taken away. */
async function agreed(
  session: Session,
  yes: boolean,
  words: { doing: string; question: string },
): Promise<Requested<null>> {
  if (yes) return { ok: true, value: null };
  if (!session.attended) {
    const message = `${words.doing} takes its worktrees and branches away, and nobody is here to confirm it`;
    return refused({ exit: 2, code: "not-confirmed", message, remedy: "say --yes" });
  }
  if (await confirm(session, words.question)) return { ok: true, value: null };
  return refused({ exit: 1, code: "not-confirmed", message: "nothing was done", remedy: "say y, or --yes" });
}

const saidOf = (done: string, { task_id, ref }: { task_id: string; ref: string | null }): string =>
  ref === null
    ? `${done} ${task_id}: it had no work yet.`
    : `${done} ${task_id}. Back with: git branch ${task_id}-again ${ref}`;

export function discard(
  session: Session,
  request: { epic: string; tasks: readonly string[]; yes: boolean },
): Promise<number> {
  return onEpic(session, request, async (swarm, epic) => {
    const what = request.tasks.length > 0 ? request.tasks.join(", ") : `everything of ${epic.id} that has not landed`;
    const words = { doing: `discarding ${what}`, question: `Discard ${what} (${plainLine(epic.title)})?` };
    const may = await agreed(session, request.yes, words);
    if (!may.ok) return may;
    const done = await swarm.discard(epic.id, request.tasks);
    if (!done.ok) return done;
    const report = done.value.map((one) => saidOf("Discarded", one));
    return {
      ok: true,
      value: () => ({ exit: 0, report: report.length === 0 ? ["There was nothing to discard."] : report }),
    };
  });
}

export function skip(session: Session, request: { epic: string; task: string; yes: boolean }): Promise<number> {
  const { task } = request;
  return onEpic(session, { epic: request.epic, tasks: [task] }, async (swarm, epic) => {
    const waiting = heldUpBy(epic, task).map(({ id }) => id);
    const others = waiting.length === 0 ? "" : `; ${waiting.join(", ")} may go on without it`;
    const words = { doing: `skipping ${task}`, question: `Skip ${task} (${plainLine(epic.title)})${others}?` };
    const may = await agreed(session, request.yes, words);
    if (!may.ok) return may;
    const done = await swarm.skip(epic.id, task);
    if (!done.ok) return done;
    const report = [
      ...done.value.map((one) => saidOf("Skipped", one)),
      ...(waiting.length === 0 ? [] : [`Goes on without it: ${waiting.join(", ")}.`]),
    ];
    return {
      ok: true,
      value: (after) => ({ exit: 0, report: [...report, ...nextLines(session, swarm, after)] }),
    };
  });
}
