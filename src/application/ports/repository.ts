// The socket for git: what a swarm needs of one repository. Nothing here touches the person's checkout but `moveCheckedOut…`.
import type { ChosenFile, LineEdit } from "../../domain/chosen-part.ts";
import type { PathChange } from "../../domain/overlap.ts";
import type { Author, LandingGit } from "./landing-git.ts";
import type { HandMerges } from "./hand-merges.ts";
import type { Patches } from "./patches.ts";

export type GitFailure =
  | "git-missing"
  | "git-too-old"
  | "not-a-repository"
  | "bare"
  | "no-commit"
  | "no-identity"
  | "branch-exists"
  /** An existing ref makes the name impossible (`swarm` blocks `swarm/x`); details.ref names it. */
  | "ref-blocked"
  /** A compare-and-swap lost: the ref is not at the expected commit. */
  | "ref-moved"
  | "worktree-exists"
  | "worktree-missing"
  /** A path that we did not create stands where a worktree should go, or is to be removed. */
  | "not-ours"
  /** Local changes stand in the way; details.files names them. */
  | "would-overwrite"
  /** The person is in the middle of a rebase, merge, cherry-pick, revert or bisect; details.operation. */
  | "operation-in-progress"
  | "unknown-revision"
  /** Another git process holds a lock; details.file names it. */
  | "locked"
  /** A content filter that the repository requires failed; details.filter and details.file. */
  | "filter-failed"
  /** A content is larger than what is read whole; details.size and details.limit, in bytes. */
  | "too-large"
  | "disk-full"
  | "failed";

