// The row of a task.
import type { FileChange } from "../../../application/live-swarm.ts";
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { holdsSlot, type TaskStatus } from "../../../domain/task-status.ts";
import type { Action, AskCard, LineCount, TaskRow } from "../../../protocol.ts";
import { plainLine } from "../plain-line.ts";
import { isReviewed } from "../reviewed-content.ts";
import type { TaskRef } from "../selection.ts";
import { activityOf } from "./activity.ts";
import { isRisky } from "./risky-permission.ts";
import { epicKey, taskRowKey } from "./row-key.ts";
import type { RowView } from "./row-view.ts";
import { taskActions } from "./task-actions.ts";
import { taskNotes } from "./task-notes.ts";

const askCards = (task: TaskState): AskCard[] =>
  task.asks.map((ask): AskCard => {
    const { request_id: request } = ask;
    if (ask.kind === "question") return { kind: "question", request, questions: ask.questions };
    const { permission, patterns } = ask;
    return { kind: "permission", request, permission, patterns, risky: isRisky(ask) };
  });

/** The sum of what git counted; null when it counted nothing. */
function lineSum(files: readonly FileChange[] | null): LineCount {
  const sum = (pick: (file: FileChange) => number | null): number | null => {
    const known = (files ?? []).map(pick).filter((lines) => lines !== null);
    return known.length === 0 ? null : known.reduce((total, lines) => total + lines, 0);
  };
  return { added: sum((file) => file.added), deleted: sum((file) => file.deleted) };
}

/** What a worker said of itself means nothing any more once its work is over. */
const progressOf = ({ progress, status }: TaskState): number | null =>
  progress === null || !holdsSlot(status) ? null : Math.min(100, Math.max(0, Math.round(progress.percent)));

const waits = (status: TaskStatus): boolean =>
  status === "queued" || status === "blocked" || status === "changes_requested";

/** While it works or waits: since when. At rest: its whole time, from its first start to its end. */
function timesOf(task: TaskState, phase: number | null): Pick<TaskRow, "since" | "endedAt"> {
  if (task.started_at === null) return { since: null, endedAt: null };
  if (holdsSlot(task.status) || waits(task.status)) return { since: phase ?? task.started_at, endedAt: null };
  return { since: task.started_at, endedAt: task.ended_at ?? phase ?? task.started_at };
}

function mergedOf(epic: EpicState, task: TaskState): TaskRow["merged"] {
  if (task.status !== "landed") return "no";
  if (epic.undone === "revert") return "undone";
  return epic.landed === null ? "no" : "yes";
}

export function taskRow(epic: EpicState, task: TaskState, view: RowView): TaskRow {
  const ref: TaskRef = { epicId: epic.id, taskId: task.id };
  const overlaps = view.overlaps(ref);
  const settle: Action[] = overlaps.length > 0 ? ["overlap"] : [];
  const files = task.work === null ? null : (view.changes(ref, task.work.commit)?.files ?? null);
  return {
    kind: "task",
    key: taskRowKey(ref),
    parent: epicKey(epic.id),
    actions: view.open ? [...taskActions(epic, task), ...settle] : [],
    id: task.id,
    title: plainLine(task.plan.title),
    status: task.status,
    merged: mergedOf(epic, task),
    activity: activityOf(view.t, epic, task, view.live(ref)),
    ...timesOf(task, view.since(ref)),
    progress: progressOf(task),
    asks: askCards(task),
    files: files?.length ?? task.work?.files_touched.length ?? null,
    lines: lineSum(files),
    reviewed: (files ?? []).filter((file) => isReviewed(task, file)).length,
    pendingComments: view.pendingComments(ref),
    cost: task.cost,
    tokens: task.tokens,
    notes: taskNotes(view.t, task, {
      worktreeIsGone: view.worktreeIsGone(ref),
      overlaps,
    }),
    branch: task.status === "discarded" ? null : task.branch,
    keptUnder: task.status === "discarded" ? task.kept_ref : null,
    attempt: task.attempt,
  };
}
