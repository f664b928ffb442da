// Collects what a worker did, whatever state it left its worktree in, as one pinned commit on its branch.
import { lstat, readFile, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CollectedWork, GitError, type Repository } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { chooseWork } from "./choose-work.ts";
import { commitTree, treeOf } from "./commit.ts";
import type { Git } from "./git.ts";
import { removeDeadLock } from "./dead-lock.ts";
import { headRef } from "./head-ref.ts";
import { indexLock, takeIndexLock } from "./index-lock.ts";
import { rawChanges, resolve } from "./inspect.ts";
import { irregularities } from "./irregularities.ts";
import { operationFiles } from "./operation.ts";
import { setPin, swapRef } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { readWorkerState, type WorkerState } from "./worker-state.ts";
import { findOurs, type OurWorktree } from "./worktree-record.ts";

type Request = Parameters<Repository["collect"]>[0];

export async function collect(context: RepositoryContext, request: Request): Promise<CollectedWork> {
  const { path, branch, base, ref } = request;
  const ours = await presentWorktree(context, path, branch);
  const { gitDir } = ours;
  const git = context.git.within(ours);
  const state = await readWorkerState(git, gitDir, branch, base);
  const snapshot = await takeSnapshot(git, gitDir, { head: state.head, base });
  try {
    const left = await commitLeftovers(git, state, snapshot, request);
    const choice = await chooseWork(git, state, left, request);
    const branchMade = await context.queue.add(async () => {
      await setPin(context, ref, choice.commit);
      if (choice.aside !== null) await setPin(context, `${ref}-head`, choice.aside);
      if (state.autostash !== null) await setPin(context, `${ref}-autostash`, state.autostash);
      return moveOwnBranch(context, branch, choice.commit, state.tip);
    });
    // A commit that was just made of the snapshot holds it, without asking git again.
    const holdsSnapshot = choice.commit === left && left !== state.head && left !== state.tip;
    const tidy = branchMade && (await tidyUp(git, ours, branch, snapshot, holdsSnapshot ? null : choice.commit));
    const changes = await rawChanges(git, base, choice.commit);
    const linked = await isLinked(ours);
    const facts = { request, state, snapshot, choice, branchMade, tidy, linked, changes };
    return {
      commit: choice.commit,
      files_touched: changes.map((change) => change.path).sort(),
      leftovers_committed: left !== state.head && left !== state.tip && choice.includesLeft,
      irregularities: await irregularities(git, facts),
    };
  } finally {
    await rm(snapshot.indexFile, { force: true });
  }
}

/** What we run in the worktree names its git directory; what a worker runs goes by this link. */
async function isLinked({ path, gitDir }: OurWorktree): Promise<boolean> {
  const link = await readFile(join(path, ".git"), "utf8").catch(() => "");
  const target = link.startsWith("gitdir: ")
    ? await realpath(link.slice("gitdir: ".length).trim()).catch(() => null)
    : null;
  return target === gitDir;
}

/** Throws worktree-missing with the branch's commit, or not-ours. */
async function presentWorktree(
  { git, commonDir }: RepositoryContext,
  path: string,
  branch: string,
): Promise<OurWorktree> {
  const ours = await findOurs(commonDir, path);
  const folder = await lstat(path).catch(() => null);
  if (folder === null) {
    const commit = await resolve(git, branchRef(branch));
    const rest = commit === null ? "and its branch too" : `its branch ${branch} is at ${commit.slice(0, 12)}`;
    throw new GitError("worktree-missing", `The worktree ${path} is gone; ${rest}.`, { path, branch, commit });
  }
  if (ours === null || !folder.isDirectory())
    throw new GitError("not-ours", `${path} is no worktree of ours.`, { path });
  return ours;
}

/** The commit that holds everything in the folder: HEAD or the branch itself if they do already. */
async function commitLeftovers(
  git: Git,
  state: WorkerState,
  { tree }: Snapshot,
  { message, author }: Request,
): Promise<string> {
  if (state.mergeHead === null) {
    if (tree === (await treeOf(git, state.head))) return state.head;
    const { tip } = state;
    if (tip !== null && tip !== state.head && tree === (await treeOf(git, tip))) return tip;
  }
  const parents = state.mergeHead === null ? [state.head] : [state.head, state.mergeHead];
  return commitTree(git, { tree, parents, message, author });
}

/** False: another branch makes the name impossible; the work is pinned all the same. */
async function moveOwnBranch(
  context: RepositoryContext,
  branch: string,
  commit: string,
  tip: string | null,
): Promise<boolean> {
  if (tip === commit) return true;
  try {
    await swapRef(context, branchRef(branch), commit, tip);
    return true;
  } catch (cause) {
    if (cause instanceof GitError && cause.reason === "ref-blocked") return false;
    throw cause;
  }
}

/** Leaves the worktree on its branch with nothing pending; `commit` null: it is known to hold the snapshot. False: a process still holds the index. */
async function tidyUp(
  git: Git,
  { path, gitDir }: OurWorktree,
  branch: string,
  snapshot: Snapshot,
  commit: string | null,
): Promise<boolean> {
  for (const lock of [indexLock(gitDir), join(gitDir, "HEAD.lock")])
    if (!(await removeDeadLock(lock, [path]))) return false;
  const release = await takeIndexLock(gitDir, gitDir, "collect");
  try {
    await rename(snapshot.indexFile, join(gitDir, "index"));
    for (const name of operationFiles) await rm(join(gitDir, name), { recursive: true, force: true });
    if ((await headRef(git, gitDir)) !== branchRef(branch))
      await git.answer(["symbolic-ref", "-m", "opencode-swarm: back on its branch", "HEAD", branchRef(branch)]);
  } finally {
    await release();
  }
  if (commit !== null && (await treeOf(git, commit)) !== snapshot.tree)
    await git.answer(["read-tree", "--reset", "-u", commit]);
  return true;
}
