// What a landing needs of git: merges and commits computed as objects, and the move of a person's branch.

export interface Author {
  name: string;
  email: string;
}

/** `tree` of a conflict holds what git could merge, and conflict markers in the files that it could not. */
export type MergeOutcome = { kind: "clean"; tree: string } | { kind: "conflict"; tree: string; files: string[] };

/** `merges`: a merge is among the commits, so that one by one they need not say all that the whole says. */
export type ReplayOutcome = { kind: "clean"; commit: string } | { kind: "conflict"; files: string[]; merges: boolean };

/** Where a target branch stands now. */
export interface TargetState {
  branch: string;
  commit: string;
  /** Worktree (the person's own checkout or another of theirs) that has it checked out, or null. */
  checkedOutAt: string | null;
}

/** A planned move of a branch, with everything that a process that finds it half done needs to settle it. */
export interface BranchMove {
  branch: string;
  old: string;
  new: string;
}

export interface LandingGit {
  /** Merge of two commits, computed in memory (`merge-tree`). */
  merge(ours: string, theirs: string): Promise<MergeOutcome>;
  /**
   * The commits of `onto..commit` again: same trees, authors, dates and messages, with `trailers` (lines `Key: value`) added.
   * What they stand on stays what it is. Gives the last one; moves nothing.
   */
  copyCommits(request: { commit: string; onto: string; trailers: readonly string[] }): Promise<string>;
  /** The same one after the other on top of `onto`, as a rebase does: without merges, and without what changes nothing there. */
  replayCommits(request: { commit: string; onto: string; trailers: readonly string[] }): Promise<ReplayOutcome>;

  /** The person, as git names the author of their commits. */
  person(): Promise<Author>;
  /** Authors of the commits of `base..commit`, oldest first, and those whom their messages name as co-authors. */
  authorsBetween(base: string, commit: string): Promise<Author[]>;
  target(branch: string): Promise<TargetState | null>;
  /**
   * Moves a branch of the person, checked out or not: files and index first (refusing to overwrite local changes), the ref
   * last by compare-and-swap. Throws would-overwrite, operation-in-progress, ref-moved. The caller has stored the intent.
   * `aside`: a ref of ours; uncommitted work in the way is kept below it and set aside meanwhile, and comes back merged with
   * what arrived. If it could not without a conflict, would-overwrite is thrown with `details.aside`, and nothing has moved.
   * Gives the paths that somebody changed in between: those were left alone.
   */
  moveBranch(move: BranchMove, aside?: string | null): Promise<string[]>;
  /** After a kill inside moveBranch: finishes it or takes it back. Says which. Idempotent. */
  settleMove(move: BranchMove): Promise<"finished" | "rolled-back">;
  /** Reverts what `move` brought, as a new commit on the branch's tip. Conflict: files. */
  revertCommit(
    move: BranchMove,
    tip: string,
    message: string,
  ): Promise<{ kind: "clean"; commit: string } | { kind: "conflict"; files: string[] }>;
}
