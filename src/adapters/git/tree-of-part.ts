// The tree of a part of a change, made through an index of its own: no checkout and no other index is touched.
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PartOutcome, Repository } from "../../application/ports/repository.ts";
import { type ChosenFile, sameEdit } from "../../domain/chosen-part.ts";
import { areAmong, withEdits } from "./chosen-lines.ts";
import { type RawFileChange, rawFileChanges } from "./compare-commits.ts";
import type { Git } from "./git.ts";
import { lineEdits } from "./line-edits.ts";
import { isOfTheDead, passingName } from "./passing-name.ts";
import type { RepositoryContext } from "./repository-context.ts";

type Request = Parameters<Repository["treeOfPart"]>[0];

/** What a file of an index becomes; null: it goes. */
interface Entry {
  path: string;
  now: { mode: string; id: string } | null;
}

interface Side {
  path: string;
  mode: string;
  id: string;
}

/** The two sides of a file, the one that the tree has now first; null: it does not exist there. */
function sidesOf({ file, oldMode, newMode }: RawFileChange, keep: Request["keep"]): [Side | null, Side | null] {
  const old = file.oldBlob === null ? null : { path: file.from ?? file.path, mode: oldMode, id: file.oldBlob };
  const next = file.newBlob === null ? null : { path: file.path, mode: newMode, id: file.newBlob };
  return keep === "with" ? [old, next] : [next, old];
}

const isRegular = (mode: string): boolean => mode.startsWith("100");

/** Null: the file has no such hunks. */
async function entriesOf(git: Git, change: RawFileChange, chosen: ChosenFile, keep: Request["keep"]) {
  const [now, then] = sidesOf(change, keep);
  const gone: Entry[] = now !== null && now.path !== then?.path ? [{ path: now.path, now: null }] : [];
  const whole: Entry[] = then === null ? gone : [...gone, { path: then.path, now: then }];
  const { hunks } = chosen;
  if (hunks === null) return whole;
  const { oldBlob, newBlob } = change.file;
  const inLines = oldBlob !== null && newBlob !== null && isRegular(change.oldMode) && isRegular(change.newMode);
  if (!inLines || now === null || then === null) return null;
  const edits = await lineEdits(git, oldBlob, newBlob);
  if (edits === null || !areAmong(hunks, edits)) return null;
  const [old, next] = await Promise.all([oldBlob, newBlob].map((id) => git.bytes(["cat-file", "blob", id])));
  if (old === undefined || next === undefined) return null;
  const content = withEdits([old, next], edits, (edit) => {
    const named = hunks.some((one) => sameEdit(one, edit));
    return keep === "with" ? named : !named;
  });
  const id = await git.line(["hash-object", "-w", "-t", "blob", "--no-filters", "--stdin"], { input: content });
  if (keep === "without") return [{ path: now.path, now: { mode: now.mode, id } }];
  return [...gone, { path: then.path, now: { mode: then.mode, id } }];
}

/** Files that would need a folder where a file stays, or a place where a folder stays. */
function apartIn(paths: readonly string[], entries: readonly Entry[]): string[] {
  const known = new Set(paths);
  const added = entries.filter(({ path, now }) => now !== null && !known.has(path)).map(({ path }) => path);
  if (added.length === 0) return [];
  const staying = new Set(paths);
  for (const { path, now } of entries) if (now === null) staying.delete(path);
  const folders = new Set<string>();
  for (const path of [...staying, ...added])
    for (let cut = path.indexOf("/"); cut !== -1; cut = path.indexOf("/", cut + 1)) folders.add(path.slice(0, cut));
  const clashing = [...staying, ...added].filter((path) => folders.has(path));
  return added.filter((path) => clashing.some((one) => one === path || path.startsWith(`${one}/`))).sort();
}

export async function treeOfPart(context: RepositoryContext, request: Request): Promise<PartOutcome> {
  const { git } = context;
  const { base, commit, part, keep } = request;
  const changes = new Map((await rawFileChanges(git, base, commit)).map((change) => [change.file.path, change]));
  const unknown: string[] = [];
  const entries: Entry[] = [];
  for (const chosen of part) {
    const change = changes.get(chosen.path);
    const made = change === undefined ? null : await entriesOf(git, change, chosen, keep);
    if (made === null) unknown.push(chosen.path);
    else entries.push(...made);
  }
  if (unknown.length > 0) return { kind: "unknown", files: unknown.sort() };
  const start = keep === "with" ? base : commit;
  const paths = await git.list(["ls-tree", "-r", "-z", "--name-only", "--full-tree", start]);
  const apart = apartIn(paths, entries);
  if (apart.length > 0) return { kind: "apart", files: apart };
  return { kind: "tree", tree: await treeWith(context, start, entries) };
}

const indexName = "index-";

/** Where an index may be made; what the dead left there is taken away. */
export async function passingIndex({ commonDir }: RepositoryContext): Promise<string> {
  const folder = join(commonDir, "opencode-swarm", "parts");
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (await isOfTheDead(name, indexName)) await rm(join(folder, name), { force: true });
  return join(folder, passingName(indexName));
}

/** The tree `start` with other entries; `now` null: without that path. */
export async function treeWith(context: RepositoryContext, start: string, entries: Entry[]): Promise<string> {
  const { git } = context;
  const indexFile = await passingIndex(context);
  const env = { GIT_INDEX_FILE: indexFile };
  const absent = `0 ${"0".repeat(start.length)}`;
  // What goes makes room for what comes.
  const lines = entries
    .toSorted((one, other) => Number(one.now !== null) - Number(other.now !== null))
    .map(({ path, now }) => `${now === null ? absent : `${now.mode} ${now.id}`}\t${path}\0`);
  try {
    await git.answer(["read-tree", start], { env });
    await git.answer(["update-index", "-z", "--index-info"], { env, input: lines.join("") });
    return await git.line(["write-tree"], { env });
  } finally {
    await rm(indexFile, { force: true });
  }
}
