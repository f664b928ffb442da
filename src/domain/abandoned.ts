// An epic whose owner is gone, as the next owner will record it: what its workers were doing was interrupted.
import type { EpicState } from "./epic-state.ts";
import { occupiesSlot } from "./task-state.ts";

export function abandoned(epic: EpicState): EpicState {
  const tasks = [...epic.tasks.values()];
  if (!tasks.some(occupiesSlot)) return epic;
  const left = tasks.map((task) => (occupiesSlot(task) ? { ...task, status: "interrupted" as const, asks: [] } : task));
  return { ...epic, interrupted: "crash", tasks: new Map(left.map((task) => [task.id, task])) };
}
