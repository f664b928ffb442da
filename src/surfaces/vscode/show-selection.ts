// What `when` clauses know of the selected task.
import type { PanelParts } from "./panel-parts.ts";
import type { Disposable } from "./signal.ts";

export function showSelection({ selection, session, setContextKey }: PanelParts): Disposable {
  function show(): void {
    const task = selection.current();
    const state = task === null ? undefined : session.picture.epic(task.epicId)?.tasks.get(task.taskId);
    setContextKey("selectedState", state?.status ?? "");
  }
  const stops = [selection.onDidChange(show), session.picture.onDidChange(show), session.onDidChange(show)];
  show();
  return { dispose: () => stops.forEach((stop) => stop.dispose()) };
}
