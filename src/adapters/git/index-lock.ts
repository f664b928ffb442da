// The lock of an index: taken by us with words that name us, and told from one that a dead git left behind.
import { randomBytes } from "node:crypto";
import { link, lstat, mkdir, readdir, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { execa } from "execa";
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
  const draft = join(stateDir, `lock-${randomBytes(6).toString("hex")}`);
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

/**
 * Removes a lock that a dead git left in a worktree of ours. False: there is one, and a process may hold it. A living
 * process counts if it has the file open, or is a git in that folder: a commit waiting for its editor has closed the file.
 */
export async function removeDeadLock(gitDir: string, folder: string): Promise<boolean> {
  const file = indexLock(gitDir);
  if (!(await lstat(file).catch(() => null))) return true;
  if (await mayBeHeld(file, folder)) return false;
  await rm(file, { force: true });
  return true;
}

async function mayBeHeld(file: string, folder: string): Promise<boolean> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) if (await linuxHolds(pid, file, folder)) return true;
    return false;
  }
  // Where open files cannot be listed, any living git counts; where not even that can be asked, assume one.
  if (process.platform === "win32") return true;
  const listed = await execa("ps", ["-axo", "comm="], { reject: false });
  return listed.exitCode !== 0 || listed.stdout.split("\n").some((name) => /(^|\/)git/.test(name.trim()));
}

async function linuxHolds(pid: string, file: string, folder: string): Promise<boolean> {
  const place = `/proc/${pid}`;
  const name = (await readFile(`${place}/comm`, "utf8").catch(() => "")).trim();
  if (name.startsWith("git")) {
    const cwd = await readlink(`${place}/cwd`).catch((cause: NodeJS.ErrnoException) => cause.code ?? "");
    if (cwd === "EACCES" || cwd === folder || cwd.startsWith(folder + sep)) return true;
  }
  for (const descriptor of await readdir(`${place}/fd`).catch(() => [])) {
    if ((await readlink(`${place}/fd/${descriptor}`).catch(() => "")) === file) return true;
  }
  return false;
}
