// Work of the person that stands in the way of a move is set aside, and comes back merged with what the move brought.
import { randomBytes } from "node:crypto";
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BranchMove, GitError } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { forgetAside, readAside, writeAside, type AsideRecord } from "./aside-record.ts";
import { commitTree, treeOf } from "./commit.ts";
import { contentAt } from "./file-content.ts";
import type { Git } from "./git.ts";
import { indexLock, ourLockToken, patientLock } from "./index-lock.ts";
import { changedFiles, dirtyFiles, head, isAncestor, resolve } from "./inspect.ts";
import { mergeTrees } from "./merge-trees.ts";
import { movesDir, readMove } from "./move-record.ts";
import { obstacles } from "./obstacles.ts";
import { putFiles, type AsideState } from "./put-files.ts";
import { setPin } from "./refs.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { treeWith } from "./tree-of-part.ts";
import { workspaceTree } from "./workspace-tree.ts";

const overlaps = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

function refuse(why: string, files: readonly string[]): never {
  const message = `${why} in ${files.slice(0, 5).join(", ")}: commit or move those changes away yourself.`;
  throw new GitError("would-overwrite", message, { files: [...files].sort(), aside: "refused" });
}

/** Uncommitted paths that the move would touch, ignored files in its way among them. */
async function inTheWay(git: Git, { old, new: next }: BranchMove): Promise<string[]> {
  const [moving, dirty, standing] = await Promise.all([
    changedFiles(git, old, next),
    dirtyFiles(git),
    obstacles(git, old, next),
  ]);
  const near = dirty.filter((path) => moving.some((file) => overlaps(file, path.replace(/\/$/, ""))));
  return [...new Set([...near, ...standing])].sort();
}

/** What a tree cannot keep, or a merge of trees cannot bring back, stays where it is. */
async function refuseOddities(git: Git, paths: readonly string[]): Promise<void> {
  const among = (found: readonly string[]): string[] => found.filter((path) => paths.includes(path));
  const nested = paths.filter((path) => path.endsWith("/"));
  if (nested.length > 0) refuse("A repository of its own stands", nested);
  const [unmerged, intended, staged] = await Promise.all([
    git.list(["diff-files", "--name-only", "-z", "--diff-filter=U"]),
    git.list(["diff-files", "--name-only", "-z", "--diff-filter=A"]),
    git.list(["ls-files", "--stage", "-z"]),
  ]);
  if (among(unmerged).length > 0) refuse("A merge is not resolved", among(unmerged));
  if (among(intended).length > 0) refuse("`git add -N` was used", among(intended));
  const submodules = staged.filter((entry) => entry.startsWith("160000 ")).map((entry) => entry.split("\t")[1] ?? "");
  if (among(submodules).length > 0) refuse("A submodule has changed", among(submodules));
}

/** Both sides of the person's work on top of what comes; refused where a person would have to decide. */
async function mergedWith(git: Git, { old, new: next }: BranchMove, theirs: string, paths: readonly string[]) {
  const [base, ours] = await Promise.all([treeOf(git, old), treeOf(git, next)]);
  const merged = await mergeTrees(git, { base, ours, theirs });
  const why = "What is not committed conflicts with what comes";
  if (merged.kind === "conflict") return refuse(why, merged.files);
  const changed = await changedFiles(git, ours, merged.tree);
  const elsewhere = changed.filter((path) => !paths.includes(path));
  return elsewhere.length > 0 ? refuse(why, paths) : merged.tree;
}

async function rawTree(context: RepositoryContext, root: string, work: string, paths: readonly string[]) {
  const { git } = context;
  const modes = { file: "100644", program: "100755", link: "120000" } as const;
  const entries = [];
  for (const path of paths) {
    const content = await contentAt(root, path);
    if (content === null) continue;
    const id = await git.line(["hash-object", "-w", "--no-filters", "--stdin"], { input: content.bytes });
    entries.push({ path, now: { mode: modes[content.kind], id } });
  }
  return treeWith(context, work, entries);
}

async function stagedTree(context: RepositoryContext, git: Git, start: string, paths: readonly string[]) {
  const staged = new Map<string, { mode: string; id: string }>();
  for (const entry of await git.list(["ls-files", "--stage", "-z"])) {
    const tab = entry.indexOf("\t");
    const [mode = "", id = ""] = entry.slice(0, tab).split(" ");
    staged.set(entry.slice(tab + 1), { mode, id });
  }
  return treeWith(
    context,
    start,
    paths.map((path) => ({ path, now: staged.get(path) ?? null })),
  );
}

