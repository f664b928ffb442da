// What a task does now, or what it waits for, in one sentence.
import type { EpicState } from "../../../domain/epic-state.ts";
import { isOutOfTheWay, type Ask, type TaskState } from "../../../domain/task-state.ts";
import { clipped, plainLine } from "../plain-line.ts";
import { counted, type Translate } from "../words.ts";
import { partWords } from "./part-words.ts";

export const activityLength = 200;

function askSentence(t: Translate, ask: Ask | undefined): string {
  if (ask === undefined) return t("Waits for you");
  if (ask.kind === "question") return t("Asks: {0}", ask.questions.map((one) => one.question).join(" "));
  const patterns = ask.patterns.join(", ");
  return ask.permission === "bash" ? t("Wants to run: {0}", patterns) : t("Wants {0}: {1}", ask.permission, patterns);
}

function workSentence(t: Translate, task: TaskState, live: string | null): string {
  if (task.turn_done) return task.plan.checks.length > 0 ? t("Runs its checks") : t("Its work is collected");
  return live ?? task.progress?.message ?? t("Works");
}

function changesSentence(t: Translate, task: TaskState): string {
  if (task.review === null && task.setback !== null) {
    if (task.setback.kind === "conflict") return t("Resolves conflicts in {0}", task.setback.files.join(", "));
    const { check, beside } = task.setback;
    return beside.length === 0
      ? t("Mends the check {0}, which failed on the combined result", check.name)
      : t("Mends the check {0}, which failed together with {1}", check.name, beside.join(", "));
  }
  const comments = task.review?.comments.length ?? 0;
  if (comments === 0) return t("Goes on with your review");
  return counted(t, comments, "Goes on with {0} comment", "Goes on with {0} comments");
}

function conflictSentence(t: Translate, task: TaskState): string {
  if (task.resolution !== null) return t("You resolve its conflicts in its worktree");
  const [only, ...more] = task.conflict_files;
  if (only !== undefined && more.length === 0) return t("Conflicts in {0}", only);
  return counted(t, task.conflict_files.length, "Conflicts in {0} file", "Conflicts in {0} files");
}

function landedSentence(t: Translate, epic: EpicState, task: TaskState): string {
  if (task.work?.files_touched.length === 0) return t("Done without a change");
  if (epic.undone === "revert") return t("Merged, and taken back by a commit");
  return epic.landed === null ? t("Approved and part of the merge") : t("Merged into {0}", epic.landed.branch);
}

function sentence(t: Translate, epic: EpicState, task: TaskState, live: string | null): string {
  switch (task.status) {
    case "queued": {
      const waitsFor = task.plan.after.filter((id) => {
        const parent = epic.tasks.get(id);
        return parent !== undefined && !isOutOfTheWay(parent);
      });
      return waitsFor.length === 0 ? t("Queued") : t("Waits for {0}", waitsFor.join(", "));
    }
    case "blocked":
      return t("Waits for {0}, which cannot land", task.blocked_by.join(", "));
    case "starting":
      return task.worktree_path === null ? t("Creates its worktree") : t("Starts its session");
    case "working":
      return workSentence(t, task, live);
    case "needs_permission":
    case "needs_answer":
      return askSentence(t, task.asks[0]);
    case "retrying":
      return t("The model's provider is busy: it tries again by itself");
    case "stalled":
      return t("No sign of life for {0} minutes", Math.round(epic.options.stall_s / 60));
    case "stopped":
      return t("Stopped by you");
    case "interrupted":
      return task.interruption === null ? t("Interrupted") : t("Interrupted: {0}", task.interruption);
    case "ready":
      return task.work?.files_touched.length === 0 ? t("Ready, and changed nothing") : t("Ready");
    case "changes_requested":
      return changesSentence(t, task);
    case "approved":
      return live === null ? t("Approved") : t("Approved, {0}", live);
    case "landing":
      return t("Joins the other approved work");
    case "conflict":
      return conflictSentence(t, task);
    case "landed":
      return landedSentence(t, epic, task);
    case "failed":
      return t("Failed: {0}", task.failure?.error ?? t("no reason is known"));
    case "discarded":
      return task.skipped ? t("Skipped: what comes after it goes on without it") : t("Discarded");
  }
}

/** One plain line of at most 200 characters. `live` is the newest sign of life of its worker. */
export const activityOf = (t: Translate, epic: EpicState, task: TaskState, live: string | null): string =>
  clipped(plainLine([...partWords(t, task), sentence(t, epic, task, live)].join(" · ")), activityLength);
