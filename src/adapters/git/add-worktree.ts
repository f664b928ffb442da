// Creates the worktree of a task. Metadata is written in the queue, files are checked out beside other checkouts.
import { lstat, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GitError, type Repository } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { dropWorktree } from "./drop-worktree.ts";
import { resolve } from "./inspect.ts";
import { checkOut, creationMark, type NewWorktree, type StartWorktree, withReason } from "./new-worktree.ts";
import { outlive } from "./outlive.ts";
import { branchTaken, createOwnBranch, describeBranch, dropRef, originRef, setPin } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs, type OurWorktree } from "./worktree-record.ts";
import { makeFolder, makeWorktreesDir } from "./worktrees-folder.ts";

type Request = Parameters<Repository["addWorktree"]>[0];

/** Idempotent: a second call joins the first or returns what stands; a creation that was cut off is finished. */
export function addWorktree(context: RepositoryContext, request: Request): Promise<{ path: string }> {
  const path = join(context.worktreesDir, request.epicId, request.taskId);
  const running = context.creating.get(path);
  if (running !== undefined) return running;
  const creation = context.creations
    .add(() => withReason((start) => create(context, request, path, start)))
    .finally(() => context.creating.delete(path));
  context.creating.set(path, creation);
  return creation;
}

async function create(
  context: RepositoryContext,
  request: Request,
  path: string,
  start: StartWorktree,
): Promise<{ path: string }> {
  await makeWorktreesDir(context.worktreesDir, context.commonDir);
  await makeFolder(dirname(path));
  const { worktree, files, branchIsNew } = await context.queue.add(() => prepare(context, request, path, start));
  try {
    await files;
  } catch (cause) {
    await context.queue.add(() => dropWorktree(context, worktree));
    if (branchIsNew) await forgetBranch(context, request);
    throw cause;
  }
  return { path };
}

async function prepare(
  context: RepositoryContext,
  request: Request,
  path: string,
  start: StartWorktree,
): Promise<NewWorktree & { branchIsNew: boolean }> {
  const { commonDir } = context;
  const standing = await settledOurs(commonDir, path);
  if (standing !== null) {
    const usable = await usableAgain(context, standing, request);
    if (usable !== null) return { ...usable, branchIsNew: false };
  }
  await refuseForeign(path);
  const branchIsNew = await takeBranch(context, request);
  if (!branchIsNew) {
    // Its branch stands: the git of a creation that was cut off may only be on its way to the folder.
    await outlive(creationMark(path));
    if ((await findOurs(commonDir, path)) !== null) return prepare(context, request, path, start);
  }
  try {
    const { branch, base } = request;
    const wanted = { kind: "task" as const, path, branch, base, pid: process.pid, pidStarted: null };
    return { ...(await start(context, wanted)), branchIsNew };
  } catch (cause) {
    if (branchIsNew) await dropRef(context, branchRef(request.branch), request.base);
    throw cause;
  }
}

/** Our worktree at the path, once no git of a creation that was cut off works on it any more. */
async function settledOurs(commonDir: string, path: string): Promise<OurWorktree | null> {
  const standing = await findOurs(commonDir, path);
  if (standing === null || standing.record?.ready === true) return standing;
  await outlive(creationMark(path));
  return findOurs(commonDir, path);
}

/** What stands at our place: to be returned or finished, or (folder gone, or cut off too early) cleared for a new start. */
async function usableAgain(
  context: RepositoryContext,
  standing: OurWorktree,
  request: Request,
): Promise<NewWorktree | null> {
  const { record } = standing;
  const intact = record !== null && (await lstat(join(standing.path, ".git")).catch(() => null)) !== null;
  if (record !== null && record.branch !== request.branch) {
    const details = { path: standing.path, branch: record.branch };
    throw new GitError("worktree-exists", `${standing.path} is our worktree of the branch ${record.branch}.`, details);
  }
  if (intact) {
    const worktree = { ...standing, record };
    return { worktree, files: record.ready ? Promise.resolve() : checkOut(context, worktree) };
  }
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
