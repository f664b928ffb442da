// A commit checked out for as long as somebody looks at it, and the sweep of what killed processes left.
import { lstat, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { deleteTree } from "./delete-tree.ts";
import { withReasons } from "./disk-full.ts";
import { deleteLater, dropWorktree, trashName } from "./drop-worktree.ts";
import { creationMark, type Recorded, type StartWorktree, withReason } from "./new-worktree.ts";
import { outlive, someoneSays } from "./outlive.ts";
import { isOfTheDead, passingName } from "./passing-name.ts";
import { processLives, processStart } from "./process-liveness.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { snapshotIndex } from "./snapshot.ts";
import { type OurWorktree, ourWorktrees } from "./worktree-record.ts";
import { makeFolder, makeWorktreesDir } from "./worktrees-folder.ts";

const scratchName = ".scratch";

/** Checks a commit out, detached, and removes it again whatever `use` does. */
export async function withScratch<T>(
  context: RepositoryContext,
  commit: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const worktree = await withReasons(() => withReason((start) => makeScratch(context, commit, start)));
  try {
    return await use(worktree.path);
  } finally {
    await context.queue.add(() => dropWorktree(context, worktree));
  }
}

async function makeScratch(context: RepositoryContext, commit: string, start: StartWorktree): Promise<Recorded> {
  const pidStarted = await processStart(process.pid);
  const folder = join(context.worktreesDir, scratchName);
  const path = join(folder, passingName(""));
  const { worktree, files } = await context.queue.add(async () => {
    await makeWorktreesDir(context.worktreesDir, context.commonDir);
    await makeFolder(folder);
    const wanted = { kind: "scratch" as const, path, branch: null, base: commit, pid: process.pid, pidStarted };
    return start(context, wanted);
  });
  try {
    await files;
    return worktree;
  } catch (cause) {
    await context.queue.add(() => dropWorktree(context, worktree));
    throw cause;
  }
}

/** At a start: drops scratch worktrees whose process is dead and what git had only begun to make, and deletes what waits in the trash, beside other work. */
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
    if (await isLeft(worktree)) await context.queue.add(() => dropWorktree(context, worktree));
    else if (await isHeadless(worktree)) await context.queue.add(() => dropHeadless(context, worktree));
    else await sweepIndexes(worktree);
  }
}

/** A scratch worktree of a dead process. A kill while it was made leaves one whose name is all that tells of it. */
async function isLeft({ path, record }: OurWorktree): Promise<boolean> {
  if (record !== null) return record.kind === "scratch" && !(await processLives(record.pid, record.pidStarted));
  if (basename(dirname(path)) !== scratchName || !(await isOfTheDead(basename(path), ""))) return false;
  await outlive(creationMark(path));
  return true;
}

/**
 * One whose git was killed before it wrote where HEAD is: nobody was ever there, and as long as it stands, `git gc` fails in
 * the person's repository. A git that lives is known by its arguments, which Windows does not tell.
 */
async function isHeadless({ path, gitDir, record }: OurWorktree): Promise<boolean> {
  if (process.platform === "win32" || record !== null || (await hasHead(gitDir))) return false;
  if (await someoneSays(creationMark(path))) return false;
  // One that ended between the two looks has written it.
  return !(await hasHead(gitDir));
}

/** Looks once more: a creation that waited in the queue may have begun anew in its place. */
async function dropHeadless(context: RepositoryContext, worktree: OurWorktree): Promise<void> {
  if (await isHeadless(worktree)) await dropWorktree(context, worktree);
}

/** Zeros stand there while git makes a worktree. */
async function hasHead(gitDir: string): Promise<boolean> {
  return !/^0*\n?$/.test(await readFile(join(gitDir, "HEAD"), "utf8").catch(() => ""));
}

/** What a process made for itself in a worktree's git directory and was killed before it took it away. */
async function sweepIndexes({ gitDir }: OurWorktree): Promise<void> {
  for (const name of await readdir(gitDir).catch(() => []))
    if (await isOfTheDead(name, snapshotIndex)) await rm(join(gitDir, name), { force: true });
}
