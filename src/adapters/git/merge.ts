// Merges and reverts computed as objects: no checkout, no index and no branch is touched.
import type { BranchMove, MergeOutcome } from "../../application/ports/repository.ts";
import { commitTree, treeOf } from "./commit.ts";
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

export type RevertOutcome = { kind: "clean"; commit: string } | { kind: "conflict"; files: string[] };

/**
 * Takes back what `move` brought, on top of `tip`: a merge with base `new`, ours `tip` and theirs `old`. git 2.38 cannot be
 * told the base, so three loose commits of those trees make `new` the only common ancestor. `tip` itself if nothing is left.
 */
export async function revertMove(git: Git, move: BranchMove, tip: string, message: string): Promise<RevertOutcome> {
  const [base, ours, theirs] = await Promise.all([treeOf(git, move.new), treeOf(git, tip), treeOf(git, move.old)]);
  const root = await commitTree(git, { tree: base, parents: [], message: "base", author: null });
  const [left, right] = await Promise.all([
    commitTree(git, { tree: ours, parents: [root], message: "ours", author: null }),
    commitTree(git, { tree: theirs, parents: [root], message: "theirs", author: null }),
  ]);
  const merged = await merge(git, left, right);
  if (merged.kind === "conflict") return { kind: "conflict", files: merged.files };
  if (merged.tree === ours) return { kind: "clean", commit: tip };
  return { kind: "clean", commit: await commitTree(git, { tree: merged.tree, parents: [tip], message, author: null }) };
}
