// Verbs of a review that take a part of a worker's commit back, or take a part of it and no more.
import type { ChosenFile, PartMade, PartWish } from "../../domain/chosen-part.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { attemptRef, branchRef } from "../../domain/ids.ts";
import type { TaskState, Work } from "../../domain/task-state.ts";
import { followBranch } from "../follow-branch.ts";
import { GitError } from "../ports/repository.ts";
import { workerAuthor } from "../reactors/landing-words.ts";
import { reviewBase } from "../review-base.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, refusedTogether, rejected, type VerbParts } from "./verb-parts.ts";

type Kind = "RejectPart" | "TakePart";

const no = (code: string, message: string, remedy: string) => refused({ exit: 1, code, message, remedy });

interface Found {
  epic: EpicState;
  task: TaskState;
  work: Work;
}

/** The task, if its commit may be parted now, and is the one that was looked at. */
async function find(
  { door }: VerbParts,
  epicId: string,
  taskId: string,
  commit: string | null,
): Promise<Requested<Found>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const task = found.value.tasks.get(taskId);
  const seen = commit ?? task?.work?.commit ?? "";
  const about = { epic_id: epicId, task_id: taskId, attempt: null };
  const made: PartMade = { commit: "", previous: seen, ref: "", part: [], files: 0, files_touched: [] };
  const refusal = await refusedTogether(door, [{ type: "RejectPart", ...about, ...made }]);
  if (refusal !== null) return refusal;
  if (task?.work == null) return no("no-work", `${taskId} has no commit`, "wait until it is ready");
  return { ok: true, value: { epic: found.value, task, work: task.work } };
}

/** Why the worker's branch cannot go on from its commit, or null. Nothing of anybody is ever moved away. */
async function heldBack({ repository }: VerbParts, { task, work }: Found): Promise<Requested<never> | null> {
  await followBranch(repository, task);
  const { branch, worktree_path: path } = task;
  const tip = branch === null ? null : await repository.resolve(branchRef(branch));
  if (tip !== null && tip !== work.commit) {
    const message = `the branch ${branch} is at ${tip.slice(0, 12)}, and not at the commit that was looked at`;
    return no("branch-moved", message, "send a review, so that what was committed there is collected");
  }
  const state = path === null ? "missing" : await repository.worktreeState(path);
  if (path === null || state === "missing" || (await repository.isClean(path))) return null;
  return no("uncommitted", `${path} holds changes that are in no commit`, "commit them there, or take them away");
}

const named = (part: readonly ChosenFile[]): string =>
  part
    .map(({ path, hunks }) => (hunks === null ? path : `${hunks.length === 1 ? "a hunk" : "hunks"} of ${path}`))
    .join(", ")
    .replaceAll(/\s+/g, " ");

function messageOf(kind: Kind, { epic, task, work }: Found, part: readonly ChosenFile[]): string {
  const subject =
    kind === "RejectPart" ? `review: reject ${named(part)}` : (task.plan.title.trim().split("\n")[0] ?? "");
  const of = kind === "RejectPart" ? "" : `\n\nOnly ${named(part)} of ${work.commit}.`;
  return `${subject.slice(0, 200)}${of}\n\nSwarm-Epic: ${epic.id}\nSwarm-Task: ${task.id}\n`;
}

