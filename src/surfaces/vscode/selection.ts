// Which task a person selected: the tree says it, the Review view and the commands follow.
import { createSignal, type Listen } from "./signal.ts";

/** A task of an epic. */
export interface TaskRef {
  epicId: string;
  taskId: string;
}

export const sameTask = (one: TaskRef, other: TaskRef): boolean =>
  one.epicId === other.epicId && one.taskId === other.taskId;

export interface Selection {
  current(): TaskRef | null;
  /** Selecting what is selected changes nothing and tells nobody. */
  select(task: TaskRef | null): void;
  onDidChange: Listen<TaskRef | null>;
}

export function createSelection(): Selection {
  const changed = createSignal<TaskRef | null>();
  let current: TaskRef | null = null;
  return {
    current: () => current,
    select(task) {
      if (task?.epicId === current?.epicId && task?.taskId === current?.taskId) return;
      current = task;
      changed.fire(task);
    },
    onDidChange: changed.listen,
  };
}
