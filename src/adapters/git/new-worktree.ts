// `git worktree add`, watched: its metadata is waited for, and its checkout goes on while other worktrees are begun.
import { readFile, realpath } from "node:fs/promises";
import { join, resolve as resolvePath, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GitError } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { pastDeadLocks } from "./dead-lock.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { lockReason, type OurWorktree, writeRecord, type WorktreeRecord } from "./worktree-record.ts";

export type Recorded = OurWorktree & { record: WorktreeRecord };

export interface NewWorktree {
  worktree: Recorded;
  /** Settles when every file is there and our record says so. After a failure git may have taken the worktree away. */
  files: Promise<void>;
}

type Wanted = Pick<WorktreeRecord, "kind" | "path" | "branch" | "base" | "pid" | "pidStarted">;

/** Begins a worktree, locked from its first moment; when it returns, git's metadata and our record stand. Call it within the queue. */
export type StartWorktree = (context: RepositoryContext, wanted: Wanted) => Promise<NewWorktree>;

/** Arguments by which a later process finds the git of a creation that outlived ours. */
export const creationMark = (path: string): string[] => ["--reason", lockReason(path), "--"];

/**
 * Makes a worktree in one step, or, when that failed without a reason that we know, in two: git takes back a worktree whose
 * checkout fails, and what would have told the reason (a full disk) goes with it.
 */
export async function withReason<T>(make: (start: StartWorktree) => Promise<T>): Promise<T> {
  try {
    return await make(startAtOnce);
  } catch (cause) {
    const isUnexplained = cause instanceof GitError && cause.reason === "failed" && cause.details["exitCode"] !== null;
    if (!isUnexplained) throw cause;
    return make(startInSteps);
  }
}

const startAtOnce: StartWorktree = async (context, wanted) => {
  const adding = context.git.answer(addArguments(wanted, []));
  adding.catch(() => undefined);
  const gitDir = await whenMetadataStands(wanted, adding);
  const worktree = await record(context, wanted, gitDir).catch(async (cause: unknown) => {
    await adding;
    throw cause;
  });
  const files = adding.then(() => markReady(worktree));
  files.catch(() => undefined);
  return { worktree, files };
};

const startInSteps: StartWorktree = async (context, wanted) => {
  await context.git.answer(addArguments(wanted, ["--no-checkout"]));
  const worktree = await record(context, wanted, await linkedGitDir(wanted.path));
  const files = checkOut(context, worktree);
  files.catch(() => undefined);
  return { worktree, files };
};

function addArguments({ path, branch, base }: Wanted, how: readonly string[]): string[] {
  const detached = branch === null ? ["--detach"] : [];
  const add = ["worktree", "add", "--quiet", "--no-guess-remote", ...how, ...detached, "--lock"];
  return [...add, ...creationMark(path), path, branch ?? base];
}

/** Private git directory of a worktree that git is making, as soon as git has written all of it but the index. Throws what git throws. */
async function whenMetadataStands(wanted: Wanted, adding: Promise<unknown>): Promise<string> {
  const ended = adding.then(() => true);
  for (;;) {
    // git needs some five milliseconds for it; each look costs a small part of one.
    const isOver = await Promise.race([ended, sleep(2, false)]);
    if (isOver) return linkedGitDir(wanted.path);
    const gitDir = await linkedGitDir(wanted.path).catch(() => null);
    if (gitDir !== null && (await isWhole(gitDir, wanted))) return gitDir;
  }
}

/** HEAD is written last. Where refs are kept in another format it says something else, and git's end is waited for. */
async function isWhole(gitDir: string, { branch, base }: Wanted): Promise<boolean> {
  const [commonDir, head] = await Promise.all(
    ["commondir", "HEAD"].map((name) => readFile(join(gitDir, name), "utf8").catch(() => "")),
  );
  return commonDir !== "" && head === `${branch === null ? base : `ref: ${branchRef(branch)}`}\n`;
}

/** Private git directory of a worktree that git has just made: its `.git` file can be believed, nobody else was there yet. */
async function linkedGitDir(path: string): Promise<string> {
  const link = await readFile(join(path, ".git"), "utf8").catch(() => "");
  const [, gitDir] = /^gitdir: (.+)\n?$/.exec(link) ?? [];
  if (gitDir === undefined) throw new GitError("failed", `git made no record of the worktree ${path}.`, { path });
  // Relative where the person set worktree.useRelativePaths.
  return realpath(resolvePath(path, gitDir));
}

async function record({ worktreesDir, clock }: RepositoryContext, wanted: Wanted, gitDir: string): Promise<Recorded> {
  const made: WorktreeRecord = { version: 1, ...wanted, worktreesDir, created: clock.now(), ready: false };
  await writeRecord(gitDir, made);
  return { path: wanted.path, gitDir, record: made };
}

const markReady = ({ gitDir, record: made }: Recorded): Promise<void> => writeRecord(gitDir, { ...made, ready: true });

/** Fills a worktree with the files of its HEAD. What is left of an earlier try is overwritten. */
export async function checkOut(context: RepositoryContext, worktree: Recorded): Promise<void> {
  const { path, gitDir } = worktree;
  const { root, commonDir } = context;
  // A git that was killed while it checked out left the lock of the index.
  const locks = { isOurs: (file: string) => file.startsWith(gitDir + sep), folders: [path, root, commonDir] };
  const reset = ["reset", "--hard", "--quiet", "--no-recurse-submodules"];
  await pastDeadLocks(locks, () => context.git.within(worktree).answer(reset));
  await markReady(worktree);
}
