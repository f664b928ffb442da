// At which content a file counts as reviewed: what it is now, or for a deleted file what it was.
import type { FileChange } from "../../application/live-swarm.ts";
import type { TaskState } from "../../domain/task-state.ts";

export const contentOf = (file: FileChange): string => file.newBlob ?? file.oldBlob ?? "";

export const isReviewed = (task: TaskState, file: FileChange): boolean =>
  task.reviewed.get(file.path) === contentOf(file);
