// Locks that a killed git left behind: taken away only when no living process can hold them.
import { lstat, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { execa } from "execa";
import { GitError } from "../../application/ports/repository.ts";
import { waitingMark } from "./waiting-git.ts";

/**
 * Removes a lock if nobody can hold it. False: a process may. A living process counts if it has the file open, or is a git in
 * one of the folders: git closes most of its locks long before it lets them go.
 */
export async function removeDeadLock(file: string, folders: readonly string[]): Promise<boolean> {
  const before = await lstat(file).catch(() => null);
  if (before === null) return true;
  if (await mayBeHeld(file, folders)) return false;
  // Whoever held it when we looked first would have been seen; one made since is another.
  const after = await lstat(file).catch(() => null);
  if (after !== null && (after.ino !== before.ino || after.mtimeMs !== before.mtimeMs)) return false;
  await rm(file, { force: true });
  return true;
}

export interface OwnLocks {
  /** Is that lock one of a ref of ours, or of a step that we know we had begun? */
  isOurs(file: string): boolean | Promise<boolean>;
  /** Where a git that holds it would run. */
  folders: readonly string[];
}

/** Runs a step that takes locks, again after each lock of ours that turned out to be a dead git's. */
export async function pastDeadLocks<T>({ isOurs, folders }: OwnLocks, step: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await step();
    } catch (cause) {
      const file = cause instanceof GitError && cause.reason === "locked" ? cause.details["file"] : undefined;
      if (tries >= 3 || typeof file !== "string" || !(await isOurs(file)) || !(await removeDeadLock(file, folders)))
        throw cause;
    }
  }
}

async function mayBeHeld(file: string, folders: readonly string[]): Promise<boolean> {
  if (process.platform === "linux") {
    const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) if (await linuxHolds(pid, file, folders)) return true;
    return false;
  }
  // Where open files cannot be listed, any living git counts; where not even that can be asked, assume one.
  if (process.platform === "win32") return true;
  const [names, arguments_] = await Promise.all(["comm=", "args="].map((what) => listed(what)));
  if (names === undefined || arguments_ === undefined) return true;
  // Our own gits that wait for a question hold none.
  const waiting = arguments_.filter((args) => args.includes(waitingMark.join(" "))).length;
  return names.filter((name) => /(^|\/)git/.test(name.trim())).length > waiting;
}

async function listed(what: string): Promise<string[] | undefined> {
  const { exitCode, stdout } = await execa("ps", ["-axo", what], { reject: false });
  return exitCode === 0 ? stdout.split("\n") : undefined;
}

async function linuxHolds(pid: string, file: string, folders: readonly string[]): Promise<boolean> {
  const place = `/proc/${pid}`;
  const name = (await readFile(`${place}/comm`, "utf8").catch(() => "")).trim();
  if (name.startsWith("git")) {
    const cwd = await readlink(`${place}/cwd`).catch((cause: NodeJS.ErrnoException) => cause.code ?? "");
    if (cwd === "EACCES" || folders.some((folder) => cwd === folder || cwd.startsWith(folder + sep))) return true;
  }
  for (const descriptor of await readdir(`${place}/fd`).catch(() => [])) {
    if ((await readlink(join(place, "fd", descriptor)).catch(() => "")) === file) return true;
  }
  return false;
}