/** git said no. `details` holds args, exit code and the end of stderr, and what the reason needs. */
export class GitError extends Error {
  override readonly name = "GitError";
  constructor(
    readonly reason: GitFailure,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface WorktreeInfo {
  path: string;
  branch: string | null;
  commit: string | null;
  locked: boolean;
  /** Branch that we made it for, whatever is checked out there now; null: we did not make it, or not here. */
  madeFor: string | null;
}

export interface CollectedWork {
  commit: string;
  files_touched: string[];
  leftovers_committed: boolean;
  irregularities: string[];
}

/** What a worktree held at one moment, as a commit that no ref names. */
export interface WorkSnapshot {
  commit: string;
  tree: string;
}

/** One file that differs between two commits. */
export interface FileChange {
  /** Repository-relative, `/`. */
  path: string;
  /** Where it was before, if it was renamed; else null. */
  from: string | null;
  change: "added" | "modified" | "deleted" | "renamed";
  /** Lines; null for a binary file. */
  added: number | null;
  deleted: number | null;
  /** Ids of its contents (of a submodule: its commit); null on the side where it does not exist. */
  oldBlob: string | null;
  newBlob: string | null;
}

export type { LineEdit, LineRun } from "../../domain/chosen-part.ts";
export type { Author, BranchMove, MergeOutcome, ReplayOutcome, TargetState } from "./landing-git.ts";

/** A tree that holds a part of a change. `apart`: these files cannot stand without changes that are not in the part. `unknown`: the change has no such file or hunk. */
export type PartOutcome =
  | { kind: "tree"; tree: string }
  | { kind: "apart"; files: string[] }
  | { kind: "unknown"; files: string[] };

export interface Repository extends LandingGit, HandMerges, Patches {
  /** Root of the person's checkout, real path. */
  readonly root: string;
  /** `git rev-parse --git-common-dir`, real path. */
  readonly commonDir: string;
  /** Folder that holds our worktrees: `<repo>.swarm` beside the repository, or in the user's state directory. */
  readonly worktreesDir: string;

  head(): Promise<{ branch: string | null; commit: string }>;
  /** Commit of a revision, or null. */
  resolve(revision: string): Promise<string | null>;
  isLocalBranch(name: string): Promise<boolean>;
  /** Full names of all refs below these prefixes, which end with a slash. */
  refsBelow(prefixes: readonly string[]): Promise<string[]>;
  /** Paths that differ from HEAD in the person's checkout, untracked ones included. Looks without any lock. */
  dirtyFiles(): Promise<string[]>;
  /** Digests of what steers git in all worktrees: `.git/config`, hooks, attributes. A worker's bash can change them. */
  settings(): Promise<ReadonlyMap<string, string>>;
  trackedFiles(commit: string): Promise<string[]>;
  /** Text of each file at its commit, in the order asked; null: none there, no text, or more than a person would write (1 MiB). */
  texts(files: readonly { commit: string; path: string }[]): Promise<(string | null)[]>;
  /** Of these paths of a worktree, those that git ignores there. */
  ignored(worktree: string, paths: readonly string[]): Promise<string[]>;
  /** The person's own branches with their commits. A worker's bash can move them. */
  ownBranches(): Promise<ReadonlyMap<string, string>>;
  /** Those that were made, moved or deleted since they were read, and not by us; sorted. */
  movedBranches(since: ReadonlyMap<string, string>): Promise<string[]>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;

  /** Creates a local branch at a commit. Same branch at the same commit already there: fine (idempotent). Throws branch-exists, ref-blocked. */
  createBranch(branch: string, commit: string): Promise<void>;
  /** Moves a full ref by compare-and-swap; `from` null: must not exist. Throws ref-moved, ref-blocked. */
  moveRef(ref: string, to: string, from: string | null): Promise<void>;
  /** Makes a full ref point at a commit, whatever it was. For refs under `refs/opencode-swarm/` only. */
  pin(ref: string, commit: string): Promise<void>;
  deleteBranch(branch: string, at: string): Promise<void>;

  /**
   * A worktree of `branch` for a task. The branch is created at `base` if it does not exist, else it is kept where it is.
   * Survives hooks, smudge filters, spaces and non-ASCII. An existing worktree of ours on that branch is returned as it is.
   */
  addWorktree(request: { epicId: string; taskId: string; branch: string; base: string }): Promise<{ path: string }>;
  worktrees(): Promise<WorktreeInfo[]>;
  /** Is the worktree there, ours, whole and on its branch? `unfit`: ours, but not whole, or its HEAD is elsewhere. */
  worktreeState(path: string): Promise<"ok" | "missing" | "unfit" | "foreign">;
  /**
   * Commits everything that a worker left, whatever state it left it in (branch deleted, HEAD detached or elsewhere), on
   * its branch, and pins the result under `ref`. Runs no hooks and no signing. Links to ignored folders stay out.
   */
  collect(request: {
    path: string;
    branch: string;
    base: string;
    ref: string;
    message: string;
    /** Null: the person. */
    author: Author | null;
  }): Promise<CollectedWork>;
  /**
   * Everything that a worktree of ours holds, uncommitted and untracked files included. Its index, files and branch stay as
   * they are, so a worker may be at work in it. Throws worktree-missing.
   */
  snapshotOf(request: { path: string; branch: string; base: string }): Promise<WorkSnapshot>;
  /**
   * Merges a commit into the branch of a worktree that we created and in which nobody works, as one merge commit. False, and
   * nothing changed: they conflict, or something uncommitted is in the way. It is in there already: true. Throws not-ours.
   */
  catchUp(request: { path: string; commit: string; message: string; author: Author }): Promise<boolean>;
  /**
   * Removes a worktree that we created: whatever is uncommitted or unmerged is pinned under `ref` first; the folder is
   * renamed to a trash and deleted there without following a link. Throws not-ours. Missing: settles git's own record.
   */
  removeWorktree(request: { path: string; ref: string }): Promise<{ pinned: string | null }>;
  /** Bytes on disk below a worktree, links not followed. */
  diskUsage(path: string): Promise<number>;
  /** True when the worktree has nothing uncommitted and nothing untracked. */
  isClean(path: string): Promise<boolean>;

  /** Best common ancestor of two commits, or null when their histories have nothing in common. */
  mergeBase(one: string, other: string): Promise<string | null>;
  /** What differs between two commits, file by file, renames found, in git's order. */
  fileChanges(base: string, commit: string): Promise<FileChange[]>;
  /** Content of a file by its id; null when there is no such file content. Throws too-large. */
  blob(id: string): Promise<Uint8Array | null>;
  /** What turned one content into another, from the top; null when one of them is no text in this repository. */
  lineEdits(oldBlob: string, newBlob: string): Promise<LineEdit[] | null>;
  /** Remote-tracking branches that have a commit, by short name, sorted: others may build on it. */
  publishedIn(commit: string): Promise<string[]>;
  /** Commits that came after `base`, up to `tip`, and changed one of these paths, newest first; at most 20. */
  commitsTouching(base: string, tip: string, paths: readonly string[]): Promise<{ sha: string; subject: string }[]>;
  /** Paths in which two commits or trees differ, sorted. */
  changedFiles(base: string, commit: string): Promise<string[]>;
  /** The same with what became of each path. */
  pathChanges(base: string, commit: string): Promise<PathChange[]>;
  treeOf(commit: string): Promise<string>;
  /**
   * What becomes of a tree when a part of a change is taken, or taken back: `with` is the tree of `base` with the part of
   * `base..commit` and nothing else, `without` the tree of `commit` with everything but the part. Contents are those that
   * `git apply` of the same hunks would leave, byte for byte. A hunk that is taken brings a new name or mode of its file with
   * it; one that is taken back leaves them. Touches no checkout.
   */
  treeOfPart(request: {
    base: string;
    commit: string;
    part: readonly ChosenFile[];
    keep: "with" | "without";
  }): Promise<PartOutcome>;
  /** The tree of `commit`, with these paths as they are in the person's checkout now. Takes no lock and changes nothing there. */
  workspaceTree(request: { commit: string; paths: readonly string[] }): Promise<string>;
  /** Commits between, oldest first: sha and subject. */
  commitsBetween(base: string, commit: string): Promise<{ sha: string; subject: string; author: Author }[]>;
  /** A commit object of a tree. No hooks, no signing. The committer is the person's git identity. */
  commitTree(request: { tree: string; parents: string[]; message: string; author: Author | null }): Promise<string>;
  /** Checks a commit out, detached, in a scratch worktree for as long as `use` runs. */
  withScratch<T>(commit: string, use: (path: string) => Promise<T>): Promise<T>;

  /** Waits for what goes on behind an answer (the deletion of trash). Nothing is lost without it: the next open goes on. */
  close(): Promise<void>;
}
