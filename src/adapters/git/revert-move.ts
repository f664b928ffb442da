// Takes back what a move of a branch brought, as a commit object: whatever commits it brought, merges among them.
import type { BranchMove } from "../../application/ports/repository.ts";
import { commitTree, treeOf } from "./commit.ts";
import type { Git } from "./git.ts";
import { mergeTrees } from "./merge-trees.ts";

export type RevertOutcome = { kind: "clean"; commit: string } | { kind: "conflict"; files: string[] };

/** On top of `tip`: a merge with base `new`, ours `tip` and theirs `old`. `tip` itself if nothing is left. */
export async function revertMove(git: Git, move: BranchMove, tip: string, message: string): Promise<RevertOutcome> {
  const [base, ours, theirs] = await Promise.all([treeOf(git, move.new), treeOf(git, tip), treeOf(git, move.old)]);
  const merged = await mergeTrees(git, { base, ours, theirs });
  if (merged.kind === "conflict") return { kind: "conflict", files: merged.files };
  if (merged.tree === ours) return { kind: "clean", commit: tip };
  return { kind: "clean", commit: await commitTree(git, { tree: merged.tree, parents: [tip], message, author: null }) };
}
