// Moves a branch of the person: a ref alone, or files, index and ref together where it is checked out.
import { randomBytes } from "node:crypto";
import { realpath, rename } from "node:fs/promises";
import { join } from "node:path";
import { type BranchMove, GitError } from "../../application/ports/repository.ts";
import { copyIndex } from "./copy-index.ts";
import type { Git } from "./git.ts";
import { patientLock } from "./index-lock.ts";
import { changedFiles, dirtyFiles } from "./inspect.ts";
import {
  backIndexFile,
  forgetMove,
  moveMark,
  type MoveRecord,
  movesDir,
  newIndexFile,
  writeMove,
} from "./move-record.ts";
import { obstacles } from "./obstacles.ts";
import { operationIn, operationOn } from "./operation.ts";
import { moveRefOf } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { aroundAside } from "./set-aside.ts";
import { settleBranch } from "./settle-move.ts";
import { target } from "./target.ts";
import { undoFiles } from "./undo-files.ts";

/**
 * Throws would-overwrite, operation-in-progress, ref-moved or locked, and then nothing has changed. `aside`: ref below which
 * uncommitted work in the way is set aside meanwhile; gives the paths of which it did not come back by itself.
 */
export async function moveBranch(
  context: RepositoryContext,
  move: BranchMove,
  aside: string | null = null,
): Promise<string[]> {
  return context.moves.add(() => moveAlone(context, move, aside));
}

async function moveAlone(context: RepositoryContext, move: BranchMove, aside: string | null): Promise<string[]> {
  const { git, commonDir } = context;
  await settleBranch(context, move.branch);
  const found = await target(git, move.branch);
  if (found?.commit === move.new) return [];
  if (found?.commit !== move.old) throw moved(move, found?.commit ?? null);
  refuseDuring(await operationOn(commonDir, move.branch), move.branch);
  if (found.checkedOutAt === null) {
    await context.queue.add(() => moveRefOf(git, move, []));
    return [];
  }
  const there = git.at(found.checkedOutAt);
  const gitDir = await realpath(await there.line(["rev-parse", "--absolute-git-dir"]));
  refuseDuring(await operationIn(gitDir), move.branch);
  const checkout = { path: found.checkedOutAt, gitDir };
  const run = (): Promise<void> => moveCheckedOut(context, move, checkout);
  return aside === null ? run().then(() => []) : aroundAside(context, move, checkout, aside, run);
}

async function moveCheckedOut(
  context: RepositoryContext,
  move: BranchMove,
  { path: checkout, gitDir }: { path: string; gitDir: string },
): Promise<void> {
  const { commonDir, queue } = context;
  const git = context.git.at(checkout);
  const token = randomBytes(8).toString("hex");
  const record: MoveRecord = { ...move, path: checkout, gitDir, token, phase: "begun" };
  await writeMove(commonDir, record);
  const release = await patientLock(gitDir, movesDir(commonDir), token).catch(async (cause: unknown) => {
    await forgetMove(commonDir, record);
    throw cause;
  });
  try {
    await moveFiles(git, commonDir, record);
    await rename(newIndexFile(commonDir, token), join(gitDir, "index"));
    await queue
      .add(() => moveRefOf(git, move, moveMark(token)))
      .catch((cause) => moveBack(git, commonDir, record, cause));
  } catch (cause) {
    await release();
    // Where files could not be put back (a full disk), the record stays for the one who settles it.
    if (!(cause instanceof AggregateError)) await forgetMove(commonDir, record);
    throw cause instanceof AggregateError ? cause.errors[0] : cause;
  }
  await release();
  await forgetMove(commonDir, record);
}

/** Files from `old` to `new`, with the new index in a file of its own. On any failure the files are as they were. */
async function moveFiles(git: Git, commonDir: string, record: MoveRecord): Promise<void> {
  const { token, gitDir, old, new: next } = record;
  const indexFile = newIndexFile(commonDir, token);
  const env = { GIT_INDEX_FILE: indexFile };
  await copyIndex(join(gitDir, "index"), indexFile);
  await git.answer(["update-index", "-q", "--refresh"], { env, expect: [0, 1] });
  const merge = [...moveMark(token), "read-tree", "-m", "-u"];
  await git.answer([...merge, "--dry-run", old, next], { env }).catch((cause) => explain(git, record, cause));
  const inTheWay = await obstacles(git, old, next);
  if (inTheWay.length > 0) throw wouldOverwrite(record, inTheWay, undefined);
  await writeMove(commonDir, { ...record, phase: "moving" });
  try {
    await git.answer([...merge, old, next], { env });
  } catch (cause) {
    // git looks at every path before it touches one: after this refusal nothing has moved.
    if (!(cause instanceof GitError && cause.reason === "would-overwrite")) {
      await undoFiles(git, commonDir, record).catch((failed: unknown) => {
        throw new AggregateError([cause, failed]);
      });
    }
    return explain(git, record, cause);
  }
}

/** The ref could not be moved after the files were: files and index go back. */
async function moveBack(git: Git, commonDir: string, record: MoveRecord, cause: unknown): Promise<never> {
  const { token, gitDir, old, new: next } = record;
  const indexFile = backIndexFile(commonDir, token);
  try {
    await copyIndex(join(gitDir, "index"), indexFile);
    await writeMove(commonDir, { ...record, phase: "returning" });
    await git.answer([...moveMark(token), "read-tree", "-m", "-u", next, old], { env: { GIT_INDEX_FILE: indexFile } });
    await rename(indexFile, join(gitDir, "index"));
  } catch (failed) {
    throw new AggregateError([cause, failed]);
  }
  throw cause;
}

async function explain(git: Git, record: MoveRecord, cause: unknown): Promise<never> {
  if (!(cause instanceof GitError) || cause.reason !== "would-overwrite") throw cause;
  const [moving, dirty] = await Promise.all([changedFiles(git, record.old, record.new), dirtyFiles(git)]);
  const overlaps = (path: string) =>
    moving.some((file) => file === path || file.startsWith(`${path}/`) || path.startsWith(`${file}/`));
  throw wouldOverwrite(record, dirty.filter(overlaps), cause);
}

function wouldOverwrite({ branch, path }: MoveRecord, files: string[], cause: unknown): GitError {
  const message = `Moving ${branch} would overwrite your changes in ${path}: ${files.slice(0, 5).join(", ")}. Commit them or put them aside.`;
  return new GitError("would-overwrite", message, { branch, path, files }, { cause });
}

function moved({ branch, old }: BranchMove, commit: string | null): GitError {
  const where = commit === null ? "is gone" : `is at ${commit.slice(0, 12)}`;
  return new GitError("ref-moved", `The branch ${branch} ${where} and not at ${old.slice(0, 12)}.`, {
    branch,
    expected: old,
    commit,
  });
}

function refuseDuring(operation: string | null, branch: string): void {
  if (operation === null) return;
  const message = `A ${operation} is under way where ${branch} is checked out: finish or abort it first.`;
  throw new GitError("operation-in-progress", message, { operation, branch });
}
