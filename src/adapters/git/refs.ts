// Branches and other refs, each change by compare-and-swap and one at a time.
import { join, sep } from "node:path";
import { type BranchMove, GitError } from "../../application/ports/repository.ts";
import { branchRef, pinRoot } from "../../domain/ids.ts";
import { type OwnLocks, pastDeadLocks } from "./dead-lock.ts";
import type { Git } from "./git.ts";
import { resolve } from "./inspect.ts";
import type { RefChange } from "./ref-transactions.ts";
import type { RepositoryContext } from "./repository-context.ts";

/** Ref that remembers where a branch of ours began; without it a branch of that name is somebody else's. */
export const originRef = (branch: string): string => `${pinRoot}/_branches/${branch}`;

/** Moves a full ref; `from` null: it must not exist. Throws ref-moved, ref-blocked. Call it within the queue. */
export async function swapRef(context: RepositoryContext, ref: string, to: string, from: string | null): Promise<void> {
  await change(context, [{ ref, to, from: from ?? "absent" }]);
}

/**
 * Creates a branch of ours together with the ref that remembers its beginning, both or neither. False: a branch of that
 * name is there. Throws ref-blocked. Call it within the queue.
 */
export async function createOwnBranch(context: RepositoryContext, branch: string, commit: string): Promise<boolean> {
  try {
    await change(context, [
      { ref: originRef(branch), to: commit, from: "anywhere" },
      { ref: branchRef(branch), to: commit, from: "absent" },
    ]);
    return true;
  } catch (error) {
    if (error instanceof GitError && error.reason === "ref-moved") return false;
    throw error;
  }
}

/** Deletes a full ref of ours if it is there; `at`: and still at that commit. Throws ref-moved. Call it within the queue. */
export async function dropRef(context: RepositoryContext, ref: string, ...at: [string] | []): Promise<void> {
  await change(context, [{ ref, to: null, from: at[0] ?? "anywhere" }]);
}

/** Points a ref of ours at a commit, wherever it was. Call it within the queue. */
export async function setPin(context: RepositoryContext, ref: string, commit: string): Promise<void> {
  if (!ref.startsWith(`${pinRoot}/`))
    throw new GitError("failed", `${ref} is no ref of ours: it must begin with ${pinRoot}/.`, { ref });
  await change(context, [{ ref, to: commit, from: "anywhere" }]);
}

const change = (context: RepositoryContext, changes: readonly RefChange[]): Promise<void> =>
  pastDeadLocks(ownRefs(context), () => context.refs.apply(changes));

/** Locks in the part of the ref names that only we write: a kill of our git can leave one. */
function ownRefs({ commonDir, root, worktreesDir }: RepositoryContext): OwnLocks {
  const places = [pinRoot, "refs/heads/swarm"].map((place) => join(commonDir, place) + sep);
  return { isOurs: (file) => places.some((place) => file.startsWith(place)), folders: [root, commonDir, worktreesDir] };
}

/** Moves the ref of a branch, with the words that the person finds in the reflog; `mark` as in moveMark. Call it within the queue. */
export async function moveRefOf(git: Git, move: BranchMove, mark: readonly string[]): Promise<void> {
  const reason = `opencode-swarm: land ${move.new.slice(0, 12)}`;
  await git.answer([...mark, "update-ref", "-m", reason, branchRef(move.branch), move.new, move.old]);
}

/** Creates a branch, or finds it at that very commit. Throws branch-exists, ref-blocked. Call it within the queue. */
export async function createBranch(context: RepositoryContext, branch: string, commit: string): Promise<void> {
  const there = await resolve(context.git, branchRef(branch));
  if (there === commit) return;
  if (there !== null) throw branchTaken(branch, there);
  await swapRef(context, branchRef(branch), commit, null);
}

export function branchTaken(branch: string, commit: string): GitError {
  return new GitError(
    "branch-exists",
    `The branch ${branch} exists already, at ${commit.slice(0, 12)}: rename or delete it.`,
    {
      branch,
      commit,
    },
  );
}

/** Deletes a branch that is still at `at` and checked out nowhere. None there: fine. Throws ref-moved, worktree-exists. */
export async function deleteBranch(context: RepositoryContext, branch: string, at: string): Promise<void> {
  await context.queue.add(async () => {
    const [found] = await describeBranch(context.git, branch);
    if (found?.worktree) {
      throw new GitError("worktree-exists", `The branch ${branch} is checked out at ${found.worktree}.`, {
        branch,
        path: found.worktree,
      });
    }
    if (found) await dropRef(context, branchRef(branch), at);
    await dropRef(context, originRef(branch));
  });
}

/** The branch, as a list of one or none: its commit and the worktree that has it checked out ("": none). */
export async function describeBranch(git: Git, branch: string): Promise<{ commit: string; worktree: string }[]> {
  const format = "%(refname)%00%(objectname)%00%(worktreepath)%00";
  const output = await git.output(["for-each-ref", `--format=${format}`, branchRef(branch)]);
  const parts = output.split("\0");
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [ref = "", commit = "", worktree = ""] = parts.slice(index, index + 3);
    if (ref.trim() === branchRef(branch)) return [{ commit, worktree }];
  }
  return [];
}

/** Full names of the refs below these prefixes. */
export async function refsBelow(git: Git, prefixes: readonly string[]): Promise<string[]> {
  const output = await git.output(["for-each-ref", "--format=%(refname)", ...prefixes]);
  return output.split("\n").filter((name) => name !== "");
}
