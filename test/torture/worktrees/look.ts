// What stands on the disk and in git at one moment, so that what has gone a moment later is known by its content.
import { access, lstat, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { filesBelow, type Ground } from "./ground.ts";
import { treeId } from "./tree-id.ts";

export interface Standing {
  path: string;
  epicId: string;
  taskId: string;
  /** Another folder in its place has another one. */
  inode: number;
  /** Tree of what its removal has to keep: everything but what is ignored. */
  tree: string;
  /** Git was through with making it. It writes the index last: without one nobody was ever there. */
  isWhole: boolean;
  /** Commit of its HEAD; null: it has none. */
  head: string | null;
}

export interface Look {
  worktrees: Map<string, Standing>;
  /** Full names and commits of our branches and pins. */
  refs: Map<string, string>;
}

const ignored = new Set(["ignored", "node_modules", ".git"]);

async function folders(place: string): Promise<string[]> {
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith(".")).map((entry) => entry.name);
}

/** Private git directory of a worktree; null: it has no link to one. */
async function gitDirOf(path: string): Promise<string | null> {
  const link = await readFile(join(path, ".git"), "utf8").catch(() => "");
  return /^gitdir: (.+)\n?$/.exec(link)?.[1] ?? null;
}

async function headOf(gitDir: string | null, refs: ReadonlyMap<string, string>): Promise<string | null> {
  const head = gitDir === null ? "" : (await readFile(join(gitDir, "HEAD"), "utf8").catch(() => "")).trim();
  if (head.startsWith("ref: ")) return refs.get(head.slice("ref: ".length)) ?? null;
  // Nothing but zeros stands there while git makes a worktree.
  return /^0*$/.test(head) ? null : head;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

export const worktreesDirOf = (ground: Pick<Ground, "dir">): string => `${ground.dir}.swarm`;

export async function lookAt(ground: Ground): Promise<Look> {
  const listed = await ground.git(["for-each-ref", "--format=%(refname) %(objectname)"]);
  const refs = new Map(
    listed.split("\n").flatMap((line) => (line === "" ? [] : [line.split(" ") as [string, string]])),
  );
  const worktrees = new Map<string, Standing>();
  const root = worktreesDirOf(ground);
  for (const epicId of await folders(root)) {
    for (const taskId of await folders(join(root, epicId))) {
      const path = join(root, epicId, taskId);
      const files = await filesBelow(path, (name) => ignored.has(basename(name)));
      const { ino: inode } = await lstat(path);
      const [tree, gitDir] = [treeId(files), await gitDirOf(path)];
      const isWhole = gitDir !== null && (await exists(join(gitDir, "index")));
      worktrees.set(path, { path, epicId, taskId, inode, tree, isWhole, head: await headOf(gitDir, refs) });
    }
  }
  return { worktrees, refs };
}
