// A merge that a person makes in a worktree of ours: begun with its conflicts, looked at, and taken away again.
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HandMerges, OpenMerge } from "../../application/ports/hand-merges.ts";
import { GitError } from "../../application/ports/repository.ts";
import { markerOf } from "./conflict-places.ts";
import type { Git } from "./git.ts";
import { resolve } from "./inspect.ts";
import { merge } from "./merge.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { snapshotWork } from "./snapshot-work.ts";
import { setPin } from "./refs.ts";
import { findOurs } from "./worktree-record.ts";

/** Whatever the person's own settings say: a merge commit in the making, and nothing resolved by a memory of earlier ones. */
const flags = ["--no-ff", "--no-commit", "--no-squash", "--no-autostash", "--no-verify-signatures", "--quiet"];

async function within(context: RepositoryContext, path: string): Promise<Git> {
  const ours = await findOurs(context.commonDir, path);
  if (ours === null) throw new GitError("not-ours", `${path} is no worktree of ours.`, { path });
  return context.git.within(ours);
}

/** Nothing is done when it is under way already. Throws would-overwrite when git could not begin it. */
export async function beginMerge(
  context: RepositoryContext,
  { path, commit }: Parameters<HandMerges["beginMerge"]>[0],
): Promise<void> {
  const git = await within(context, path);
  if ((await resolve(git, "MERGE_HEAD")) === commit) return;
  const args = ["-c", "rerere.enabled=false", "merge", ...flags, commit];
  const { stderr } = await git.answer(args, { expect: [0, 1, 2, 128] });
  if ((await resolve(git, "MERGE_HEAD")) === commit) return;
  throw new GitError("would-overwrite", `git could not begin the merge in ${path}: ${stderr.trim().slice(0, 400)}`, {
    path,
    files: [],
  });
}

const markers = (text: string, mark: RegExp): number => text.split("\n").filter((line) => mark.test(line)).length;

/** The line that ends a conflict names a commit; the one that begins it may stand in a file of either side as well. */
async function hasMarkers(git: Git, path: string, sides: readonly [string, string]): Promise<boolean> {
  const file = join(git.cwd, path);
  if ((await lstat(file).catch(() => null))?.isFile() !== true) return false;
  const text = await readFile(file, "latin1");
  if (markers(text, markerOf(">", sides[1])) > 0) return true;
  const begins = markerOf("<", "HEAD");
  const found = markers(text, begins);
  if (found === 0) return false;
  const before = await Promise.all(
    sides.map(async (side) => {
      const { stdout } = await git.answer(["cat-file", "blob", `${side}:${path}`], { expect: [0, 128] });
      return markers(stdout, begins);
    }),
  );
  return found > Math.max(...before);
}

export async function openedMerge(
  context: RepositoryContext,
  { path, ours, theirs }: Parameters<HandMerges["openMerge"]>[0],
): Promise<OpenMerge> {
  const git = await within(context, path);
  const entries = await git.list(["ls-files", "--unmerged", "-z"]);
  const unmerged = [...new Set(entries.map((entry) => entry.slice(entry.indexOf("\t") + 1)))].sort();
  const merged = await merge(git, ours, theirs);
  const files = merged.kind === "clean" ? [] : merged.files;
  const marked: string[] = [];
  for (const file of new Set([...files, ...unmerged]))
    if (await hasMarkers(git, file, [ours, theirs])) marked.push(file);
  return { underWay: (await resolve(git, "MERGE_HEAD")) === theirs, files, unmerged, marked: marked.sort() };
}

/** First everything is pinned; then index, files and branch are what they were, and what came since is gone. */
export async function dropMerge(
  context: RepositoryContext,
  { path, branch, commit, ref }: Parameters<HandMerges["dropMerge"]>[0],
): Promise<{ ref: string }> {
  const git = await within(context, path);
  const { commit: kept, tree } = await snapshotWork(context, { path, branch, base: commit });
  const name = `${ref}-${kept.slice(0, 12)}`;
  await context.queue.add(async () => {
    await setPin(context, name, kept);
    await git.answer(["reset", "--hard", "--quiet", commit]);
  });
  const untracked = await git.list(["ls-files", "--others", "--exclude-standard", "-z"]);
  const pinned = new Set(await git.list(["ls-tree", "-r", "-z", "--name-only", "--full-tree", tree]));
  // Only what the pin holds: a link to an ignored folder is in none, and stays.
  const going = untracked.filter((file) => pinned.has(file)).map((file) => `:(top,literal)${file}`);
  for (let at = 0; at < going.length; at += 200)
    await git.answer(["clean", "-f", "-d", "--quiet", "--", ...going.slice(at, at + 200)]);
  return { ref: name };
}
