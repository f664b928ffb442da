// Tells a full disk from other failures: git does not always say so, and Node says it in its own words.
import { statfs } from "node:fs/promises";
import { GitError } from "../../application/ports/repository.ts";
import { type FailedCall, gitFailure } from "./git-failure.ts";

/** With less than this left, a write that failed without a reason failed for want of room. */
const nearlyNothing = 64 * 1024;

/** The exception for a failed call, after a look at the disk if git gave no reason that we know. */
export async function failureOnDisk(call: FailedCall, gitDir: string | undefined, cause: unknown): Promise<GitError> {
  const failure = gitFailure(call, cause);
  if (failure.reason !== "failed" || !(await isFull([call.cwd, gitDir ?? call.cwd]))) return failure;
  return fullDisk(call.cwd, failure.details, failure);
}

/** Throws disk-full if that is why a call, whose exit code is no failure in itself, did less than it should. */
export async function refuseFullDisk(call: FailedCall, gitDir: string): Promise<void> {
  const failure = await failureOnDisk(call, gitDir, undefined);
  if (failure.reason === "disk-full") throw failure;
}

/** Runs a step and makes of every error of the file system a GitError: `disk-full`, or `failed` with the path. */
export async function withReasons<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof GitError || !(cause instanceof Error) || !("code" in cause)) throw cause;
    const { code, path } = cause as NodeJS.ErrnoException;
    const details = { code, path };
    if (code === "ENOSPC" || code === "EDQUOT") throw fullDisk(path ?? "here", details, cause);
    throw new GitError("failed", `A file could not be used: ${cause.message}`, details, { cause });
  }
}

function fullDisk(place: string, details: Readonly<Record<string, unknown>>, cause: unknown): GitError {
  return new GitError("disk-full", `The disk is full at ${place}: free some space and try again.`, details, { cause });
}

async function isFull(places: readonly string[]): Promise<boolean> {
  for (const place of new Set(places)) {
    const found = await statfs(place).catch(() => null);
    if (found !== null && (found.bavail * found.bsize < nearlyNothing || (found.files > 0 && found.ffree === 0)))
      return true;
  }
  return false;
}
