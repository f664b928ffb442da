// What rows are made of besides the epic itself: everything that the events do not tell.
import type { FileChange, Overlap, TaskChanges } from "../../../application/live-swarm.ts";
import type { TaskRef } from "../selection.ts";
import type { Translate } from "../words.ts";

export interface RowView {
  t: Translate;
  /** Things can be done with the swarm: without it rows only show. */
  open: boolean;
  /** Something works on the epic now. */
  isRunning(epicId: string): boolean;
  since(task: TaskRef): number | null;
  /** Newest sign of life of its worker, or null. */
  live(task: TaskRef): string | null;
  /** Files of the pinned commit, or null as long as they are not read. */
  changes(task: TaskRef, commit: string): TaskChanges | null;
  pendingComments(task: TaskRef): number;
  commentsOn(task: TaskRef, file: FileChange): number;
  /** Works that its own would conflict with. */
  overlaps(task: TaskRef): readonly Overlap[];
  /** Its worktree was there when it came to rest and is gone now. */
  worktreeIsGone(task: TaskRef): boolean;
  /** Why the epic could not go on although no event tells it, in one sentence, or null. */
  trouble(epicId: string): string | null;
}
