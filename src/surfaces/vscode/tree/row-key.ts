// The keys of rows: an epic, a task of it, a file of that.
import type { TaskRef } from "../selection.ts";
import { taskKey } from "../session/picture.ts";

export type RowTarget =
  | { kind: "epic"; epicId: string }
  | ({ kind: "task" } & TaskRef)
  | ({ kind: "file"; path: string } & TaskRef);

export const epicKey = (epicId: string): string => epicId;
export const taskRowKey = ({ epicId, taskId }: TaskRef): string => taskKey(epicId, taskId);
export const fileKey = (task: TaskRef, path: string): string => `${taskRowKey(task)}/${path}`;

/** What a key names, or null for what is none. Ids hold no slash, paths may. */
export function targetOf(key: string): RowTarget | null {
  const match = /^([^/]+)(?:\/([^/]+)(?:\/(.+))?)?$/s.exec(key);
  const [, epicId, taskId, path] = match ?? [];
  if (epicId === undefined) return null;
  if (taskId === undefined) return { kind: "epic", epicId };
  return path === undefined ? { kind: "task", epicId, taskId } : { kind: "file", epicId, taskId, path };
}
