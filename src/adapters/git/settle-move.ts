// After a kill inside moveBranch: ref, index and files are brought together again, forwards or backwards.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BranchMove } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { removeDeadLock } from "./dead-lock.ts";
import type { Git } from "./git.ts";
import { indexLock, ourLockToken, takeIndexLock } from "./index-lock.ts";
import { head, isAncestor, resolve } from "./inspect.ts";
import {
  backIndexFile,
  dropDraft,
  forgetMove,
  moveMark,
  type MoveRecord,
  movesDir,
  newIndexFile,
  readMove,
} from "./move-record.ts";
import { outlive } from "./outlive.ts";
import { moveRefOf } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { settleAside } from "./set-aside.ts";
import { undoFiles } from "./undo-files.ts";

/** Idempotent. Says where the branch is now: at (or beyond) what the move brings, or where it was. */
export async function settleMove(context: RepositoryContext, move: BranchMove): Promise<"finished" | "rolled-back"> {
  await context.moves.add(() => settleBranch(context, move.branch));
  const { git } = context;
  const tip = await resolve(git, branchRef(move.branch));
  if (tip === move.new) return "finished";
  if (tip === null || tip === move.old || !(await isAncestor(git, move.new, tip))) return "rolled-back";
  // The person has gone on from one of the two; an undo goes back, so that its `new` is in both pasts.
  const goesForward = await isAncestor(git, move.old, move.new);
  return goesForward || !(await isAncestor(git, move.old, tip)) ? "finished" : "rolled-back";
}

/**
 * Settles what a killed move left on a branch; nothing left: nothing done. The lock of a killed move is known by its words and
 * its token, so no lock of anybody else is ever removed; the git that moved the files may have outlived its parent and is
 * waited for, known by the token among its arguments. Call it where no other move runs.
 */
export async function settleBranch(context: RepositoryContext, branch: string): Promise<void> {
  const record = await readMove(context.commonDir, branch);
  await dropDraft(context.commonDir, branch);
  if (record !== null) {
    await outlive(moveMark(record.token));
    if (await exists(record.gitDir)) await settleCheckout(context, record);
    await forgetMove(context.commonDir, record);
  }
  await settleAside(context, branch);
}

async function settleCheckout(context: RepositoryContext, record: MoveRecord): Promise<void> {
  const { commonDir, queue } = context;
  const { gitDir, token, path, branch, old } = record;
  const git = context.git.at(path);
  const places = [path, context.root, commonDir, context.worktreesDir];
  const release = await ownLock(gitDir, commonDir, token, record.phase);
  try {
    if (record.phase === "begun" || !(await stillThere(git, record))) return;
    // Of the killed move, if no living git can hold them: it alone knows of the ref's new place.
    const refLocks = [join(gitDir, "HEAD.lock"), join(commonDir, `${branchRef(branch)}.lock`)];
    for (const lock of refLocks) await removeDeadLock(lock, places);
    const tip = await resolve(git, branchRef(branch));
    if (tip === record.new) return;
    if (record.phase === "returning") {
      if (!(await exists(backIndexFile(commonDir, token)))) return;
      // The index is still the new one: the files join it, and the ref gets its second try.
      await undoFiles(git, commonDir, { ...record, old: record.new, new: old });
    } else if (await exists(newIndexFile(commonDir, token))) {
      return await undoFiles(git, commonDir, record);
    }
    if (tip === old) await queue.add(() => moveRefOf(git, record, moveMark(token)));
  } finally {
    await release();
  }
}

/** The lock as the killed move left it, or a new one if somebody took that away. */
async function ownLock(
  gitDir: string,
  commonDir: string,
  token: string,
  phase: MoveRecord["phase"],
): Promise<() => Promise<void>> {
  const ours = (await ourLockToken(gitDir)) === token;
  if (ours) return () => rm(indexLock(gitDir), { force: true });
  return phase === "begun" ? () => Promise.resolve() : takeIndexLock(gitDir, movesDir(commonDir), token);
}

/** False: the folder is gone, or the person has gone on to another branch since. */
async function stillThere(git: Git, { path, branch }: MoveRecord): Promise<boolean> {
  if (!(await exists(path))) return false;
  return (await head(git)).branch === branch;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
