// Commit objects made directly from trees: no checkout, no hooks, no signing.
import type { Author } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";

export interface CommitRequest {
  tree: string;
  parents: readonly string[];
  message: string;
  /** Null: the person. `at`: when, in git's raw form `@<seconds> <zone>`; absent: now. */
  author: (Author & { at?: string }) | null;
}

/** Writes a commit object and gives its id. The committer is always the person's git identity. */
export async function commitTree(git: Git, { tree, parents, message, author }: CommitRequest): Promise<string> {
  const env: Record<string, string> =
    author === null ? {} : { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email };
  if (author?.at !== undefined) env["GIT_AUTHOR_DATE"] = author.at;
  return git.line(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent]), "-F", "-"], {
    env,
    input: message,
  });
}

/** Tree id of a commit. Throws unknown-revision. */
export async function treeOf(git: Git, commit: string): Promise<string> {
  const known = await git.look(`${commit}^{tree}`);
  return known?.id ?? git.line(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`]);
}
