// Which multi-step git operation a checkout is in the middle of.
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { branchRef } from "../../domain/ids.ts";

export type Operation = "rebase" | "merge" | "cherry-pick" | "revert" | "bisect";

const signs: readonly (readonly [string, Operation])[] = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
  ["sequencer", "cherry-pick"],
  ["MERGE_HEAD", "merge"],
  ["BISECT_LOG", "bisect"],
];

/** Everything that git keeps of such an operation, so that it can be taken away in a worktree of ours. */
export const operationFiles: readonly string[] = [
  ...signs.map(([name]) => name),
  "MERGE_MSG",
  "MERGE_MODE",
  "MERGE_RR",
  "AUTO_MERGE",
  "SQUASH_MSG",
  "REBASE_HEAD",
  "BISECT_ANCESTORS_OK",
  "BISECT_EXPECTED_REV",
  "BISECT_NAMES",
  "BISECT_RUN",
  "BISECT_START",
  "BISECT_TERMS",
];

/** The operation under way in a checkout, by the files that it keeps in the checkout's git directory. */
export async function operationIn(gitDir: string): Promise<Operation | null> {
  for (const [name, operation] of signs) if (await exists(join(gitDir, name))) return operation;
  return null;
}

/** A rebase or bisect that will come back to a branch, in any worktree; its HEAD is detached meanwhile. */
export async function operationOn(commonDir: string, branch: string): Promise<Operation | null> {
  const worktrees = await readdir(join(commonDir, "worktrees")).catch(() => []);
  for (const gitDir of [commonDir, ...worktrees.map((name) => join(commonDir, "worktrees", name))]) {
    for (const file of ["rebase-merge/head-name", "rebase-apply/head-name"]) {
      if ((await read(join(gitDir, file))) === branchRef(branch)) return "rebase";
    }
    if ((await read(join(gitDir, "BISECT_START"))) === branch) return "bisect";
  }
  return null;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const read = async (path: string): Promise<string> => (await readFile(path, "utf8").catch(() => "")).trim();
