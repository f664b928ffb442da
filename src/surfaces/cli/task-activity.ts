// What a task does now, or what it waits for, in a few words.
import { conflictWords } from "../../domain/conflict.ts";
import type { EpicState } from "../../domain/epic-state.ts";
import { doubtsOf, doubtWords } from "../../domain/evidence.ts";
import { outsideChanges } from "../../domain/result.ts";
import { setbackSentence } from "../../domain/setback.ts";
import { isOutOfTheWay, type TaskState } from "../../domain/task-state.ts";
import { plainLine } from "./plain-text.ts";
import { plural } from "./quantities.ts";

function progressOf(task: TaskState, live: string | undefined): string {
  const said = task.progress;
  const parts =
    said === null ? [] : [`${Math.round(said.percent)} %`, ...(said.message === null ? [] : [said.message])];
  return [...parts, ...(live === undefined ? [] : [live])].join(" · ");
}

function askOf(task: TaskState): string {
  const ask = task.asks[0];
  if (ask === undefined) return "";
  if (ask.kind === "permission") return `wants ${ask.permission}: ${ask.patterns.join(", ")}`;
  return ask.questions.map((one) => one.question).join(" ");
}

/** What a person made of the worker's commit. */
function partsOf({ parts }: TaskState): string[] {
  const taken = parts.find((one) => one.kind === "taken");
  const hunks = parts.flatMap((one) => (one.kind === "rejected" ? one.part : []));
  const files = hunks.filter((one) => one.hunks === null).length;
  const some = hunks.reduce((sum, one) => sum + (one.hunks?.length ?? 0), 0);
  return [
    ...(taken === undefined ? [] : [`${taken.part.length} of ${plural(taken.files, "file")} taken`]),
    ...(files === 0 ? [] : [`${plural(files, "file")} rejected`]),
    ...(some === 0 ? [] : [`${plural(some, "hunk")} rejected`]),
  ];
}

function conflictOf(task: TaskState): string {
  const { resolution } = task;
  return resolution === null
    ? conflictWords(task)
    : `${conflictWords(task)} · resolved by hand in ${resolution.worktree_path}`;
}

function readyOf(task: TaskState): string {
  const facts: string[] = partsOf(task);
  if (task.checks_outcome === "passed") facts.push(`${plural(task.checks.length, "check")} green`);
  facts.push(...doubtsOf(task).map(doubtWords));
  if (task.needs_review) facts.push("needs review");
  facts.push(...(task.work?.irregularities ?? []), ...outsideChanges(task));
  return facts.join(" · ");
}

function activity(epic: EpicState, task: TaskState, live: string | undefined): string {
  switch (task.status) {
    case "starting":
    case "working":
    case "retrying":
    case "stalled":
      return progressOf(task, live);
    case "queued": {
      const waitsFor = task.plan.after.filter((id) => {
        const parent = epic.tasks.get(id);
        return parent !== undefined && !isOutOfTheWay(parent);
      });
      return waitsFor.length === 0 ? "" : `after ${waitsFor.join(", ")}`;
    }
    case "blocked":
      return `waits for ${task.blocked_by.join(", ")}, which cannot land`;
    case "needs_permission":
    case "needs_answer":
      return askOf(task);
    case "ready":
      return readyOf(task);
    case "conflict":
      return conflictOf(task);
    case "landed":
      return [task.landed_commit?.slice(0, 10) ?? "", ...partsOf(task)].join(" · ");
    case "failed":
      return task.failure?.error ?? "";
    case "interrupted":
      return task.interruption ?? "";
    case "changes_requested":
      return task.review === null && task.setback !== null ? setbackSentence(task.setback) : "";
    case "discarded":
      return task.skipped ? "skipped: what comes after it goes on without it" : "";
    case "stopped":
      return "";
    case "approved":
      return [...partsOf(task), ...(live === undefined ? [] : [live])].join(" · ");
    case "landing":
      return partsOf(task).join(" · ");
  }
}

/** One clean line; `live` is the newest sign of life of its worker. */
export const activityOf = (epic: EpicState, task: TaskState, live: string | undefined): string =>
  plainLine(activity(epic, task, live));
