// One word for an epic, and the exit code that goes with it.
import type { EpicState } from "./epic-state.ts";
import type { TaskStatus } from "./task-status.ts";

export type EpicStatus = "done" | "waiting" | "failed" | "conflict" | "interrupted" | "refused";

/** The status of an epic when nothing of it runs. */
export function epicStatus(epic: EpicState): EpicStatus {
  const statuses = [...epic.tasks.values()].map((task) => task.status);
  const any = (status: TaskStatus): boolean => statuses.includes(status);
  const over = statuses.every((status) => status === "landed" || status === "discarded");
  if (any("interrupted") || (epic.interrupted !== null && !over)) return "interrupted";
  if (any("conflict") || epic.refusal?.code === "conflict") return "conflict";
  if (any("failed")) return "failed";
  if (epic.refusal !== null) return "refused";
  if (!over || epic.undone !== null) return "waiting";
  return epic.options.land && epic.landed === null && statuses.includes("landed") ? "waiting" : "done";
}

/** Nothing of it is left for a person to decide: it landed, was taken back for good, or was discarded as a whole. */
export function isClosed(epic: EpicState): boolean {
  const statuses = [...epic.tasks.values()].map((task) => task.status);
  const over = statuses.every((status) => status === "landed" || status === "discarded");
  return over && (epic.landed !== null || epic.undone === "revert" || !statuses.includes("landed"));
}

/** 1 when a task failed or was interrupted, something conflicts or the landing was refused; else 0. */
export function exitCodeOf(epic: EpicState): 0 | 1 {
  const statuses = [...epic.tasks.values()].map((task) => task.status);
  const red =
    statuses.includes("failed") ||
    statuses.includes("conflict") ||
    statuses.includes("interrupted") ||
    epic.refusal !== null;
  const wantedLanding = epic.options.land && epic.landed === null && epic.undone === null;
  return red || wantedLanding ? 1 : 0;
}
