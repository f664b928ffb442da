// Lets a worktree of ours go: folder to the trash in one rename, then git's record, then the trash, without following a link.
import { randomBytes } from "node:crypto";
import { lstat, mkdir, rename, rmdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GitError } from "../../application/ports/repository.ts";
import { deleteTree } from "./delete-tree.ts";
import type { RepositoryContext } from "./repository-context.ts";
import type { OurWorktree } from "./worktree-record.ts";
import { makeFolder, makeWorktreesDir } from "./worktrees-folder.ts";

/** Folder of the worktrees that wait to be deleted. */
export const trashName = ".trash";

/** Drops folder and record. Saves nothing: who calls it has pinned what is worth keeping. */
export async function dropWorktree(context: RepositoryContext, worktree: OurWorktree): Promise<void> {
  await toTrash(context, worktree);
  await dropRecord(context, worktree);
}

async function toTrash(context: RepositoryContext, { path, record }: OurWorktree): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) {
    throw new GitError("not-ours", `${path} was a worktree of ours and is now a link or a file: move it away.`, {
      path,
    });
  }
  const worktreesDir = record?.worktreesDir ?? context.worktreesDir;
  await makeWorktreesDir(worktreesDir, context.commonDir);
  const trash = join(worktreesDir, trashName);
  await makeFolder(trash);
  const doomed = join(trash, `${basename(dirname(path))}-${basename(path)}-${randomBytes(6).toString("hex")}`);
  try {
    await rename(path, doomed);
  } catch (cause) {
    throw new GitError(
      "failed",
      `${path} could not be moved away: a program may have a file of it open.`,
      { path },
      { cause },
    );
  }
  deleteLater(context, doomed);
}

/**
 * Removes `.git/worktrees/<name>` of this worktree only (`git worktree prune` would take others too, and `remove` refuses a
 * creation that was cut off). One rename makes it vanish whole: a half removed record would no longer be known as ours.
 */
async function dropRecord({ commonDir }: RepositoryContext, { gitDir }: OurWorktree): Promise<void> {
  const trash = join(commonDir, "opencode-swarm", "trash");
  await mkdir(trash, { recursive: true });
  const doomed = join(trash, randomBytes(8).toString("hex"));
  await rename(gitDir, doomed).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw cause;
  });
  await deleteTree(doomed);
  // As git does: no empty folder stays behind.
  await rmdir(dirname(gitDir)).catch(() => undefined);
}

/** Deletes something in the trash after the answer was given. A failure leaves it for the sweep of the next start. */
export function deleteLater({ background }: RepositoryContext, path: string): void {
  const deletion: Promise<void> = deleteTree(path)
    .catch(() => undefined)
    .finally(() => background.delete(deletion));
  background.add(deletion);
}
