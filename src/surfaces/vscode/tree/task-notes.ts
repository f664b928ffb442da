// Facts about a task that want a look, each in one sentence.
import type { TaskState } from "../../../domain/task-state.ts";
import { clipped, plainLine } from "../plain-line.ts";
import type { Translate } from "../words.ts";
import { failureRemedy } from "./failure-remedy.ts";

const namesShown = 3;
const noteLength = 300;

const names = (all: readonly string[]): string =>
  all.slice(0, namesShown).join(", ") + (all.length > namesShown ? ", …" : "");

function evidence(t: Translate, task: TaskState): string[] {
  const red = task.checks.filter((check) => check.exit_code !== 0).map((check) => check.name);
  const notes = red.length > 0 && task.checks_outcome === "failed" ? [t("Failed checks: {0}", names(red))] : [];
  if (task.status === "ready" && task.completion === null)
    notes.push(t("It ended without saying that it is complete."));
  const outside = task.work?.outside_changes ?? [];
  if (outside.length > 0) notes.push(t("Meanwhile your checkout changed: {0}", names(outside)));
  return [...notes, ...(task.work?.irregularities ?? [])];
}

export function taskNotes(t: Translate, task: TaskState, worktreeIsGone: boolean): string[] {
  if (task.status === "landed" || task.status === "discarded") return [];
  const notes = task.status === "failed" && task.failure !== null ? [failureRemedy(t, task.failure.code)] : [];
  if (worktreeIsGone) notes.push(t("Its worktree is gone. What it committed is safe; a retry makes a new worktree."));
  return [...notes, ...evidence(t, task)].map((note) => clipped(plainLine(note), noteLength));
}
