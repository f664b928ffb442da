// What follows from a new state without anybody asking: blocked and unblocked tasks, approvals, tasks taken up again.
import { dependenciesOf, type EpicState } from "./epic-state.ts";
import { isTampered } from "./evidence.ts";
import type { SwarmEvent } from "./events.ts";
import type { ScopedEvent } from "./scoped-event.ts";
import { holdsUp, type TaskState } from "./task-state.ts";

const ofTask = (epic: EpicState, task: TaskState, event: SwarmEvent): ScopedEvent => ({
  ...event,
  epic_id: epic.id,
  task_id: task.id,
  attempt: task.attempt === 0 ? null : task.attempt,
  session_id: task.session_id,
});

function approvedByPolicy(epic: EpicState, task: TaskState): boolean {
  if (task.status !== "ready" || task.work === null) return false;
  if (epic.options.approve === "none" || task.setback?.commit === task.work.commit) return false;
  if (task.taken_out) return false;
  // A person is at it, and has the last word.
  if (task.parts.length > 0) return false;
  // The word for all was said before anybody saw this.
  if (isTampered(task.work)) return false;
  if (epic.options.approve === "all") return true;
  return (
    task.checks_outcome === "passed" &&
    !task.needs_review &&
    task.completion?.status === "success" &&
    task.work.files_touched.length > 0
  );
}

/** What it waited for has changed, so that the person is told the tasks to mend now. */
const blockedByOthers = (task: TaskState, by: readonly string[]): boolean =>
  task.status === "blocked" && by.join() !== task.blocked_by.join();

function followUp(epic: EpicState, task: TaskState): SwarmEvent | null {
  const blockers = dependenciesOf(epic, task.id).filter((one) => holdsUp(one) && one.status !== "blocked");
  const by = blockers.map((one) => one.id);
  if (blockers.length > 0 && (task.status === "queued" || blockedByOthers(task, by))) {
    return { type: "task_blocked", data: { by } };
  }
  if (task.status === "blocked" && blockers.length === 0) return { type: "task_unblocked", data: {} };
  if (approvedByPolicy(epic, task) && task.work !== null) {
    return { type: "task_approved", data: { commit: task.work.commit } };
  }
  return null;
}

/** Events that follow at once from `epic`; `decided` is what was decided before, so that a resume is seen. */
export function settlePolicies(epic: EpicState, decided: readonly ScopedEvent[]): ScopedEvent[] {
  const resumed = decided.some((event) => event.type === "epic_resumed");
  const events: ScopedEvent[] = [];
  for (const task of epic.tasks.values()) {
    const event: SwarmEvent | null =
      resumed && task.status === "interrupted"
        ? { type: "task_retried", data: { reason: "resumed", fresh: task.session_id === null } }
        : followUp(epic, task);
    if (event !== null) events.push(ofTask(epic, task, event));
  }
  return events;
}
