// Brings what landed meanwhile into a worktree of ours in which nobody works.
import { GitError, type Repository } from "../../application/ports/repository.ts";
import { isAncestor } from "./inspect.ts";
import { merge } from "./merge.ts";
import type { RepositoryContext } from "./repository-context.ts";
import { findOurs } from "./worktree-record.ts";

type Request = Parameters<Repository["catchUp"]>[0];

/** Whatever the person's own settings say: one merge commit, or nothing. */
const flags = ["--no-ff", "--no-edit", "--no-verify", "--no-autostash", "--no-verify-signatures", "--quiet"];

export async function catchUp(
  context: RepositoryContext,
  { path, commit, message, author }: Request,
): Promise<boolean> {
  const ours = await findOurs(context.commonDir, path);
  if (ours === null) throw new GitError("not-ours", `${path} is no worktree of ours.`, { path });
  const git = context.git.within(ours);
  if (await isAncestor(git, commit, "HEAD")) return true;
  const merged = await merge(git, "HEAD", commit);
  if (merged.kind === "conflict") return false;
  const env = { GIT_AUTHOR_NAME: author.name, GIT_AUTHOR_EMAIL: author.email };
  // 1 and 2: something uncommitted is in the way, and git has touched nothing.
  const { exitCode } = await git.answer(["merge", ...flags, "-m", message, commit], { env, expect: [0, 1, 2, 128] });
  return exitCode === 0;
}
