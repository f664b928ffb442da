// Files in a checkout that a move would overwrite and that git would not protect: `read-tree` gives ignored files no mercy.
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./git.ts";

/** Paths, ignored ones included, that stand where the move adds a file. Sorted. */
export async function obstacles(git: Git, old: string, next: string): Promise<string[]> {
  const added = await git.list(["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", old, next]);
  if (added.length === 0) return [];
  const removed = await git.list([
    "diff-tree",
    "-r",
    "-z",
    "--name-only",
    "--no-renames",
    "--diff-filter=D",
    old,
    next,
  ]);
  const ignoreCase =
    (await git.answer(["config", "--type=bool", "core.ignorecase"], { expect: [0, 1] })).stdout.trim() === "true";
  const fold = (path: string) => (ignoreCase ? path.toLowerCase() : path);
  const leaving = new Set(removed.map(fold));
  const found = new Set<string>();
  for (const path of added)
    for (const blocker of await standingAt(git.cwd, path)) if (!leaving.has(fold(blocker))) found.add(blocker);
  return [...found].sort();
}

/** The first thing on the way to `path` that is no folder, or every file below it if it is one itself. */
async function standingAt(root: string, path: string): Promise<string[]> {
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const here = parts.slice(0, depth).join("/");
    const found = await lstat(join(root, here)).catch(() => null);
    if (found === null) return [];
    if (!found.isDirectory()) return [here];
  }
  return filesBelow(root, path);
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)));
    else found.push(path);
  }
  return found;
}
