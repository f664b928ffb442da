// Opens a repository: proves that a swarm can work in it, and fills the port.
import { realpath } from "node:fs/promises";
import PQueue from "p-queue";
import type { Clock } from "../../application/ports/ambient.ts";
import type { Repository } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { addWorktree } from "./add-worktree.ts";
import { collect } from "./collect.ts";
import { fileChanges, mergeBase, readBlob } from "./compare-commits.ts";
import { authorsBetween, person } from "./authors.ts";
import { lineEdits } from "./line-edits.ts";
import { commitTree, treeOf } from "./commit.ts";
import { diskUsage } from "./delete-tree.ts";
import { withReasons } from "./disk-full.ts";
import { createGit } from "./git.ts";
import { gitEnvironment } from "./git-environment.ts";
import { catchUp } from "./catch-up.ts";
import {
  changedFiles,
  commitsBetween,
  dirtyFiles,
  head,
  ignoredPaths,
  isAncestor,
  pathChanges,
  resolve,
  trackedFiles,
} from "./inspect.ts";
import { merge } from "./merge.ts";
import { revertMove } from "./revert-move.ts";
import { copyCommits, replayCommits } from "./copy-commits.ts";
import { conflictPlaces } from "./conflict-places.ts";
import { beginMerge, dropMerge, openedMerge } from "./merge-by-hand.ts";
import { moveBranch } from "./move-branch.ts";
import { commitsTouching, publishedIn } from "./later-commits.ts";
import { treeOfPart } from "./tree-of-part.ts";
import { createObjectReader } from "./object-reader.ts";
import { movedBranches, ownBranches } from "./own-branches.ts";
import { probeRepository } from "./probe-repository.ts";
import { readTexts } from "./read-texts.ts";
import { createRefTransactions } from "./ref-transactions.ts";
import { createBranch, deleteBranch, setPin, swapRef, refsBelow } from "./refs.ts";
import { removeWorktree } from "./remove-worktree.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { settingsState } from "./settings-state.ts";
import { sweepLeftovers, withScratch } from "./scratch-worktree.ts";
import { settleMove } from "./settle-move.ts";
import { snapshotWork } from "./snapshot-work.ts";
import { target } from "./target.ts";
import { writePatches } from "./write-patches.ts";
import { workspaceTree } from "./workspace-tree.ts";
import { isClean } from "./worktree-clean.ts";
import { listWorktrees, worktreeState } from "./worktree-list.ts";
import { chooseWorktreesDir } from "./worktrees-folder.ts";

