// What a worktree of ours holds now, as a commit that no ref names: its index, its files and its branch stay as they are.
import { lstat, rm } from "node:fs/promises";
import { GitError, type Repository, type WorkSnapshot } from "../../application/ports/repository.ts";
import { commitTree, treeOf } from "./commit.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { takeSnapshot } from "./snapshot.ts";
import { readWorkerState } from "./worker-state.ts";
import { findOurs } from "./worktree-record.ts";

type Request = Parameters<Repository["snapshotOf"]>[0];

export async function snapshotWork(context: RepositoryContext, request: Request): Promise<WorkSnapshot> {
  const { path, branch, base } = request;
  const ours = await findOurs(context.commonDir, path);
  const folder = await lstat(path).catch(() => null);
  if (ours === null || folder?.isDirectory() !== true)
    throw new GitError("worktree-missing", `There is no worktree of ours at ${path}.`, { path, branch });
  const git = context.git.within(ours);
  const { head, mergeHead } = await readWorkerState(git, ours.gitDir, branch, base);
  const { tree, indexFile } = await takeSnapshot(git, ours.gitDir, { head, base });
  await rm(indexFile, { force: true });
  if (mergeHead === null && tree === (await treeOf(git, head))) return { commit: head, tree };
  const parents = mergeHead === null ? [head] : [head, mergeHead];
  return { commit: await commitTree(git, { tree, parents, message: "Work under way\n", author: null }), tree };
}
