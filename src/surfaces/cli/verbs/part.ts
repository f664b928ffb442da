// Verbs `reject` and `take`: files or hunks of a worker's commit are taken back, or are all that is taken of it.
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import { refused, type Requested } from "../../../application/refusal.ts";
import type { ChosenFile, LineEdit } from "../../../domain/chosen-part.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import { plainLine } from "../plain-text.ts";
import { resultReport } from "../result-report.ts";
import type { Session } from "../session.ts";
import { landedOrStuck } from "./approve.ts";
import { nextLines, onEpic } from "./on-epic.ts";

export interface PartRequest {
  kind: "reject" | "take";
  epic: string;
  task: string;
  paths: readonly string[];
  /** Numbers of hunks of the one path, from 1; empty: all of it. */
  hunks: readonly number[];
  undo: boolean;
}

const no = (code: string, message: string, remedy: string) => refused({ exit: 2, code, message, remedy });

const linesOf = ({ old, new: now }: LineEdit): string => {
  const { start, count } = now.count === 0 ? old : now;
  const where = count > 1 ? `lines ${start} to ${start + count - 1}` : `line ${start}`;
  return now.count === 0 ? `${where} taken away` : where;
};

/** The hunks with these numbers, as `git diff --unified=0` counts them. */
async function hunksOf(
  swarm: JoinedSwarm,
  file: { path: string; oldBlob: string | null; newBlob: string | null },
  numbers: readonly number[],
): Promise<Requested<LineEdit[]>> {
  const { oldBlob, newBlob } = file;
  const all = oldBlob === null || newBlob === null ? null : await swarm.lineEdits(oldBlob, newBlob);
  if (all === null) return no("no-hunks", `${file.path} has no hunks`, "leave --hunk out to mean all of it");
  const chosen = numbers.flatMap((number) => all[number - 1] ?? []);
  if (chosen.length === numbers.length) return { ok: true, value: chosen };
  const list = all.map((edit, at) => `${at + 1} (${linesOf(edit)})`).join(", ");
  return no("no-such-hunk", `${file.path} has ${all.length} hunks`, `say one of ${list}`);
}

async function partOf(
  swarm: JoinedSwarm,
  epic: EpicState,
  { task, paths, hunks }: PartRequest,
): Promise<Requested<{ commit: string; part: ChosenFile[] }>> {
  const changes = await swarm.changes(epic.id, task);
  if (changes === null) {
    return refused({
      exit: 1,
      code: "no-work",
      message: `${task} has no commit yet`,
      remedy: "wait until it is ready",
    });
  }
  const changed = changes.files.map((file) => file.path);
  const unknown = paths.filter((path) => !changed.includes(path));
  if (unknown.length > 0 || paths.length === 0) {
    const said = unknown.length === 0 ? "no file is named" : `${task} does not change ${unknown.join(", ")}`;
    return no("no-such-file", said, `say one of ${changed.join(", ")}`);
  }
  if (hunks.length > 0 && paths.length > 1) return no("many-files", "--hunk is about one file", "name one file");
  const part: ChosenFile[] = [];
  for (const file of changes.files.filter((one) => paths.includes(one.path))) {
    const chosen = hunks.length === 0 ? null : await hunksOf(swarm, file, hunks);
    if (chosen !== null && !chosen.ok) return chosen;
    part.push({ path: file.path, hunks: chosen?.value ?? null });
  }
  return { ok: true, value: { commit: changes.commit, part } };
}

async function carryOut(swarm: JoinedSwarm, epic: EpicState, request: PartRequest): Promise<Requested<EpicState>> {
  const { kind, task, undo } = request;
  if (undo) return swarm.undoPart(epic.id, task);
  const wish = await partOf(swarm, epic, request);
  if (!wish.ok) return wish;
  return kind === "reject" ? swarm.rejectPart(epic.id, task, wish.value) : swarm.takePart(epic.id, task, wish.value);
}

export function part(session: Session, request: PartRequest): Promise<number> {
  return onEpic(session, { epic: request.epic, tasks: [request.task] }, async (swarm, epic) => {
    const done = await carryOut(swarm, epic, request);
    if (!done.ok) return done;
    const { task } = request;
    // Also after a take: what was taken lands behind the person's word.
    await landedOrStuck(session, swarm, epic.id, [task]);
    return {
      ok: true,
      value: (after) => {
        if (request.kind === "take" && !request.undo) return { exit: 0, report: resultReport(after, session) };
        const commit = after.tasks.get(task)?.work?.commit.slice(0, 12) ?? "";
        const said = request.undo
          ? `${task} is at ${commit} again.`
          : `Rejected ${request.paths.map(plainLine).join(", ")}: ${task} is at ${commit}. Undo: opencode-swarm reject ${epic.id} ${task} --undo`;
        return { exit: 0, report: [said, ...nextLines(session, swarm, after)] };
      },
    };
  });
}
