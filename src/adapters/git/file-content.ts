// One file of a checkout as bytes and kind: what a tree makes of it, what stands on the disk, and how it gets there whole.
import { chmod, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Git, splitNul } from "./git.ts";

/** `permissions`: of the file on the disk; null where git alone says what they are. */
export interface FileContent {
  kind: "file" | "program" | "link";
  bytes: Uint8Array;
  permissions: number | null;
}

const kinds: Readonly<Record<string, FileContent["kind"]>> = {
  "100644": "file",
  "100755": "program",
  "120000": "link",
};

export interface TreeEntry {
  mode: string;
  id: string;
}

export async function entriesOf(git: Git, tree: string): Promise<Map<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  for (const record of splitNul(await git.output(["ls-tree", "-r", "-z", "--full-tree", tree]))) {
    const tab = record.indexOf("\t");
    const [mode = "", , id = ""] = record.slice(0, tab).split(" ");
    entries.set(record.slice(tab + 1), { mode, id });
  }
  return entries;
}

/** `filtered`: as git would write it to that path; else the bytes as they were stored. Null: no file. */
export async function contentIn(
  git: Git,
  path: string,
  entry: TreeEntry | undefined,
  filtered: boolean,
): Promise<FileContent | null> {
  const kind = kinds[entry?.mode ?? ""];
  if (entry === undefined || kind === undefined) return null;
  const how = filtered && kind !== "link" ? ["--filters", `--path=${path}`] : ["blob"];
  return { kind, bytes: await git.bytes(["cat-file", ...how, entry.id]), permissions: null };
}

/** Null: nothing stands there, or a folder does. */
export async function contentAt(root: string, path: string): Promise<FileContent | null> {
  const place = join(root, path);
  const found = await lstat(place).catch(() => null);
  if (found?.isSymbolicLink() === true)
    return { kind: "link", bytes: Buffer.from(await readlink(place)), permissions: null };
  if (found?.isFile() !== true) return null;
  const permissions = found.mode & 0o777;
  return { kind: (permissions & 0o100) === 0 ? "file" : "program", bytes: await readFile(place), permissions };
}

export const isSame = (one: FileContent | null, other: FileContent | null): boolean =>
  one === null || other === null
    ? one === other
    : one.kind === other.kind && Buffer.from(one.bytes).equals(Buffer.from(other.bytes));

/** Where a file is made before it comes to its place; a kill may leave it there. */
const draftOf = (place: string, token: string): string => join(dirname(place), `.opencode-swarm-${token}`);

export const dropDraft = (root: string, path: string, token: string): Promise<void> =>
  rm(draftOf(join(root, path), token), { force: true });

/** The file is there whole, or as it was. Null: it goes. */
export async function putContent(
  root: string,
  path: string,
  content: FileContent | null,
  token: string,
): Promise<void> {
  const place = join(root, path);
  const draft = draftOf(place, token);
  await rm(draft, { force: true });
  if (content === null) return rm(place, { force: true });
  await mkdir(dirname(place), { recursive: true });
  if (content.kind === "link") await symlink(Buffer.from(content.bytes).toString("utf8"), draft);
  else {
    await writeFile(draft, content.bytes, { mode: content.kind === "program" ? 0o777 : 0o666 });
    if (content.permissions !== null) await chmod(draft, content.permissions);
  }
  await rename(draft, place);
}
