// What stands between an epic and its merge, as facts: the sentences for them are made where they are shown.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";

/** Tasks that a person has to do something about before the epic can be merged. What is approved lands by itself. */
export const openTasks = (epic: EpicState): TaskState[] =>
  [...epic.tasks.values()].filter(({ status }) => !["landed", "discarded", "approved", "landing"].includes(status));

/** Something of it can still be brought into the person's branch. */
export const mayMerge = (epic: EpicState): boolean =>
  epic.landed === null &&
  epic.undone !== "revert" &&
  [...epic.tasks.values()].some((task) => task.status !== "discarded");

export const mayUndo = (epic: EpicState): boolean => epic.landed !== null;

/** Tasks whose work a merge brings into the branch. */
export const mergedTasks = (epic: EpicState): TaskState[] =>
  [...epic.tasks.values()].filter((task) => task.status === "landed");

/** The same before it: what is approved is in the integration branch by the time of the merge. */
export const comingTasks = (epic: EpicState): TaskState[] =>
  [...epic.tasks.values()].filter(({ status }) => ["landed", "approved", "landing"].includes(status));

/** Files that keep the epic from being merged, with what is the matter with them. */
export function blockingFiles(epic: EpicState): { path: string; taskId: string | null }[] {
  const ofTasks = [...epic.tasks.values()].flatMap((task) =>
    task.status === "conflict" ? task.conflict_files.map((path) => ({ path, taskId: task.id })) : [],
  );
  return [...(epic.refusal?.files ?? []).map((path) => ({ path, taskId: null })), ...ofTasks];
}
