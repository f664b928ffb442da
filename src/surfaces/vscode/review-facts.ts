// What the review knows of a task that stands in no event yet: comments that were written and not sent.
import type { FileChange } from "../../application/live-swarm.ts";
import type { TaskRef } from "./selection.ts";
import type { Listen } from "./signal.ts";

/** Filled by review/; the tree shows the numbers. */
export interface ReviewFacts {
  pendingComments(task: TaskRef): number;
  /** On either side of a file. */
  commentsOn(task: TaskRef, file: FileChange): number;
  onDidChange: Listen<TaskRef>;
}
