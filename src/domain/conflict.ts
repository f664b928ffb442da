// A conflict, in names and places: which files git could not merge, where in them, and who resolves it.
import type { LineRun } from "./chosen-part.ts";

export interface ConflictFile {
  path: string;
  /** Places that git could not merge; 0: the file as a whole (deleted, renamed, no text). */
  count: number;
  /** The first of them, as lines of the file as git leaves it, from marker to marker. */
  hunks: LineRun[];
}

/** Places that are kept of a file. */
export const placesKept = 20;

/** A person resolves it: `onto` is being merged into the worker's commit, in the worker's worktree. */
export interface Resolution {
  commit: string;
  onto: string;
  worktree_path: string;
}

/** What is stored of it. */
export interface ConflictEvents {
  /** `conflicts`: the same files with their places. Absent where nobody looked at them. */
  task_conflicted: { files: string[]; integration: string; conflicts?: ConflictFile[] };
  /** A person resolves the conflict: the merge is made in the worktree after this. */
  resolution_started: Resolution;
  /** The merge was taken away again; `ref` keeps what stood there. */
  resolution_given_up: { ref: string };
  /** A person resolved it: `commit` merges `onto` into the worker's commit `previous`. Its checks follow as events. */
  conflict_resolved: {
    commit: string;
    previous: string;
    onto: string;
    ref: string;
    files_touched: string[];
    checks: "passed" | "failed" | "none";
  };
}

const linesOf = ({ start, count }: LineRun): string => (count === 1 ? `${start}` : `${start}-${start + count - 1}`);

/** `10-14, 30-41`; empty where there is no place. */
export const placesOf = ({ count, hunks }: ConflictFile): string =>
  hunks.map(linesOf).join(", ") + (count > hunks.length ? ", …" : "");

/** `src/a.ts (2 hunks: lines 10-14, 30-41), b.bin`. Files whose places nobody looked at stand by name. */
export function conflictWords(task: { conflict_files: readonly string[]; conflicts: readonly ConflictFile[] }): string {
  const words = task.conflict_files.map((path) => {
    const found = task.conflicts.find((one) => one.path === path);
    if (found === undefined || found.count === 0) return path;
    return `${path} (${found.count === 1 ? "1 hunk" : `${found.count} hunks`}: lines ${placesOf(found)})`;
  });
  return words.join(", ");
}
