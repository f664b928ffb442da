// What differs between two commits, for a person who reviews: renames, lines, and the contents by their ids.
import { type FileChange, GitError } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";

/** Bytes of a content that is read whole; a larger one is no text that anybody reviews. */
export const blobLimit = 50 * 1024 * 1024;

/** Best common ancestor, or null when there is none. */
export async function mergeBase(git: Git, one: string, other: string): Promise<string | null> {
  const { exitCode, stdout } = await git.answer(["merge-base", one, other], { expect: [0, 1] });
  return exitCode === 0 ? stdout.trimEnd() : null;
}

const absent = /^0+$/;
const idOf = (id: string): string | null => (absent.test(id) ? null : id);
const countOf = (text: string): number | null => (text === "-" ? null : Number(text));

type Kind = FileChange["change"];
const kinds: Readonly<Record<string, Kind>> = { A: "added", D: "deleted", R: "renamed" };

/** What follows a record that begins with `:` or with line counts: one path, or two for a rename. */
type Next = () => string;

/** A file that differs, with git's modes; `000000` where it does not exist. */
export interface RawFileChange {
  file: FileChange;
  oldMode: string;
  newMode: string;
}

/** `:<old mode> <new mode> <old id> <new id> <letter>`, then the path, or both paths of a rename. */
function rawRecord(head: string, next: Next): RawFileChange {
  const [oldMode = "", newMode = "", oldId = "", newId = "", letter = ""] = head.slice(1).split(" ");
  const change = kinds[letter.slice(0, 1)] ?? "modified";
  const first = next();
  const [from, path] = change === "renamed" ? [first, next()] : [null, first];
  const file = { path, from, change, added: null, deleted: null, oldBlob: idOf(oldId), newBlob: idOf(newId) };
  return { file, oldMode, newMode };
}

/** `<added> TAB <deleted> TAB <path>`; for a rename the path is empty and both paths follow. */
function countRecord(record: string, next: Next): { path: string; added: number | null; deleted: number | null } {
  const [added = "", deleted = "", ...rest] = record.split("\t");
  const named = rest.join("\t");
  if (named !== "") return { path: named, added: countOf(added), deleted: countOf(deleted) };
  next();
  return { path: next(), added: countOf(added), deleted: countOf(deleted) };
}

/** Differences in the order of git. Submodules and links count as files. Throws unknown-revision. */
export async function fileChanges(git: Git, base: string, commit: string): Promise<FileChange[]> {
  return (await rawFileChanges(git, base, commit)).map(({ file }) => file);
}

/** The same, with modes. */
export async function rawFileChanges(git: Git, base: string, commit: string): Promise<RawFileChange[]> {
  const how = ["-r", "-z", "-M", "--raw", "--numstat", "--no-abbrev", "--no-ext-diff", "--no-textconv"];
  const records = await git.list(["diff-tree", ...how, "--ignore-submodules=none", base, commit]);
  const changes = new Map<string, RawFileChange>();
  let at = 0;
  const next: Next = () => records[at++] ?? "";
  while (at < records.length) {
    const record = next();
    if (record.startsWith(":")) {
      const change = rawRecord(record, next);
      changes.set(change.file.path, change);
      continue;
    }
    const { path, added, deleted } = countRecord(record, next);
    const change = changes.get(path);
    if (change !== undefined) changes.set(path, { ...change, file: { ...change.file, added, deleted } });
  }
  return [...changes.values()];
}

/** Full id of an object, of either length. */
export const objectId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

async function describe(git: Git, id: string): Promise<{ type: string; size: number }> {
  const said = await git.line(["cat-file", "--batch-check=%(objecttype) %(objectsize)"], { input: `${id}\n` });
  const [type = "", size] = said.split(" ");
  return { type, size: Number(size) };
}

/** Content by its id; null for what is no content of a file in this repository. Throws too-large. */
export async function readBlob(git: Git, id: string): Promise<Uint8Array | null> {
  if (!objectId.test(id)) return null;
  const { type, size } = (await git.look(id)) ?? (await describe(git, id));
  if (type !== "blob") return null;
  if (size > blobLimit) {
    const words = `The content ${id.slice(0, 12)} has ${size} bytes; more than ${blobLimit} are not read.`;
    throw new GitError("too-large", words, { id, size, limit: blobLimit });
  }
  return git.bytes(["cat-file", "blob", id]);
}
