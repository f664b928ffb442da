// Takes back a move of files that was cut off: each file of the move becomes the old one again, unless it is a person's by now.
import { lstat, readFile, rename, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { copyIndex } from "./copy-index.ts";
import type { Git } from "./git.ts";
import { type MoveRecord, movesDir } from "./move-record.ts";

interface Side {
  mode: string;
  id: string;
}

interface Change {
  path: string;
  /** Null: the move adds the file. */
  old: Side | null;
  /** Null: the move deletes it. */
  next: Side | null;
}

/**
 * The index must still be the one from before the move, and its lock ours. Every file of the move was clean before, so what
 * it holds now is the old content, the new content, the beginning of the new content, nothing, or what a person wrote since.
 * Only the last is left alone.
 */
export async function undoFiles(git: Git, commonDir: string, record: MoveRecord): Promise<void> {
  const { gitDir, token } = record;
  const indexFile = join(movesDir(commonDir), `${token}.undo`);
  const env = { GIT_INDEX_FILE: indexFile };
  await copyIndex(join(gitDir, "index"), indexFile);
  const changes = await ownChanges(git, env, record);
  const differsFromOld = await changedInCheckout(git, env);
  const likeNew = await likeNewContent(git, commonDir, token, changes);
  const isOurs = async (change: Change) => likeNew.has(change.path) || (await isBeginning(git, record.new, change));

  const emptied = new Set<string>();
  for (const change of changes) {
    if (change.old !== null) continue;
    const place = join(git.cwd, change.path);
    if (change.next?.mode === "160000") await rmdir(place).catch(() => undefined);
    else if (await isOurs(change)) await unlink(place);
    // Also for a file that is not there: git makes its folder first, and a file may have to come back in that place.
    emptied.add(dirname(change.path));
  }
  for (const folder of emptied) await removeEmpty(git.cwd, folder);

  const restore: string[] = [];
  for (const change of changes) {
    if (change.old === null || change.old.mode === "160000" || !differsFromOld.has(change.path)) continue;
    if (!(await exists(join(git.cwd, change.path))) || (await isOurs(change))) restore.push(change.path);
  }
  const input = restore.map((path) => `${path}\0`).join("");
  if (restore.length > 0) await git.answer(["checkout-index", "--force", "--index", "-z", "--stdin"], { env, input });
  await rename(indexFile, join(gitDir, "index"));
}

/** The changes of the move, without those that the person had staged alike before it. */
async function ownChanges(git: Git, env: Record<string, string>, { old, new: next }: MoveRecord): Promise<Change[]> {
  const staged = new Map<string, string>();
  for (const entry of await git.list(["ls-files", "--stage", "-z"], { env })) {
    const tab = entry.indexOf("\t");
    staged.set(entry.slice(tab + 1), entry.slice(0, tab).split(" ").slice(0, 2).join(" "));
  }
  const fields = await git.list(["diff-tree", "-r", "-z", "--no-renames", old, next]);
  const changes: Change[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = "", newMode = "", oldId = "", newId = ""] = (fields[at] ?? "").slice(1).split(" ");
    const path = fields[at + 1] ?? "";
    const change = { path, old: side(oldMode, oldId), next: side(newMode, newId) };
    const before = change.old === null ? undefined : `${change.old.mode} ${change.old.id}`;
    if (staged.get(path) === before) changes.push(change);
  }
  return changes;
}

const side = (mode: string, id: string): Side | null => (mode === "000000" ? null : { mode, id });

async function changedInCheckout(git: Git, env: Record<string, string>): Promise<Set<string>> {
  await git.answer(["update-index", "-q", "--refresh"], { env, expect: [0, 1] });
  return new Set(await git.list(["diff-files", "--name-only", "-z"], { env }));
}

/** Paths whose file is exactly what the move brings, filters and links included: asked of an index of those files only. */
async function likeNewContent(
  git: Git,
  commonDir: string,
  token: string,
  changes: readonly Change[],
): Promise<Set<string>> {
  const env = { GIT_INDEX_FILE: join(movesDir(commonDir), `${token}.likenew`) };
  const wanted = changes.flatMap(({ path, next }) => (next === null ? [] : [{ path, ...next }]));
  await git.answer(["read-tree", "--empty"], { env });
  const input = wanted.map(({ mode, id, path }) => `${mode} ${id}\t${path}\0`).join("");
  await git.answer(["update-index", "-z", "--index-info"], { env, input });
  const different = await changedInCheckout(git, env);
  return new Set(wanted.map(({ path }) => path).filter((path) => !different.has(path)));
}

/** A file that git was killed while writing. */
async function isBeginning(git: Git, commit: string, { path, next }: Change): Promise<boolean> {
  if (next === null || !next.mode.startsWith("100")) return false;
  const place = join(git.cwd, path);
  const found = await lstat(place).catch(() => null);
  if (!found?.isFile()) return false;
  const [have, whole] = await Promise.all([readFile(place), git.bytes(["cat-file", "--filters", `${commit}:${path}`])]);
  return Buffer.from(whole).subarray(0, have.length).equals(have);
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** Removes a folder and those above it as far as they are empty; one that is gone already counts as removed. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  if (folder === "." || folder === "") return;
  const removed = await rmdir(join(root, folder)).then(
    () => true,
    (cause: NodeJS.ErrnoException) => cause.code === "ENOENT",
  );
  if (removed) await removeEmpty(root, dirname(folder));
}
