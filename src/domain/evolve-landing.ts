// Folds what becomes of a task's approved work on its way to the integration branch, and back.
import type { EventData, RecordedEvent } from "./events.ts";
import type { TaskState } from "./task-state.ts";

/** Nothing that spends starts by itself: in an interrupted epic it waits until somebody asks for it, as for a conflict. */
function sentBack(task: TaskState, setback: EventData["task_sent_back"]): TaskState {
  const asked = setback.kind === "conflict";
  const setbacks = task.setbacks + (asked ? 0 : 1);
  const held: TaskState = { ...task, setback, setback_message: null, setbacks, wanted: asked || task.wanted };
  if (setback.to === "person") return { ...held, status: "ready", needs_review: true };
  return { ...held, status: "changes_requested", fresh: false, retry_reason: null };
}

/** Events of other kinds leave it as it is. */
export function evolveLanding(task: TaskState, event: RecordedEvent): TaskState {
  switch (event.type) {
    case "task_landing_started":
      return { ...task, status: "landing", landing: event.data };
    case "task_landing_abandoned":
      return { ...task, status: "approved", landing: null };
    case "task_landed": {
      const landed_from = task.landing?.old ?? null;
      return { ...task, status: "landed", landing: null, landed_commit: event.data.commit, landed_from };
    }
    case "task_sent_back":
      return sentBack(task, event.data);
    case "task_taken_out":
      return { ...task, status: "ready", landed_commit: null, landed_from: null, taken_out: true };
    default:
      return task;
  }
}