/** The record of what is in the way, with everything of it in commits below `ref`; null: nothing is. Nothing has moved yet. */
async function planned(
  context: RepositoryContext,
  move: BranchMove,
  checkout: { path: string; gitDir: string },
  ref: string,
): Promise<AsideRecord | null> {
  const git = context.git.at(checkout.path);
  const paths = await inTheWay(git, move);
  if (paths.length === 0) return null;
  await refuseOddities(git, paths);
  const there = { ...context, git, root: checkout.path };
  const index = await stagedTree(context, git, move.old, paths);
  const work = await workspaceTree(there, { commit: move.old, paths });
  const raw = await rawTree(context, checkout.path, work, paths);
  const indexAfter = await mergedWith(git, move, index, paths);
  const workAfter = await mergedWith(git, move, work, paths);
  const say = (tree: string, parents: string[], message: string) =>
    commitTree(git, { tree, parents, message: `${message}\n`, author: null });
  const parts = await Promise.all([
    say(index, [move.old], "What was staged"),
    say(raw, [move.old], "The same, byte for byte"),
    say(indexAfter, [move.new], "What was staged, merged"),
    say(workAfter, [move.new], "What was not committed, merged"),
  ]);
  const kept = await say(work, [move.old, ...parts], `Uncommitted work, set aside while ${move.branch} moved`);
  await context.queue.add(() => setPin(context, ref, kept));
  const files: AsideRecord["files"] = [];
  for (const path of paths) {
    const found = await lstat(join(checkout.path, path)).catch(() => null);
    files.push({ path, mode: found?.isFile() === true ? found.mode & 0o777 : null });
  }
  const trees = { index, work, raw, indexAfter, workAfter };
  return { ...move, ...checkout, token: randomBytes(8).toString("hex"), files, trees };
}

/** With the lock of the index, which a killed process of this record may hold. */
async function put(context: RepositoryContext, record: AsideRecord, to: AsideState, from: readonly AsideState[]) {
  const { gitDir, token, path } = record;
  const held = (await ourLockToken(gitDir)) === token;
  const release = held
    ? () => rm(indexLock(gitDir), { force: true })
    : await patientLock(gitDir, movesDir(context.commonDir), token);
  try {
    return await putFiles(context.git.at(path), context.commonDir, record, to, from);
  } finally {
    await release();
  }
}

/** A failure here is none of the caller's: the record stays, and the next start brings the work back. */
async function back(context: RepositoryContext, record: AsideRecord): Promise<void> {
  await put(context, record, "before", ["clean"])
    .then(() => forgetAside(context.commonDir, record))
    .catch(() => undefined);
}

const all: readonly AsideState[] = ["before", "clean", "cleanAfter", "after"];

/**
 * Sets the work in the way aside, lets `move` run, and brings it back: merged if the move was made, as it was if not. Gives the
 * paths that somebody changed in between and that were left alone; their work is below `ref`. Throws would-overwrite before
 * anything moves when it could not come back without a conflict.
 */
export async function aroundAside(
  context: RepositoryContext,
  move: BranchMove,
  checkout: { path: string; gitDir: string },
  ref: string,
  run: () => Promise<void>,
): Promise<string[]> {
  const record = await planned(context, move, checkout, ref);
  if (record === null) return run().then(() => []);
  await writeAside(context.commonDir, record);
  try {
    const left = await put(context, record, "clean", ["before"]);
    if (left.length > 0) refuse("Something changed meanwhile", left);
    await run();
  } catch (cause) {
    // Where the move left files half way, its record stays, and ours with it, for the one who settles both.
    if ((await readMove(context.commonDir, move.branch)) === null) await back(context, record);
    throw cause;
  }
  const left = await put(context, record, "after", ["cleanAfter"]);
  await forgetAside(context.commonDir, record);
  return left;
}

/** After a kill: the work comes back to where the branch is now. Call it when the move itself is settled. */
export async function settleAside(context: RepositoryContext, branch: string): Promise<void> {
  const { commonDir, git } = context;
  const record = await readAside(commonDir, branch);
  if (record === null) return;
  const isThere =
    (await lstat(record.path).catch(() => null)) !== null && (await lstat(record.gitDir).catch(() => null)) !== null;
  if (isThere && (await head(git.at(record.path))).branch === branch) {
    const tip = await resolve(git, branchRef(branch));
    const arrived = tip !== null && tip !== record.old && (await isAncestor(git, record.new, tip));
    await put(context, record, arrived ? "after" : "before", all);
  } else if (isThere && (await ourLockToken(record.gitDir)) === record.token) {
    await rm(indexLock(record.gitDir), { force: true });
  }
  await forgetAside(commonDir, record);
}
