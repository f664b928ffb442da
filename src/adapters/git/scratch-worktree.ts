// A commit checked out for as long as somebody looks at it, and the sweep of what killed processes left.
import { randomBytes } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { addMetadata, checkOut } from "./add-worktree.ts";
import { deleteTree } from "./delete-tree.ts";
import { withReasons } from "./disk-full.ts";
import { deleteLater, dropWorktree, trashName } from "./drop-worktree.ts";
import { processLives, processStart } from "./process-liveness.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { ourWorktrees } from "./worktree-record.ts";
import { makeFolder, makeWorktreesDir } from "./worktrees-folder.ts";

const scratchName = ".scratch";

/** Checks a commit out, detached, and removes it again whatever `use` does. */
export async function withScratch<T>(
  context: RepositoryContext,
  commit: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const pidStarted = await processStart(process.pid);
  const worktree = await withReasons(() => context.queue.add(() => prepareScratch(context, commit, pidStarted)));
  try {
    await withReasons(() => checkOut(context, worktree));
    return await use(worktree.path);
  } finally {
    await context.queue.add(() => dropWorktree(context, worktree));
  }
}

async function prepareScratch(context: RepositoryContext, commit: string, pidStarted: string | null) {
  await makeWorktreesDir(context.worktreesDir, context.commonDir);
  const folder = join(context.worktreesDir, scratchName);
  await makeFolder(folder);
  const path = join(folder, randomBytes(6).toString("hex"));
  return addMetadata(context, { kind: "scratch", path, branch: null, base: commit, pid: process.pid, pidStarted });
}

/** At a start: drops scratch worktrees whose process is dead and deletes what waits in the trash, beside other work. */
export function sweepLeftovers(context: RepositoryContext): void {
  const sweep: Promise<void> = sweepNow(context)
    .catch(() => undefined)
    .finally(() => context.background.delete(sweep));
  context.background.add(sweep);
}

async function sweepNow(context: RepositoryContext): Promise<void> {
  const trash = join(context.worktreesDir, trashName);
  const isFolder = await lstat(trash).then(
    (found) => found.isDirectory(),
    () => false,
  );
  for (const name of isFolder ? await readdir(trash) : []) deleteLater(context, join(trash, name));
  await deleteTree(join(context.commonDir, "opencode-swarm", "trash"));
  for (const worktree of await ourWorktrees(context.commonDir)) {
    const { record } = worktree;
    if (record?.kind !== "scratch" || (await processLives(record.pid, record.pidStarted))) continue;
    await context.queue.add(() => dropWorktree(context, worktree));
  }
}
