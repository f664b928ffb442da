// Everything in a worktree of ours as one tree, made through an index of our own: the worker's index and files stay as they are.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { copyIndex } from "./copy-index.ts";
import { refuseFullDisk } from "./disk-full.ts";
import { type Git, splitNul } from "./git.ts";
import { linksToIgnored } from "./ignored-links.ts";
import { passingName } from "./passing-name.ts";

/** Begins the names of our own indexes in a worktree's git directory. */
export const snapshotIndex = "opencode-swarm-index-";

export interface Snapshot {
  tree: string;
  /** File that holds the index of `tree`, beside the worktree's own. Install it or delete it. */
  indexFile: string;
  /** Links that stand for ignored folders; not in the tree. */
  links: string[];
  /** Repositories inside the worktree; not in the tree. */
  nested: string[];
  /** Files that could not be read or stored; not in the tree as they are now. */
  unreadable: string[];
}

/**
 * Untracked files count, ignored ones do not. `head`: commit that a missing or broken index is taken from. `base`: what it
 * tracks was there before us and stays, whatever the ignore rules say of it.
 */
export async function takeSnapshot(
  git: Git,
  gitDir: string,
  { head, base }: { head: string; base: string },
): Promise<Snapshot> {
  const indexFile = join(gitDir, passingName(snapshotIndex));
  const env = { GIT_INDEX_FILE: indexFile };
  try {
    const staged = await seedIndex(git, gitDir, indexFile, head);
    const untracked = await git.list(["ls-files", "--others", "--exclude-standard", "-z"], { env });
    const nested = untracked.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1));
    const links = await strayLinks(git, gitDir, [...untracked, ...staged], base);
    if (links.length > 0) {
      const known = links.map((path) => `:(top,literal)${path}`).join("\0");
      await git.answer(["rm", "--cached", "--quiet", "--force", "--ignore-unmatch", ...fromStdin], {
        env,
        input: known,
      });
    }
    const pathspecs = [":(top)", ...[...nested, ...links].map((path) => `:(top,exclude,literal)${path}`)].join("\0");
    // Exit code 1: some file could not be added; the others were.
    const add = ["add", "--all", "--sparse", "--ignore-errors", ...fromStdin];
    const added = await git.answer(add, { env, input: pathspecs, expect: [0, 1] });
    if (added.exitCode !== 0) await refuseFullDisk({ args: add, cwd: git.cwd, ...added }, gitDir);
    const unreadable = added.exitCode === 0 ? [] : await stillDifferent(git, env, [...nested, ...links]);
    const tree = await git.line(["write-tree"], { env });
    return { tree, indexFile, links, nested, unreadable };
  } catch (cause) {
    await rm(indexFile, { force: true });
    throw cause;
  }
}

const fromStdin = ["--pathspec-from-file=-", "--pathspec-file-nul"];

/** Copies the worktree's index, or makes one of `head`; gives the paths of the links in it. */
async function seedIndex(git: Git, gitDir: string, indexFile: string, head: string): Promise<string[]> {
  const env = { GIT_INDEX_FILE: indexFile };
  const list = ["ls-files", "--stage", "-z"];
  const copied = await copyIndex(join(gitDir, "index"), indexFile).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "ENOENT") throw cause;
      return false;
    },
  );
  let listed = copied ? await git.answer(list, { env, expect: [0, 128] }) : null;
  if (listed?.exitCode !== 0) {
    await rm(indexFile, { force: true });
    await git.answer(["read-tree", head], { env });
    listed = await git.answer(list, { env });
  }
  const entries = splitNul(listed.stdout).filter((entry) => entry.startsWith("120000 "));
  return [...new Set(entries.map((entry) => entry.slice(entry.indexOf("\t") + 1)))];
}

/** Links that stand for ignored folders and that `base` does not track. */
async function strayLinks(git: Git, gitDir: string, candidates: readonly string[], base: string): Promise<string[]> {
  const links: string[] = [];
  for (const path of candidates) {
    const found = path.endsWith("/") ? null : await lstat(join(git.cwd, path)).catch(() => null);
    if (found?.isSymbolicLink()) links.push(path);
  }
  const stray = await linksToIgnored(git, gitDir, links);
  const kept = await Promise.all(stray.map((path) => git.output(["ls-tree", "--full-tree", base, "--", path])));
  return stray.filter((_, index) => kept[index] === "");
}

async function stillDifferent(git: Git, env: Record<string, string>, expected: readonly string[]): Promise<string[]> {
  const [changed, untracked] = await Promise.all([
    git.list(["diff-files", "--name-only", "-z"], { env }),
    git.list(["ls-files", "--others", "--exclude-standard", "-z"], { env }),
  ]);
  const known = new Set(expected);
  return [...new Set([...changed, ...untracked.map((path) => path.replace(/\/$/, ""))])]
    .filter((path) => !known.has(path))
    .sort();
}
