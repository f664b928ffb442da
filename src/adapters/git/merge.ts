// Merges computed as objects: no checkout, no index and no branch is touched.
import type { MergeOutcome } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";

/** Merges two commits. A conflict names its files, sorted, each once. */
export async function merge(git: Git, ours: string, theirs: string): Promise<MergeOutcome> {
  const args = ["merge-tree", "--write-tree", "-z", "--name-only", "--messages", ours, theirs];
  const { exitCode, stdout } = await git.answer(args, { expect: [0, 1] });
  const fields = stdout.split("\0");
  const [tree = ""] = fields;
  if (exitCode === 0) return { kind: "clean", tree };
  const files = conflictFiles(fields.slice(1)).map((path) => withoutSide(path, [ours, theirs]));
  return { kind: "conflict", tree, files: [...new Set(files)].sort() };
}

/** A file in the way of a folder is put beside it as `path~side`; what both call it is `path`. */
function withoutSide(path: string, sides: readonly string[]): string {
  const plain = path.replace(/_\d+$/, "");
  const side = sides.find((name) => plain.endsWith(`~${name}`));
  return side === undefined ? path : plain.slice(0, -side.length - 1);
}

/**
 * After the tree come the conflicted paths, an empty field, and messages: a count, that many paths, a type and a text.
 * A conflict of names only (two directories renamed into one) has no conflicted path but a message.
 */
function conflictFiles(fields: readonly string[]): string[] {
  const end = fields.indexOf("");
  const files = new Set(fields.slice(0, end === -1 ? fields.length : end));
  let at = end + 1;
  while (files.size === 0 && end !== -1 && at < fields.length - 1) {
    const count = Number(fields[at]);
    if (!Number.isInteger(count) || count < 0) break;
    const paths = fields.slice(at + 1, at + 1 + count);
    const type = fields[at + 1 + count] ?? "";
    if (type.startsWith("CONFLICT")) for (const path of paths) files.add(path);
    at += count + 3;
  }
  return [...files].sort();
}
