// Which of a commit's changes a person means: whole files, or single hunks of them.

/** Lines of a content that stand in place of others: the first one from 1, and how many. None: right behind line `start`. */
export interface LineRun {
  start: number;
  count: number;
}

/** A hunk without its surroundings: lines that go, and those that come in their place. */
export interface LineEdit {
  old: LineRun;
  new: LineRun;
}

export interface ChosenFile {
  /** As the commit has it; of a deleted file, as it was. */
  path: string;
  /** Null: all that happened to the file. Else some of its hunks, as they stand between its two contents. */
  hunks: LineEdit[] | null;
}

/** What a person wants of a commit, or not. */
export interface PartWish {
  /** The commit that the person looked at. */
  commit: string;
  part: readonly ChosenFile[];
}

/** The commit that was made of a part of a commit. */
export interface PartMade {
  commit: string;
  /** The commit that the person looked at, which stays pinned. */
  previous: string;
  /** Keeps `commit`. */
  ref: string;
  part: ChosenFile[];
  /** Files that `previous` changes, renames counted once. */
  files: number;
  /** What `commit` changes since the task's base. */
  files_touched: string[];
}

/** What is stored of it. */
export interface PartEvents {
  /** A person took a part of the work back. The worker's branch goes on from `commit`, which follows `previous`. */
  part_rejected: PartMade;
  /** A person took a part of the work: `commit` holds it and nothing else. The worker's branch keeps the rest. */
  part_taken: PartMade;
  /** The last of those two was undone: `commit` is the work again, with the evidence that it had. */
  part_undone: {
    commit: string;
    undone: string;
    files_touched: string[];
    checks: "passed" | "failed" | "none";
    needs_review: boolean;
  };
}

const sameRun = (one: LineRun, other: LineRun): boolean => one.start === other.start && one.count === other.count;

export const sameEdit = (one: LineEdit, other: LineEdit): boolean =>
  sameRun(one.old, other.old) && sameRun(one.new, other.new);
