// The worktrees of the repository as git lists them, and what became of one of ours.
import { lstat } from "node:fs/promises";
import type { Repository, WorktreeInfo } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { headRef } from "./head-ref.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs, madeForBranch, ourWorktrees } from "./worktree-record.ts";

/** Every worktree, the person's checkout first. */
export async function listWorktrees({ git, commonDir }: RepositoryContext): Promise<WorktreeInfo[]> {
  const [lines, ours] = await Promise.all([
    git.list(["worktree", "list", "--porcelain", "-z"]),
    ourWorktrees(commonDir),
  ]);
  const branches = new Map(ours.map((one) => [one.path, madeForBranch(one)]));
  const found: WorktreeInfo[] = [];
  for (const line of lines) {
    const space = line.indexOf(" ");
    const [key, value] = space === -1 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    const current = found.at(-1);
    if (key === "worktree")
      found.push({ path: value, branch: null, commit: null, locked: false, madeFor: branches.get(value) ?? null });
    else if (current === undefined) continue;
    else if (key === "HEAD") current.commit = /^0+$/.test(value) ? null : value;
    else if (key === "branch") current.branch = value.replace(/^refs\/heads\//, "");
    else if (key === "locked") current.locked = true;
  }
  return found;
}

export async function worktreeState(
  { git, commonDir }: RepositoryContext,
  path: string,
): ReturnType<Repository["worktreeState"]> {
  const folder = await lstat(path).catch(() => null);
  if (folder === null) return "missing";
  const ours = folder.isDirectory() ? await findOurs(commonDir, path) : null;
  if (ours === null) return "foreign";
  if (ours.record?.ready !== true) return "unfit";
  const { branch } = ours.record;
  const onRef = await headRef(git.within(ours), ours.gitDir);
  return branch !== null && onRef === branchRef(branch) ? "ok" : "unfit";
}
