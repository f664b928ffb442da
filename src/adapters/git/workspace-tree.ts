// Files of the person's checkout as they are now, in the tree of a commit: made through an index of its own, nothing is locked.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import type { RepositoryContext } from "./repository-context.ts";
import { passingIndex } from "./tree-of-part.ts";

/** What stands at a path for git: nothing, when a folder stands there or a link is on the way to it. */
async function standsAt(root: string, path: string): Promise<boolean> {
  const parts = path.split("/");
  for (let depth = 1; depth <= parts.length; depth += 1) {
    const found = await lstat(join(root, ...parts.slice(0, depth))).catch(() => null);
    if (found === null) return false;
    const isLast = depth === parts.length;
    if (isLast ? found.isDirectory() : !found.isDirectory()) return false;
  }
  return true;
}

/** The tree of `commit` with these paths as the checkout has them, saved or not committed all the same. */
export async function workspaceTree(
  context: RepositoryContext,
  { commit, paths }: { commit: string; paths: readonly string[] },
): Promise<string> {
  const { git, root } = context;
  const indexFile = await passingIndex(context);
  const env = { GIT_INDEX_FILE: indexFile };
  const standing: string[] = [];
  const gone: string[] = [];
  for (const path of paths) ((await standsAt(root, path)) ? standing : gone).push(path);
  const input = (some: readonly string[]): string => some.map((path) => `${path}\0`).join("");
  try {
    await git.answer(["read-tree", commit], { env });
    await git.answer(["update-index", "--force-remove", "-z", "--stdin"], { env, input: input(gone) });
    await git.answer(["update-index", "--add", "-z", "--stdin"], { env, input: input(standing) });
    return await git.line(["write-tree"], { env });
  } finally {
    await rm(indexFile, { force: true });
  }
}
