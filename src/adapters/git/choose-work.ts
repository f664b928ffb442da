// Which commit counts as the worker's result when HEAD, branch and files do not agree.
import type { Author } from "../../application/ports/repository.ts";
import { branchRef } from "../../domain/ids.ts";
import { commitTree } from "./commit.ts";
import type { Git } from "./git.ts";
import { isAncestor } from "./inspect.ts";
import { merge } from "./merge.ts";
import type { WorkerState } from "./worker-state.ts";

export interface WorkChoice {
  commit: string;
  /** True if what was in the folder is part of `commit`. */
  includesLeft: boolean;
  /** What was in the folder, where it is no part of `commit`: pinned beside it. */
  aside: string | null;
}

/** `left`: the commit that holds everything in the folder. Nothing is ever lost: what is not chosen is put aside. */
export async function chooseWork(
  git: Git,
  state: WorkerState,
  left: string,
  { branch, base, message, author }: { branch: string; base: string; message: string; author: Author | null },
): Promise<WorkChoice> {
  const { tip } = state;
  if (tip === null || tip === left) return { commit: left, includesLeft: true, aside: null };
  // In the middle of a rebase the branch is the last whole thing, the folder a part of it.
  if (state.operation === "rebase" && state.headRef !== branchRef(branch))
    return { commit: tip, includesLeft: false, aside: left };
  // What was committed on top of the branch's own tip descends from it.
  const onTip = state.head === tip;
  if (onTip || (await isAncestor(git, tip, left))) return { commit: left, includesLeft: true, aside: null };
  if (await isAncestor(git, left, tip)) return { commit: tip, includesLeft: true, aside: null };
  if (await isAncestor(git, base, left)) {
    const merged = await merge(git, tip, left);
    if (merged.kind === "clean") {
      const commit = await commitTree(git, { tree: merged.tree, parents: [tip, left], message, author });
      return { commit, includesLeft: true, aside: null };
    }
  }
  return { commit: tip, includesLeft: false, aside: left };
}
