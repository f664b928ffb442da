// What came after a commit: who has it, and what was changed on top of it.
import type { Git } from "./git.ts";

/** So many are named; more would not help. */
const most = 20;

export async function publishedIn(git: Git, commit: string): Promise<string[]> {
  const names = await git.output([
    "for-each-ref",
    `--contains=${commit}`,
    "--format=%(refname:short)",
    "refs/remotes/",
  ]);
  return names
    .split("\n")
    .filter((name) => name !== "")
    .sort();
}

export async function commitsTouching(
  git: Git,
  base: string,
  tip: string,
  paths: readonly string[],
): Promise<{ sha: string; subject: string }[]> {
  if (paths.length === 0) return [];
  const args = ["log", "--no-color", `--max-count=${most}`, "--format=%H%x00%s", `${base}..${tip}`, "--", ...paths];
  const said = await git.output(args, { env: { GIT_LITERAL_PATHSPECS: "1" } });
  return said
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [sha = "", subject = ""] = line.split("\0");
      return { sha, subject };
    });
}
