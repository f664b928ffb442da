// What a task becomes when its work is collected and checked: evidence first, the worker's words only where they hold it back.
import type { EpicState } from "./epic-state.ts";
import { needsLook } from "./evidence.ts";
import type { SwarmEvent } from "./events.ts";
import type { TaskState } from "./task-state.ts";

function checksOutcome(task: TaskState): "passed" | "failed" | "none" {
  if (task.checks.length === 0) return "none";
  return task.checks.every((check) => check.exit_code === 0 && !check.timed_out) ? "passed" : "failed";
}

function completed(epic: EpicState, task: TaskState, now: number): SwarmEvent[] {
  if (task.completion === null || task.session_id === null) return [];
  const { status, summary } = task.completion;
  const data = {
    session_id: task.session_id,
    bead_id: task.id,
    epic_id: epic.id,
    status,
    summary,
    files_touched: task.work?.files_touched ?? [],
    duration_ms: task.started_at === null ? 0 : now - task.started_at,
    timestamp: now,
  };
  return [{ type: "worker_completed", data }];
}

const blockedRequest = (task: TaskState): string => `blocked-${task.attempt}`;

/** A worker that says it is blocked asks a person; when nobody is there it has failed. */
function blocked(epic: EpicState, task: TaskState, summary: string, now: number): SwarmEvent {
  if (epic.options.unattended === "decide" && !epic.options.attended) {
    const data = {
      session_id: task.session_id,
      bead_id: task.id,
      epic_id: epic.id,
      error: `the worker is blocked: ${summary}`,
      stack: null,
      timestamp: now,
      code: "reported_blocked" as const,
    };
    return { type: "worker_failed", data };
  }
  const questions = [{ question: summary, options: [] }];
  return { type: "question_asked", data: { request_id: blockedRequest(task), questions } };
}

/** Events that end the attempt of a task whose work was collected and whose checks ran. */
export function finishWork(epic: EpicState, task: TaskState, now: number): SwarmEvent[] {
  // Said twice is asked once: the attempt has ended already and waits for its answer.
  if (task.asks.some((ask) => ask.request_id === blockedRequest(task))) return [];
  const events = completed(epic, task, now);
  if (task.completion?.status === "failed") return events;
  if (task.completion?.status === "blocked") return [...events, blocked(epic, task, task.completion.summary, now)];
  if (task.work === null) return events;
  const { commit, files_touched } = task.work;
  const needs_review = task.completion === null || needsLook(task.work);
  return [
    ...events,
    { type: "task_finished", data: { commit, needs_review, checks: checksOutcome(task), files_touched } },
  ];
}
