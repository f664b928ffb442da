// Removes a worktree of ours after everything in it that exists nowhere else was pinned.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../../application/ports/repository.ts";
import { commitTree, treeOf } from "./commit.ts";
import { dropWorktree } from "./drop-worktree.ts";
import type { Git } from "./git.ts";
import { isAncestor, resolve } from "./inspect.ts";
import { passingName } from "./passing-name.ts";
import { setPin } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { snapshotIndex, takeSnapshot } from "./snapshot.ts";
import { readWorkerState } from "./worker-state.ts";
import { findOurs, type OurWorktree, type WorktreeRecord } from "./worktree-record.ts";

/** A folder that is gone already has its record settled. Throws not-ours for anything that we did not create. */
export async function removeWorktree(
  context: RepositoryContext,
  { path, ref }: { path: string; ref: string },
): Promise<{ pinned: string | null }> {
  const ours = await findOurs(context.commonDir, path);
  const folder = await lstat(path).catch(() => null);
  if (ours === null) {
    if (folder === null) return { pinned: await resolve(context.git, ref) };
    throw new GitError("not-ours", `${path} is no worktree of ours: it stays as it is.`, { path });
  }
  const pinned = ours.record === null ? null : await pinEverything(context, ours, ours.record, ref, folder !== null);
  await context.queue.add(() => dropWorktree(context, ours));
  return { pinned };
}

async function pinEverything(
  context: RepositoryContext,
  ours: OurWorktree,
  record: WorktreeRecord,
  ref: string,
  folderExists: boolean,
): Promise<string | null> {
  const { branch, base } = record;
  if (branch === null) return null;
  // Without its folder a worktree still has its HEAD and log; only they are looked at then.
  const git = context.git.within(folderExists ? ours : { path: ours.gitDir, gitDir: ours.gitDir });
  const state = await readWorkerState(git, ours.gitDir, branch, base);
  const parents = [state.head];
  for (const other of [state.tip, state.autostash, await resolve(git, ref)]) {
    if (other !== null && !(await coveredBy(git, other, parents))) parents.push(other);
  }
  const headTree = await treeOf(git, state.head);
  const tree = folderExists && record.ready ? await everything(git, ours.gitDir, state.head, base) : headTree;
  const isSaved = tree === headTree && parents.length === 1;
  if (isSaved && state.head === base) return null;
  const message = `Worktree ${ours.path} when it was removed\n`;
  const commit = isSaved ? state.head : await commitTree(git, { tree, parents, message, author: null });
  await context.queue.add(() => setPin(context, ref, commit));
  return commit;
}

async function coveredBy(git: Git, commit: string, commits: readonly string[]): Promise<boolean> {
  for (const known of commits) if (await isAncestor(git, commit, known)) return true;
  return false;
}

/** Tree of all files, those of repositories inside the worktree too: their folders are about to go. */
async function everything(git: Git, gitDir: string, head: string, base: string): Promise<string> {
  const snapshot = await takeSnapshot(git, gitDir, { head, base });
  try {
    if (snapshot.nested.length === 0) return snapshot.tree;
    for (const nested of snapshot.nested) {
      const tree = await nestedTree(git, gitDir, nested);
      const env = { GIT_INDEX_FILE: snapshot.indexFile };
      await git.answer(["read-tree", `--prefix=${nested}/`, tree], { env });
    }
    return await git.line(["write-tree"], { env: { GIT_INDEX_FILE: snapshot.indexFile } });
  } finally {
    await rm(snapshot.indexFile, { force: true });
  }
}

async function nestedTree(git: Git, gitDir: string, nested: string): Promise<string> {
  const inside = git.within({ path: join(git.cwd, nested), gitDir });
  const indexFile = join(gitDir, passingName(snapshotIndex));
  const env = { GIT_INDEX_FILE: indexFile };
  try {
    await inside.answer(["read-tree", "--empty"], { env });
    await inside.answer(["add", "--all", "--sparse", "--ignore-errors", "--", "."], { env, expect: [0, 1] });
    return await inside.line(["write-tree"], { env });
  } finally {
    await rm(indexFile, { force: true });
  }
}
