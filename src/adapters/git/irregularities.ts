// What was not as we left it, each in one sentence for a person.
import { branchRef } from "../../domain/ids.ts";
import type { WorkChoice } from "./choose-work.ts";
import type { Git } from "./git.ts";
import { isAncestor, type RawChange } from "./inspect.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WorkerState } from "./worker-state.ts";

interface Facts {
  request: { branch: string; base: string; ref: string };
  state: WorkerState;
  snapshot: Snapshot;
  choice: WorkChoice;
  branchMade: boolean;
  tidy: boolean;
  /** The folder's `.git` is still the link that git made. */
  linked: boolean;
  /** What the work changed since its base. */
  changes: readonly RawChange[];
}

export async function irregularities(
  git: Git,
  { request, state, snapshot, choice, branchMade, tidy, linked, changes }: Facts,
): Promise<string[]> {
  const { branch, base, ref } = request;
  const said: string[] = [];
  const files = (paths: readonly string[]) =>
    paths.slice(0, 5).join(", ") + (paths.length > 5 ? ` and ${paths.length - 5} more` : "");
  if (state.tip === null && branchMade)
    said.push(`The branch ${branch} was deleted; it was made again at the work's commit.`);
  if (!branchMade)
    said.push(
      `The branch ${branch} could not be made again because another branch blocks its name; the work is kept at ${ref}.`,
    );
  if (state.headRef === null && state.operation === null) said.push(`HEAD was detached at ${state.head.slice(0, 12)}.`);
  if (state.headRef !== null && state.headRef !== branchRef(branch)) {
    said.push(`HEAD was on ${state.headRef.replace(/^refs\/heads\//, "")} and not on ${branch}.`);
  }
  if (!linked)
    said.push("The worktree's link to its repository was replaced; commits made through it were not taken over.");
  if (state.operation !== null) said.push(`A ${state.operation} was left unfinished.`);
  if (state.unmerged.length > 0 && choice.includesLeft)
    said.push(`Files may hold conflict marks: ${files(state.unmerged)}.`);
  if (state.autostash !== null) said.push(`Changes that the rebase had put aside are kept at ${ref}-autostash.`);
  if (choice.aside !== null) said.push(`What was in the folder does not fit the branch; it is kept at ${ref}-head.`);
  if (snapshot.links.length > 0) said.push(`Links to ignored folders were left out: ${files(snapshot.links)}.`);
  if (snapshot.nested.length > 0)
    said.push(`Repositories inside the worktree were left out: ${files(snapshot.nested)}.`);
  if (snapshot.unreadable.length > 0)
    said.push(`Files that git could not read were left out: ${files(snapshot.unreadable)}.`);
  // Made on top of the base itself, it contains it.
  const onBase = state.head === base && choice.includesLeft && (state.tip === null || state.tip === base);
  if (!onBase && !(await isAncestor(git, base, choice.commit)))
    said.push(`The branch no longer contains the commit that the work began at.`);
  const embedded = await newSubmodules(git, changes, choice.commit);
  if (embedded.length > 0) said.push(`Repositories were committed as links without their files: ${files(embedded)}.`);
  if (branchMade && !tidy) said.push("A git process still works in the worktree; its index was left alone.");
  return said;
}

/** Paths that became commits of other repositories, with no .gitmodules entry to find them by. */
async function newSubmodules(git: Git, changes: readonly RawChange[], commit: string): Promise<string[]> {
  const made = changes.filter(({ status, newMode }) => (status === "A" || status === "T") && newMode === "160000");
  const found = made.map((change) => change.path);
  if (found.length === 0) return [];
  const modules = await git.answer(["config", "--blob", `${commit}:.gitmodules`, "-z", "--get-regexp", "\\.path$"], {
    expect: [0, 1, 128],
  });
  const declared = new Set(modules.stdout.split("\0").map((entry) => entry.slice(entry.indexOf("\n") + 1)));
  return found.filter((path) => !declared.has(path));
}
