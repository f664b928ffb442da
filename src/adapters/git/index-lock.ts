// The lock of an index, taken by us with words that name us.
import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GitError } from "../../application/ports/repository.ts";

const ourWords = "opencode-swarm holds this lock while it moves files: ";

export const indexLock = (gitDir: string): string => join(gitDir, "index.lock");

/**
 * Takes `<gitDir>/index.lock`, so that no other git changes the index meanwhile. The file says that it is ours and `token`
 * from its first moment (a real index begins with DIRC), so whoever finds it after a kill knows. `stateDir`: ours, on the
 * same file system. Throws locked.
 */
export async function takeIndexLock(gitDir: string, stateDir: string, token: string): Promise<() => Promise<void>> {
  const file = indexLock(gitDir);
  await mkdir(stateDir, { recursive: true });
  // Its name begins with the token, by which the rest of a move that was killed is swept.
  const draft = join(stateDir, `${token}-${randomBytes(6).toString("hex")}.lock`);
  await writeFile(draft, `${ourWords}${token}\n`);
  try {
    await link(draft, file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new GitError(
        "locked",
        `Another git process holds ${file}: wait for it; if none runs, delete that file.`,
        { file },
        { cause },
      );
    }
    // A file system without hard links: the name is still taken by one only, the words follow a moment later.
    await writeFile(file, `${ourWords}${token}\n`, { flag: "wx" });
  } finally {
    await rm(draft, { force: true });
  }
  return () => rm(file, { force: true });
}

/** Token of the lock if it is one of ours, else null. */
export async function ourLockToken(gitDir: string): Promise<string | null> {
  const words = await readFile(indexLock(gitDir), "utf8").catch(() => "");
  return words.startsWith(ourWords) ? words.slice(ourWords.length).trimEnd() : null;
}

/** An editor's git holds the lock for moments only; one that stays is reported. */
export async function patientLock(gitDir: string, stateDir: string, token: string): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await takeIndexLock(gitDir, stateDir, token);
    } catch (cause) {
      if (tries >= 20 || !(cause instanceof GitError && cause.reason === "locked")) throw cause;
      await sleep(100);
    }
  }
}
