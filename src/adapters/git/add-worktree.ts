// Creates the worktree of a task. Metadata is written in the queue, files are checked out beside other checkouts.
import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { join, resolve as resolvePath } from "node:path";
import { GitError, type Repository } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { dropWorktree } from "./drop-worktree.ts";
import { resolve } from "./inspect.ts";
import { branchTaken, createOwnBranch, describeBranch, dropRef, originRef, setPin } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs, lockReason, type OurWorktree, writeRecord, type WorktreeRecord } from "./worktree-record.ts";
import { makeFolder, makeWorktreesDir } from "./worktrees-folder.ts";

type Request = Parameters<Repository["addWorktree"]>[0];

/** Idempotent: a second call joins the first or returns what stands; a creation that was cut off is finished. */
export function addWorktree(context: RepositoryContext, request: Request): Promise<{ path: string }> {
  const path = join(context.worktreesDir, request.epicId, request.taskId);
  const running = context.creating.get(path);
  if (running !== undefined) return running;
  const creation = context.creations
    .add(() => create(context, request, path))
    .finally(() => context.creating.delete(path));
  context.creating.set(path, creation);
  return creation;
}

async function create(context: RepositoryContext, request: Request, path: string): Promise<{ path: string }> {
  const prepared = await context.queue.add(() => prepare(context, request, path));
  if (prepared.worktree.record.ready) return { path };
  try {
    await checkOut(context, prepared.worktree);
  } catch (cause) {
    await context.queue.add(() => dropWorktree(context, prepared.worktree));
    if (prepared.branchIsNew) await forgetBranch(context, request);
    throw cause;
  }
  return { path };
}

export type Recorded = OurWorktree & { record: WorktreeRecord };

async function prepare(
  context: RepositoryContext,
  request: Request,
  path: string,
): Promise<{ worktree: Recorded; branchIsNew: boolean }> {
  const { commonDir, worktreesDir } = context;
  await makeWorktreesDir(worktreesDir, commonDir);
  await makeFolder(join(worktreesDir, request.epicId));
  const standing = await findOurs(commonDir, path);
  if (standing !== null) {
    const recorded = await usableAgain(context, standing, request);
    if (recorded !== null) return { worktree: recorded, branchIsNew: false };
  }
  await refuseForeign(path);
  const branchIsNew = await takeBranch(context, request);
  try {
    const { branch, base } = request;
    const worktree = await addMetadata(context, {
      kind: "task",
      path,
      branch,
      base,
      pid: process.pid,
      pidStarted: null,
    });
    return { worktree, branchIsNew };
  } catch (cause) {
    if (branchIsNew) await dropRef(context, branchRef(request.branch), request.base);
    throw cause;
  }
}

/** What stands at our place: to be returned or finished, or (folder gone, or cut off too early) cleared for a new start. */
async function usableAgain(
  context: RepositoryContext,
  standing: OurWorktree,
  request: Request,
): Promise<Recorded | null> {
  const { record } = standing;
  const intact = record !== null && (await lstat(join(standing.path, ".git")).catch(() => null)) !== null;
  if (record !== null && record.branch !== request.branch) {
    const details = { path: standing.path, branch: record.branch };
    throw new GitError("worktree-exists", `${standing.path} is our worktree of the branch ${record.branch}.`, details);
  }
  if (intact) return { ...standing, record };
  await dropWorktree(context, standing);
  return null;
}

async function refuseForeign(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (found.isDirectory() && (await readdir(path)).length === 0) return;
  throw new GitError("not-ours", `${path} stands where a worktree should go, and we did not create it: move it away.`, {
    path,
  });
}

/** Creates the branch or keeps ours where it is; true if it was created. */
async function takeBranch(context: RepositoryContext, { branch, base }: Request): Promise<boolean> {
  const { git } = context;
  if (await createOwnBranch(context, branch, base)) return true;
  const [found] = await describeBranch(git, branch);
  if (found === undefined)
    throw new GitError("ref-moved", `The branch ${branch} came and went: try again.`, { branch });
  const origin = await resolve(git, originRef(branch));
  if (origin === null) {
    if (found.commit !== base) throw branchTaken(branch, found.commit);
    await setPin(context, originRef(branch), base);
  }
  return false;
}

async function forgetBranch(context: RepositoryContext, { branch, base }: Request): Promise<void> {
  await context.queue.add(async () => {
    await dropRef(context, branchRef(branch), base);
    await dropRef(context, originRef(branch));
  });
}

type Wanted = Pick<WorktreeRecord, "kind" | "path" | "branch" | "base" | "pid" | "pidStarted">;

/** `git worktree add` without files, locked from its first moment, and our record beside it. Call it within the queue. */
export async function addMetadata({ git, worktreesDir, clock }: RepositoryContext, wanted: Wanted): Promise<Recorded> {
  const { path, branch, base } = wanted;
  const where = branch === null ? ["--detach", "--", path, base] : ["--", path, branch];
  await git.answer([
    "worktree",
    "add",
    "--no-checkout",
    "--no-guess-remote",
    "--lock",
    "--reason",
    lockReason(path),
    ...where,
  ]);
  const gitDir = await gitDirOfNew(path);
  const record: WorktreeRecord = { version: 1, ...wanted, worktreesDir, created: clock.now(), ready: false };
  await writeRecord(gitDir, record);
  return { path, gitDir, record };
}

/** Private git directory of a worktree that git has just made: its `.git` file can be believed, nobody else was there yet. */
async function gitDirOfNew(path: string): Promise<string> {
  const link = await readFile(join(path, ".git"), "utf8").catch(() => "");
  const [, gitDir] = /^gitdir: (.+)\n?$/.exec(link) ?? [];
  if (gitDir === undefined) throw new GitError("failed", `git made no record of the worktree ${path}.`, { path });
  // Relative where the person set worktree.useRelativePaths.
  return realpath(resolvePath(path, gitDir));
}

/** Fills a worktree with the files of its HEAD. What is left of an earlier try is overwritten. */
export async function checkOut({ git }: RepositoryContext, worktree: Recorded): Promise<void> {
  await git.within(worktree).answer(["reset", "--hard", "--quiet", "--no-recurse-submodules"]);
  await writeRecord(worktree.gitDir, { ...worktree.record, ready: true });
}