/** The commit of the part, pinned. */
async function make(
  { repository }: VerbParts,
  kind: Kind,
  found: Found,
  part: readonly ChosenFile[],
): Promise<Requested<PartMade>> {
  const { epic, task, work } = found;
  const base = await reviewBase(repository, epic, work);
  const keep = kind === "RejectPart" ? "without" : "with";
  const made = await repository.treeOfPart({ base, commit: work.commit, part, keep });
  if (made.kind !== "tree") {
    const files = made.files.join(", ");
    return made.kind === "unknown"
      ? no("no-such-part", `${task.id} has no such change in ${files}`, "look at its changes again")
      : no("stands-apart", `${files} cannot stand without other changes of ${task.id}`, "choose those too");
  }
  const [start, whole] = [await repository.treeOf(base), await repository.treeOf(work.commit)];
  if (part.length === 0 || made.tree === (keep === "with" ? start : whole))
    return no("nothing-chosen", `that is no change of ${task.id}`, "name a file or a hunk that it changes");
  const parent = kind === "RejectPart" ? work.commit : base;
  const author = kind === "RejectPart" ? null : workerAuthor(task.id);
  const message = messageOf(kind, found, part);
  const commit = await repository.commitTree({ tree: made.tree, parents: [parent], message, author });
  const ref = `${attemptRef(epic.id, task.id, task.attempt)}-part-${commit.slice(0, 12)}`;
  await repository.pin(ref, commit);
  const [files, files_touched] = [
    await repository.fileChanges(base, work.commit),
    await repository.changedFiles(work.base, commit),
  ];
  const value = { commit, previous: work.commit, ref, part: [...part], files: files.length, files_touched };
  return { ok: true, value };
}

/** The record is what counts; what of the branch does not follow now follows before the worker goes on. */
async function follow({ repository, log }: VerbParts, epic: EpicState, taskId: string): Promise<void> {
  const task = epic.tasks.get(taskId);
  if (task === undefined) return;
  await followBranch(repository, task).catch((error: unknown) => {
    if (!(error instanceof GitError)) throw error;
    log.warn(`the branch of ${taskId} stays where it is`, { error: error.message });
  });
}

async function carryOut(
  parts: VerbParts,
  kind: Kind,
  epicId: string,
  taskId: string,
  wish: PartWish,
): Promise<Requested<EpicState>> {
  const found = await find(parts, epicId, taskId, wish.commit);
  if (!found.ok) return found;
  const held = kind === "RejectPart" ? await heldBack(parts, found.value) : null;
  if (held !== null) return held;
  const made = await make(parts, kind, found.value, wish.part);
  if (!made.ok) return made;
  const about = { epic_id: epicId, task_id: taskId, attempt: found.value.task.attempt };
  const done = await parts.door.execute({ type: kind, ...about, ...made.value }, "user");
  if (!done.ok) return rejected(done.rejection);
  await follow(parts, done.epic, taskId);
  return { ok: true, value: done.epic };
}

/** Takes files or hunks back, as a commit of ours on the worker's branch. Only between its turns. */
export const rejectPart = (parts: VerbParts, epicId: string, taskId: string, wish: PartWish) =>
  carryOut(parts, "RejectPart", epicId, taskId, wish);

/** Approves files or hunks and nothing else: that lands. The worker's branch keeps all of it. */
export const takePart = (parts: VerbParts, epicId: string, taskId: string, wish: PartWish) =>
  carryOut(parts, "TakePart", epicId, taskId, wish);

/** Undoes the last of these: the work is again what it was before. */
export async function undoPart(parts: VerbParts, epicId: string, taskId: string): Promise<Requested<EpicState>> {
  const found = await findEpic(parts.door, epicId);
  if (!found.ok) return found;
  const task = found.value.tasks.get(taskId);
  const work = task?.work ?? null;
  const last = task?.parts.at(-1);
  const command = { type: "UndoPart", epic_id: epicId, task_id: taskId, attempt: null } as const;
  const refusal = await refusedTogether(parts.door, [{ ...command, commit: work?.commit ?? "" }]);
  if (refusal !== null) return refusal;
  if (task === undefined || work === null || last === undefined)
    return no("nothing-to-undo", `no part of ${taskId} was rejected or taken`, "nothing is left to undo");
  const held = last.kind === "rejected" ? await heldBack(parts, { epic: found.value, task, work }) : null;
  if (held !== null) return held;
  const done = await parts.door.execute({ ...command, commit: work.commit }, "user");
  if (!done.ok) return rejected(done.rejection);
  await follow(parts, done.epic, taskId);
  return { ok: true, value: done.epic };
}
