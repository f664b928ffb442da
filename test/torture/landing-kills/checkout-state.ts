// What a person has: the branch, the index and every file of the checkout, those that they did not commit among them.
import { digestOf, filesBelow } from "../worktrees/ground.ts";

export interface CheckoutState {
  tip: string;
  /** Tree of the branch's commit. */
  tree: string;
  /** Every entry of the index. */
  index: string;
  /** Path → mode and content, with the person's own files. */
  files: string;
}

type Git = (args: readonly string[]) => Promise<string>;

export async function checkoutState(dir: string, git: Git): Promise<CheckoutState> {
  const [named, index, files] = await Promise.all([
    git(["rev-parse", "main", "main^{tree}"]),
    git(["ls-files", "--stage", "-z"]),
    filesBelow(dir, (path) => path === ".git"),
  ]);
  const [tip = "", tree = ""] = named.trim().split("\n");
  return { tip, tree, index, files: digestOf(files) };
}

/** Names what differs. */
export const differences = (one: CheckoutState, other: CheckoutState): string[] =>
  (["tree", "index", "files"] as const).filter((part) => one[part] !== other[part]);
