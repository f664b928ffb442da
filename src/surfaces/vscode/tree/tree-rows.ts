// The rows of epics in the order in which they are drawn: the newest epic first, its tasks in plan order, their files.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { Row } from "../../../protocol.ts";
import { epicRow } from "./epic-row.ts";
import { fileRow } from "./file-row.ts";
import type { RowView } from "./row-view.ts";
import { taskRow } from "./task-row.ts";

/** A task with its files. */
export function taskRows(epic: EpicState, task: TaskState, view: RowView): Row[] {
  const ref = { epicId: epic.id, taskId: task.id };
  const changes = task.work === null ? null : view.changes(ref, task.work.commit);
  return [taskRow(epic, task, view), ...(changes?.files ?? []).map((file) => fileRow(ref, task, file, view))];
}

/** An epic with everything below it. */
export const epicRows = (epic: EpicState, view: RowView): Row[] => [
  epicRow(epic, view),
  ...[...epic.tasks.values()].flatMap((task) => taskRows(epic, task, view)),
];

export const allRows = (epics: readonly EpicState[], view: RowView): Row[] =>
  epics.toReversed().flatMap((epic) => epicRows(epic, view));
