// What `when` clauses know of the selected task.
import type { TaskState } from "../../domain/task-state.ts";
import { outcomeOf } from "../../domain/task-table.ts";
import type { PanelParts } from "./panel-parts.ts";
import type { Disposable } from "./signal.ts";

const mayUndoPart = (task: TaskState): boolean =>
  task.parts.length > 0 && outcomeOf("UndoPart", task.status) === "accept";

export function showSelection({ selection, session, setContextKey }: PanelParts): Disposable {
  function show(): void {
    const task = selection.current();
    const state = task === null ? undefined : session.picture.epic(task.epicId)?.tasks.get(task.taskId);
    setContextKey("selectedState", state?.status ?? "");
    setContextKey("canUndoPart", state !== undefined && mayUndoPart(state));
  }
  const stops = [selection.onDidChange(show), session.picture.onDidChange(show), session.onDidChange(show)];
  show();
  return { dispose: () => stops.forEach((stop) => stop.dispose()) };
}
