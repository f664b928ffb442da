// Facts about a task that want a look, each in one sentence.
import { placesOf } from "../../../domain/conflict.ts";
import { doubtsOf, type Doubt } from "../../../domain/evidence.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { clipped, plainLine } from "../plain-line.ts";
import type { Overlap } from "../../../application/live-swarm.ts";
import type { Translate } from "../words.ts";
import { failureRemedy } from "./failure-remedy.ts";

const namesShown = 3;
const noteLength = 300;

const names = (all: readonly string[]): string =>
  all.slice(0, namesShown).join(", ") + (all.length > namesShown ? ", …" : "");

function doubtSentence(t: Translate, doubt: Doubt): string {
  switch (doubt.kind) {
    case "changed-nothing":
      // Its row says so.
      return "";
    case "red-checks":
      return t("Failed checks: {0}", names(doubt.names));
    case "masked-checks":
      return t("Green, but by a command that can hide a failure: {0}", names(doubt.names));
    case "lost-tests":
      return t("It takes tests away: {0}", names(doubt.paths));
    case "skipped-tests":
      return t("It skips tests: {0}", names(doubt.paths));
    case "changed-checks":
      return t("It changed what the check {0} runs: {1}", names(doubt.names), names(doubt.paths));
    case "left-part":
      return t("It committed a part and left the rest uncommitted; that was committed for it.");
    case "false-claims":
      return t("It says that it changed what it did not change: {0}", names(doubt.paths));
    case "red-combined":
      return doubt.beside.length === 0
        ? t("Not merged with the rest: the check {0} failed on the combined result.", doubt.name)
        : t("Not merged with the rest: the check {0} failed together with {1}.", doubt.name, names(doubt.beside));
    case "not-checked":
      return t("No check ran on its work.");
    case "not-reported":
      return t("It ended without saying that it is complete.");
    case "left-uncommitted":
      return t("It left changes uncommitted; they were committed for it.");
  }
}

function evidence(t: Translate, task: TaskState): string[] {
  const notes = doubtsOf(task)
    .map((doubt) => doubtSentence(t, doubt))
    .filter((note) => note !== "");
  const outside = task.work?.outside_changes ?? [];
  if (outside.length > 0) notes.push(t("Meanwhile your checkout changed: {0}", names(outside)));
  return [...notes, ...(task.work?.irregularities ?? [])];
}

function overlapSentence(t: Translate, task: TaskState, { task_id, other_id, files }: Overlap): string {
  if (other_id === null) return t("Overlaps with what is merged already, in {0}", names(files));
  return t("Overlaps with {0} in {1}", task.id === task_id ? other_id : task_id, names(files));
}

/** Where each file conflicts; a file as a whole stands by name in the row itself. */
const conflictNotes = (t: Translate, { conflicts }: TaskState): string[] =>
  conflicts
    .filter(({ count }) => count > 0)
    .slice(0, namesShown)
    .map((file) =>
      file.count === 1
        ? t("Conflicts in {0}: 1 hunk, lines {1}", file.path, placesOf(file))
        : t("Conflicts in {0}: {1} hunks, lines {2}", file.path, file.count, placesOf(file)),
    );

export function taskNotes(
  t: Translate,
  task: TaskState,
  about: { worktreeIsGone: boolean; overlaps: readonly Overlap[] },
): string[] {
  if (task.status === "landed" || task.status === "discarded") return [];
  const notes = task.status === "failed" && task.failure !== null ? [failureRemedy(t, task.failure.code)] : [];
  if (about.worktreeIsGone)
    notes.push(t("Its worktree is gone. What it committed is safe; a retry makes a new worktree."));
  notes.push(...conflictNotes(t, task));
  notes.push(...about.overlaps.map((overlap) => overlapSentence(t, task, overlap)));
  return [...notes, ...evidence(t, task)].map((note) => clipped(plainLine(note), noteLength));
}
