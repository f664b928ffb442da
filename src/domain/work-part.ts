// A person takes a part of a worker's commit, or takes a part of it back: what that makes of the task.
import type { PartEvents, PartMade } from "./chosen-part.ts";
import type { TaskCommand } from "./commands.ts";
import type { RecordedEvent, SwarmEvent } from "./events.ts";
import { refuse, type Decision } from "./rejection.ts";
import type { TaskState, WorkPart } from "./task-state.ts";

type PartCommand = Extract<TaskCommand, { type: "RejectPart" | "TakePart" | "UndoPart" }>;

export function decidePart(task: TaskState, command: PartCommand): Decision<SwarmEvent> {
  const { work } = task;
  const seen = command.type === "UndoPart" ? command.commit : command.previous;
  if (work?.commit !== seen) return refuse("NotNow", `${task.id} has another commit by now; look at that one first`);
  const last = task.parts.at(-1);
  if (command.type === "UndoPart") {
    if (last === undefined) return { ok: true, events: [] };
    const { checks_outcome, needs_review, work: again } = last.before;
    const { commit, files_touched } = again;
    const data = { commit, undone: seen, files_touched, checks: checks_outcome ?? "none", needs_review };
    return { ok: true, events: [{ type: "part_undone", data }] };
  }
  if (last?.kind === "taken")
    return refuse("NotNow", `a part of ${task.id} was taken already; undo that before you choose anew`);
  const { commit, previous, ref, part, files, files_touched } = command;
  const data: PartMade = { commit, previous, ref, part, files, files_touched };
  if (command.type === "RejectPart") return { ok: true, events: [{ type: "part_rejected", data }] };
  return {
    ok: true,
    events: [
      { type: "part_taken", data },
      { type: "task_approved", data: { commit } },
    ],
  };
}

/** Its checks ran on another commit. `rejected`: the worker's branch follows; what is taken leaves it where it is. */
function withPart(task: TaskState, kind: WorkPart["kind"], data: PartMade): TaskState {
  const { work, checks, checks_outcome, needs_review } = task;
  if (work === null) return task;
  const { commit, previous, ref, part, files, files_touched } = data;
  return {
    ...task,
    status: "ready",
    work: { ...work, commit, ref, files_touched },
    checks: [],
    checks_outcome: "none",
    needs_review: true,
    parts: [...task.parts, { kind, part, files, before: { work, checks, checks_outcome, needs_review } }],
    branch_move: kind === "rejected" ? { from: previous, to: commit } : task.branch_move,
  };
}

function withoutPart(task: TaskState, data: PartEvents["part_undone"]): TaskState {
  const last = task.parts.at(-1);
  if (last === undefined) return task;
  return {
    ...task,
    ...last.before,
    status: "ready",
    parts: task.parts.slice(0, -1),
    branch_move: last.kind === "rejected" ? { from: data.undone, to: data.commit } : task.branch_move,
  };
}

/** Of a commit of the worker that is whole. */
export const noParts: Pick<TaskState, "parts" | "branch_move"> = { parts: [], branch_move: null };

/** Folds one event. Events of other kinds leave the task as it is. */
export function evolvePart(task: TaskState, event: RecordedEvent): TaskState {
  switch (event.type) {
    case "part_rejected":
      return withPart(task, "rejected", event.data);
    case "part_taken":
      return withPart(task, "taken", event.data);
    case "part_undone":
      return withoutPart(task, event.data);
    default:
      return task;
  }
}

/** Why none of it can be done in this state, where the state alone would leave the person wondering. */
export const partNeedsRest = ": its worker is at work, so stop it, or wait until its turn is over";