export interface OpenOptions {
  /** The git program. Default: `git`, found by PATH. */
  git?: string;
  /** Folder for our worktrees. Default: beside the repository, else in the user's state directory. */
  worktreesDir?: string;
  clock?: Clock;
  /** Environment that git and the state directory are taken from. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
}

/** Throws GitError git-missing, git-too-old, not-a-repository, bare, no-commit, no-identity. */
export async function openRepository(dir: string, options: OpenOptions = {}): Promise<Repository> {
  const env = options.env ?? process.env;
  const binding = { binary: options.git ?? "git", environment: gitEnvironment(env), cwd: dir };
  const { root, commonDir } = await probeRepository(createGit(binding));
  const worktreesDir = options.worktreesDir ?? (await chooseWorktreesDir(root, commonDir, env));
  const plain = createGit({ ...binding, cwd: root });
  const objects = createObjectReader(plain, commonDir);
  const context: RepositoryContext = {
    git: createGit({ ...binding, cwd: root, objects }),
    objects,
    root,
    commonDir,
    worktreesDir: await realpath(worktreesDir).catch(() => worktreesDir),
    clock: options.clock ?? { now: () => Date.now() },
    refs: createRefTransactions(plain, commonDir),
    queue: new PQueue({ concurrency: 1 }),
    moves: new PQueue({ concurrency: 1 }),
    creations: new PQueue({ concurrency: 4 }),
    creating: new Map(),
    background: new Set(),
  };
  sweepLeftovers(context);
  return repositoryOn(context);
}

function repositoryOn(context: RepositoryContext): Repository {
  const { git, queue, root, commonDir, worktreesDir } = context;
  return {
    root,
    commonDir,
    worktreesDir,
    head: () => head(git),
    resolve: (revision) => resolve(git, revision),
    refsBelow: (prefixes) => refsBelow(git, prefixes),
    isLocalBranch: async (name) => (await resolve(git, branchRef(name))) !== null,
    dirtyFiles: () => dirtyFiles(git),
    settings: () => settingsState(commonDir),
    trackedFiles: (commit) => trackedFiles(git, commit),
    texts: (files) => readTexts(git, files),
    ignored: (worktree, paths) => ignoredPaths(git.at(worktree), paths),
    ownBranches: () => ownBranches(git),
    movedBranches: (since) => movedBranches(git, since),
    isAncestor: (ancestor, descendant) => isAncestor(git, ancestor, descendant),
    createBranch: (branch, commit) => queue.add(() => createBranch(context, branch, commit)),
    moveRef: (ref, to, from) => queue.add(() => swapRef(context, ref, to, from)),
    pin: (ref, commit) => queue.add(() => setPin(context, ref, commit)),
    deleteBranch: (branch, at) => deleteBranch(context, branch, at),
    addWorktree: (request) => withReasons(() => addWorktree(context, request)),
    worktrees: () => listWorktrees(context),
    worktreeState: (path) => worktreeState(context, path),
    collect: (request) => withReasons(() => collect(context, request)),
    snapshotOf: (request) => withReasons(() => snapshotWork(context, request)),
    removeWorktree: (request) => withReasons(() => removeWorktree(context, request)),
    diskUsage,
    isClean: (path) => withReasons(() => isClean(context, path)),
    mergeBase: (one, other) => mergeBase(git, one, other),
    fileChanges: (base, commit) => fileChanges(git, base, commit),
    blob: (id) => readBlob(git, id),
    lineEdits: (oldBlob, newBlob) => lineEdits(git, oldBlob, newBlob),
    treeOfPart: (request) => withReasons(() => treeOfPart(context, request)),
    workspaceTree: (request) => withReasons(() => workspaceTree(context, request)),
    changedFiles: (base, commit) => changedFiles(git, base, commit),
    pathChanges: (base, commit) => pathChanges(git, base, commit),
    merge: (ours, theirs) => merge(git, ours, theirs),
    conflictPlaces: (merged, sides) => conflictPlaces(git, merged, sides),
    writePatches: (series, how) => withReasons(() => writePatches(git, series, how)),
    beginMerge: (request) => withReasons(() => beginMerge(context, request)),
    openMerge: (request) => openedMerge(context, request),
    dropMerge: (request) => withReasons(() => dropMerge(context, request)),
    treeOf: (commit) => treeOf(git, commit),
    publishedIn: (commit) => publishedIn(git, commit),
    commitsTouching: (base, tip, paths) => commitsTouching(git, base, tip, paths),
    commitsBetween: (base, commit) => commitsBetween(git, base, commit),
    catchUp: (request) => withReasons(() => catchUp(context, request)),
    commitTree: (request) => commitTree(git, request),
    copyCommits: (request) => copyCommits(git, request),
    replayCommits: (request) => replayCommits(git, request),
    withScratch: (commit, use) => withScratch(context, commit, use),
    person: () => person(git),
    authorsBetween: (base, commit) => authorsBetween(git, base, commit),
    target: (branch) => target(git, branch),
    moveBranch: (move, aside) => withReasons(() => moveBranch(context, move, aside)),
    settleMove: (move) => withReasons(() => settleMove(context, move)),
    revertCommit: (move, tip, message) => revertMove(git, move, tip, message),
    close: async () => {
      await queue.onIdle();
      while (context.background.size > 0) await Promise.all(context.background);
      await Promise.all([context.refs.close(), context.objects.close()]);
    },
  };
}
