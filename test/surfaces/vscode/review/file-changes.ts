// Changes of a task as the core tells them.
import type { FileChange, TaskChanges } from "../../../../src/application/live-swarm.ts";

/** An object id that is told apart by one digit. */
export const objectId = (digit: string): string => digit.repeat(40);

export const fileChange = (path: string, said: Partial<FileChange> = {}): FileChange => ({
  path,
  from: null,
  change: "modified",
  added: 1,
  deleted: 1,
  oldBlob: objectId("a"),
  newBlob: objectId("b"),
  ...said,
});

export const taskChanges = (...files: FileChange[]): TaskChanges => ({
  epic_id: "epic",
  task_id: "docs",
  base: objectId("0"),
  commit: objectId("c"),
  files,
});
