// The row of an epic.
import type { EpicState } from "../../../domain/epic-state.ts";
import { epicStatus } from "../../../domain/epic-status.ts";
import type { Tokens } from "../../../domain/events.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { holdsSlot } from "../../../domain/task-status.ts";
import type { EpicRow } from "../../../protocol.ts";
import { blockingCount } from "../attention/needs-you.ts";
import { plainLine } from "../plain-line.ts";
import { epicNote } from "./epic-note.ts";
import { epicKey } from "./row-key.ts";
import type { RowView } from "./row-view.ts";
import { canMerge, epicActions } from "./task-actions.ts";

const isActive = (task: TaskState): boolean =>
  task.status === "starting" || task.status === "working" || task.status === "retrying" || task.status === "landing";

/** Unknown costs are left out; with none known the sum is unknown too. */
function costOf(tasks: readonly TaskState[]): number | null {
  const known = tasks.map((task) => task.cost).filter((cost) => cost !== null);
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0);
}

function tokensOf(tasks: readonly TaskState[]): Tokens | null {
  const known = tasks.map((task) => task.tokens).filter((tokens) => tokens !== null);
  const [first, ...more] = known;
  if (first === undefined) return null;
  return more.reduce(
    (sum, one) => ({
      input: sum.input + one.input,
      output: sum.output + one.output,
      reasoning: sum.reasoning + one.reasoning,
      cache_read: sum.cache_read + one.cache_read,
      cache_write: sum.cache_write + one.cache_write,
    }),
    first,
  );
}

/** The first start and, when no worker works, the last end of its tasks; null where there is none. */
function timesOf(tasks: readonly TaskState[]): { startedAt: number | null; endedAt: number | null } {
  const starts = tasks.map((task) => task.started_at).filter((at) => at !== null);
  const ends = tasks.map((task) => task.ended_at).filter((at) => at !== null);
  const working = tasks.some((task) => holdsSlot(task.status));
  return {
    startedAt: starts.length === 0 ? null : starts.reduce((a, b) => Math.min(a, b)),
    endedAt: working || ends.length === 0 ? null : ends.reduce((a, b) => Math.max(a, b)),
  };
}

export function isWorking(epic: EpicState): boolean {
  return epic.move !== null || [...epic.tasks.values()].some(isActive);
}

function restingState(epic: EpicState): EpicRow["state"] {
  const status = epicStatus(epic);
  if (status === "waiting" && epic.undone === "revert") return "undone";
  if (status === "done" && epic.landed !== null) return "merged";
  return (status === "done" || status === "waiting") && canMerge(epic) ? "mergeable" : status;
}

export function epicRow(epic: EpicState, view: RowView): EpicRow {
  const tasks = [...epic.tasks.values()];
  const trouble = view.trouble(epic.id);
  const running = isWorking(epic) || (view.isRunning(epic.id) && tasks.some((task) => task.status === "approved"));
  return {
    kind: "epic",
    key: epicKey(epic.id),
    parent: null,
    actions: view.open ? epicActions(epic, trouble !== null) : [],
    title: plainLine(epic.title),
    state: running ? "running" : restingState(epic),
    total: tasks.filter((task) => task.status !== "discarded").length,
    landed: tasks.filter((task) => task.status === "landed").length,
    attention: blockingCount(epic),
    note: epicNote(view.t, epic, trouble),
    cost: costOf(tasks),
    tokens: tokensOf(tasks),
    ...timesOf(tasks),
  };
}
