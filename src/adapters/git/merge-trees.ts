// A merge of three trees whose base is given: computed as objects, nothing is touched.
import type { MergeOutcome } from "../../application/ports/repository.ts";
import { commitTree } from "./commit.ts";
import type { Git } from "./git.ts";
import { merge } from "./merge.ts";

/** Ids of trees. */
export interface ThreeTrees {
  base: string;
  ours: string;
  theirs: string;
}

/** git 2.38 cannot be told the base, so three loose commits of those trees make `base` the only common ancestor. */
export async function mergeTrees(git: Git, { base, ours, theirs }: ThreeTrees): Promise<MergeOutcome> {
  if (ours === base || ours === theirs) return { kind: "clean", tree: theirs };
  if (theirs === base) return { kind: "clean", tree: ours };
  const root = await commitTree(git, { tree: base, parents: [], message: "base", author: null });
  const [left, right] = await Promise.all([
    commitTree(git, { tree: ours, parents: [root], message: "ours", author: null }),
    commitTree(git, { tree: theirs, parents: [root], message: "theirs", author: null }),
  ]);
  return merge(git, left, right);
}
