// The worktrees of the repository as git lists them, and what became of one of ours.
import { lstat } from "node:fs/promises";
import type { WorktreeInfo } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import type { Git } from "./git.ts";
import { headRef } from "./head-ref.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs } from "./worktree-record.ts";

/** Every worktree, the person's checkout first. */
export async function listWorktrees(git: Git): Promise<WorktreeInfo[]> {
  const lines = await git.list(["worktree", "list", "--porcelain", "-z"]);
  const found: WorktreeInfo[] = [];
  for (const line of lines) {
    const space = line.indexOf(" ");
    const [key, value] = space === -1 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    const current = found.at(-1);
    if (key === "worktree") found.push({ path: value, branch: null, commit: null, locked: false });
    else if (current === undefined) continue;
    else if (key === "HEAD") current.commit = /^0+$/.test(value) ? null : value;
    else if (key === "branch") current.branch = value.replace(/^refs\/heads\//, "");
    else if (key === "locked") current.locked = true;
  }
  return found;
}

/** `foreign`: somebody else's, or ours no longer on the branch that it was made for. */
export async function worktreeState(
  { git, commonDir }: RepositoryContext,
  path: string,
): Promise<"ok" | "missing" | "foreign"> {
  const folder = await lstat(path).catch(() => null);
  if (folder === null) return "missing";
  const ours = folder.isDirectory() ? await findOurs(commonDir, path) : null;
  if (ours?.record?.ready !== true) return "foreign";
  const { branch } = ours.record;
  const onRef = await headRef(git.within(ours), ours.gitDir);
  return branch !== null && onRef === branchRef(branch) ? "ok" : "foreign";
}
