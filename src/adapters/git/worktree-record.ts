// How we know a worktree of ours: a record in its private git directory, and before that exists, the reason of its lock.
import { readdir, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import * as z from "zod";
import { idPattern, taskBranch } from "../../domain/ids.ts";

const recordSchema = z.object({
  version: z.literal(1),
  /** `task`: made by addWorktree. `scratch`: lives as long as one process uses it. */
  kind: z.enum(["task", "scratch"]),
  path: z.string(),
  /** Folder of worktrees that `path` lies in; its `.trash` takes the worktree in the end. */
  worktreesDir: z.string(),
  branch: z.string().nullable(),
  base: z.string(),
  /** Milliseconds since the epoch. */
  created: z.number(),
  /** Written last: every file was checked out. */
  ready: z.boolean(),
  /** Process that uses a scratch worktree. */
  pid: z.number(),
  pidStarted: z.string().nullable(),
});

export type WorktreeRecord = z.infer<typeof recordSchema>;

/** A worktree of ours that stands where we made it, or nowhere: its private git directory, and its record (null: creation was cut off before it was written). */
export interface OurWorktree {
  path: string;
  gitDir: string;
  record: WorktreeRecord | null;
}

const recordName = "opencode-swarm.json";
const lockPrefix = "opencode-swarm uses this worktree: ";

/** Reason for `git worktree add --lock`: git writes it before anything else, so that even a cut-off creation names its owner. */
export const lockReason = (path: string): string => lockPrefix + path;

export async function writeRecord(gitDir: string, record: WorktreeRecord): Promise<void> {
  const file = join(gitDir, recordName);
  await writeFile(`${file}.new`, `${JSON.stringify(record)}\n`);
  await rename(`${file}.new`, file);
}

/** Branch that a worktree of ours was made for; null: for none. One whose making was cut off is known by its place alone. */
export function madeForBranch({ path, record }: OurWorktree): string | null {
  if (record !== null) return record.branch;
  const [epicId, taskId] = [basename(dirname(path)), basename(path)];
  return idPattern.test(epicId) && idPattern.test(taskId) ? taskBranch(epicId, taskId) : null;
}

/** Every worktree of ours that git has a record of, whether its folder exists or not. */
export const ourWorktrees = (commonDir: string): Promise<OurWorktree[]> => oursNamed(commonDir, () => true);

async function oursNamed(commonDir: string, isWanted: (name: string) => boolean): Promise<OurWorktree[]> {
  const folder = join(commonDir, "worktrees");
  const names = (await readdir(folder).catch(() => [])).filter(isWanted);
  const found = await Promise.all(names.map((name) => readOurs(join(folder, name))));
  return found.filter((worktree) => worktree !== null);
}

/** Our worktree at a path, or null. What the folder itself holds is not asked: a worker may have changed it. */
export async function findOurs(commonDir: string, path: string): Promise<OurWorktree | null> {
  const wanted = await withRealParent(path);
  const all = await oursNamed(commonDir, (name) => mayBeNamedFor(name, path));
  return all.find((worktree) => worktree.path === wanted) ?? null;
}

/** git names its record for the last part of the path, with a number behind it if that is taken; odd characters it replaces. */
function mayBeNamedFor(name: string, path: string): boolean {
  const last = basename(path);
  return !/^[\w-]+$/.test(last) || name.startsWith(last);
}

async function readOurs(gitDir: string): Promise<OurWorktree | null> {
  const record = await readRecord(join(gitDir, recordName));
  // Where somebody moved it to, it is theirs.
  if (record !== null) return (await movedAway(gitDir, record.path)) ? null : { path: record.path, gitDir, record };
  const reason = (await readFile(join(gitDir, "locked"), "utf8").catch(() => "")).replace(/\n$/, "");
  return reason.startsWith(lockPrefix) ? { path: reason.slice(lockPrefix.length), gitDir, record: null } : null;
}

/** git knows another folder for it, and that folder knows it too. */
async function movedAway(gitDir: string, path: string): Promise<boolean> {
  const place = (await readFile(join(gitDir, "gitdir"), "utf8").catch(() => "")).replace(/\n$/, "");
  if (place === "" || place === join(path, ".git")) return false;
  const link = resolve(gitDir, place);
  if (dirname(link) === path) return false;
  const back = (await readFile(link, "utf8").catch(() => "")).replace(/^gitdir: /, "").replace(/\n$/, "");
  return back !== "" && (await realpath(resolve(dirname(link), back)).catch(() => null)) === gitDir;
}

async function readRecord(file: string): Promise<WorktreeRecord | null> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return null;
  }
}

/** The path with every link in its parents resolved, and its last part as it is. */
async function withRealParent(path: string): Promise<string> {
  const parent = await realpath(dirname(path)).catch(() => dirname(path));
  return join(parent, path.slice(dirname(path).length).replace(/^[\\/]+/, ""));
}
