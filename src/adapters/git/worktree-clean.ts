// Is there anything in a worktree that no commit has?
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { GitError } from "../../application/ports/repository.ts";
import { linksToIgnored } from "./ignored-links.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs } from "./worktree-record.ts";

/** Links that stand for ignored folders do not count, nor what a creation that was cut off lacks. Throws worktree-missing. Takes no lock. */
export async function isClean({ git, commonDir }: RepositoryContext, path: string): Promise<boolean> {
  if (!(await lstat(path).catch(() => null)))
    throw new GitError("worktree-missing", `The worktree ${path} is gone.`, { path });
  const ours = await findOurs(commonDir, path);
  if (ours !== null && ours.record?.ready !== true) return true;
  const here = ours === null ? git.at(path) : git.within(ours);
  const records = await here.list(["status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames"]);
  if (records.some((record) => !record.startsWith("?? "))) return false;
  const untracked = records.map((record) => record.slice(3));
  if (ours === null) return untracked.length === 0;
  const links: string[] = [];
  for (const file of untracked) {
    const found = file.endsWith("/") ? null : await lstat(join(path, file)).catch(() => null);
    if (!found?.isSymbolicLink()) return false;
    links.push(file);
  }
  return (await linksToIgnored(here, ours.gitDir, links)).length === links.length;
}
