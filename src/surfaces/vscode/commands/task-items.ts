// Tasks as entries of a list to choose from, with their full text, so that a list can stand for the tree.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { inertLine } from "../plain-line.ts";
import type { TaskRef } from "../selection.ts";
import { activityOf } from "../tree/activity.ts";
import type { Translate } from "../words.ts";
import { iconOf, wordOf } from "./status-look.ts";

export interface TaskItem {
  label: string;
  description: string;
  detail: string;
  task: TaskRef;
}

/** The tasks of one epic, under its title. */
export interface TaskGroup {
  title: string;
  items: TaskItem[];
}

function itemOf(t: Translate, epic: EpicState, task: TaskState): TaskItem {
  return {
    label: `${iconOf(task.status)} ${inertLine(task.plan.title)}`,
    description: `${task.id} · ${wordOf(t, task.status, epic.landed !== null)}`,
    detail: inertLine(activityOf(t, epic, task, null)),
    task: { epicId: epic.id, taskId: task.id },
  };
}

/** The newest epic first; epics without a task that suits are left out. */
export function taskGroups(
  t: Translate,
  epics: readonly EpicState[],
  suits: (task: TaskState, epic: EpicState) => boolean,
): TaskGroup[] {
  const groups = epics.toReversed().map((epic) => ({
    title: inertLine(epic.title),
    items: [...epic.tasks.values()].filter((task) => suits(task, epic)).map((task) => itemOf(t, epic, task)),
  }));
  return groups.filter((group) => group.items.length > 0);
}
