// What the review knows of a task that stands in no event yet: comments that were written and not sent.
import type { TaskRef } from "./selection.ts";
import type { Listen } from "./signal.ts";

/** Filled by review/; the tree shows the numbers. */
export interface ReviewFacts {
  pendingComments(task: TaskRef): number;
  commentsOn(task: TaskRef, path: string): number;
  onDidChange: Listen<TaskRef>;
}
