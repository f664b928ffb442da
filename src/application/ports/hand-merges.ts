// The part of the socket for git that is about conflicts: where they are, and a merge that a person makes.
import type { ConflictFile } from "../../domain/conflict.ts";

/** A merge that a person makes in a worktree of ours. Paths are repository-relative and sorted. */
export interface OpenMerge {
  /** False: it was not begun, or it was committed or given up by hand. */
  underWay: boolean;
  /** What git could not merge. */
  files: string[];
  /** Of those, what is not marked as resolved (`git add`). */
  unmerged: string[];
  /** Files in which a conflict marker is left. */
  marked: string[];
}

export interface HandMerges {
  /** Where a merge could not be made, file by file; `sides` are the commits as `merge` was told them. */
  conflictPlaces(
    merged: { tree: string; files: readonly string[] },
    sides: readonly [string, string],
  ): Promise<ConflictFile[]>;
  /**
   * Begins to merge `commit` in a worktree that we created and in which nobody works, and leaves it to a person with its
   * conflicts. It is under way already: nothing is done. Throws not-ours, would-overwrite.
   */
  beginMerge(request: { path: string; commit: string }): Promise<void>;
  /** How far a merge of `theirs` into `ours` is in a worktree. */
  openMerge(request: { path: string; ours: string; theirs: string }): Promise<OpenMerge>;
  /**
   * Takes a merge away: index, files and branch are at `commit` again, and everything that stood there is pinned first, under
   * the name given back, which begins with `ref`.
   */
  dropMerge(request: { path: string; branch: string; commit: string; ref: string }): Promise<{ ref: string }>;
}
