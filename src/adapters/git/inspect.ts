// Looking at a repository. Nothing here writes or takes a lock.
import type { Author } from "../../application/ports/repository.ts";
import type { PathChange } from "../../domain/overlap.ts";
import { type Git, splitNul } from "./git.ts";

/** Branch that is checked out (null: detached) and its commit. */
export async function head(git: Git): Promise<{ branch: string | null; commit: string }> {
  const [symbolic, commit] = await Promise.all([
    git.answer(["symbolic-ref", "--quiet", "HEAD"], { expect: [0, 1] }),
    git.line(["rev-parse", "--verify", "HEAD^{commit}"]),
  ]);
  const ref = symbolic.stdout.trimEnd();
  return { branch: ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null, commit };
}

/** Commit id of a revision, or null if there is none. */
export async function resolve(git: Git, revision: string): Promise<string | null> {
  const known = await git.look(`${revision}^{commit}`);
  if (known !== undefined) return known?.id ?? null;
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const { exitCode, stdout } = await git.answer(args, { expect: [0, 1, 128] });
  return exitCode === 0 ? stdout.trimEnd() : null;
}

/** True also when both are the same commit. */
export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  if (ancestor === descendant) return true;
  return (await git.answer(["merge-base", "--is-ancestor", ancestor, descendant], { expect: [0, 1] })).exitCode === 0;
}

/** Paths with uncommitted changes, untracked ones included, sorted. */
export async function dirtyFiles(git: Git): Promise<string[]> {
  const records = await git.list([
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--ignore-submodules=dirty",
  ]);
  return records.map((record) => record.slice(3)).sort();
}

/** Those of the paths that git ignores in its folder. */
export async function ignoredPaths(git: Git, paths: readonly string[]): Promise<string[]> {
  const asked = { input: paths.map((path) => `${path}\0`).join(""), expect: [0, 1] };
  return splitNul((await git.answer(["check-ignore", "-z", "--stdin"], asked)).stdout);
}

/** Every path of a commit, sorted. */
export async function trackedFiles(git: Git, commit: string): Promise<string[]> {
  return (await git.list(["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit])).sort();
}

/** Paths that differ between two commits, a rename being two paths, sorted. */
export async function changedFiles(git: Git, base: string, commit: string): Promise<string[]> {
  return (await git.list(["diff-tree", "-r", "-z", "--name-only", "--no-renames", base, commit])).sort();
}

export interface RawChange {
  /** git's letter: A, M, D or T. */
  status: string;
  newMode: string;
  path: string;
}

/** What differs between two commits, file by file, a rename being a removal and an addition. */
export async function rawChanges(git: Git, base: string, commit: string): Promise<RawChange[]> {
  const fields = await git.list(["diff-tree", "-r", "-z", "--no-renames", base, commit]);
  const changes: RawChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, newMode = "", , , status = ""] = (fields[at] ?? "").split(" ");
    changes.push({ status, newMode, path: fields[at + 1] ?? "" });
  }
  return changes;
}

const kinds = new Map<string, PathChange["change"]>([
  ["A", "added"],
  ["D", "deleted"],
]);

/** Paths that differ between two commits and what became of each, a rename being two. */
export async function pathChanges(git: Git, base: string, commit: string): Promise<PathChange[]> {
  const changes = await rawChanges(git, base, commit);
  return changes.map(({ path, status }) => ({ path, change: kinds.get(status) ?? "modified" }));
}

/** Commits reachable from `commit` and not from `base`, oldest first. */
export async function commitsBetween(
  git: Git,
  base: string,
  commit: string,
): Promise<{ sha: string; subject: string; author: Author }[]> {
  const fields = await git.output([
    "log",
    "--reverse",
    "--topo-order",
    "--no-color",
    "--format=%H%x00%an%x00%ae%x00%s%x00",
    `${base}..${commit}`,
  ]);
  const parts = fields.split("\0");
  const commits: { sha: string; subject: string; author: Author }[] = [];
  for (let index = 0; index + 3 < parts.length; index += 4) {
    const [sha = "", name = "", email = "", subject = ""] = parts.slice(index, index + 4);
    commits.push({ sha: sha.trim(), subject, author: { name, email } });
  }
  return commits;
}
