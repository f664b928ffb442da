// The person's own branches: every local one that is not a worker's or an epic's.
import { branchRef } from "../../domain/ids.ts";
import type { Git } from "./git.ts";

/** Commits by the branches' short names. */
export async function ownBranches(git: Git): Promise<ReadonlyMap<string, string>> {
  const lines = (await git.output(["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/"])).split("\n");
  const branches = new Map<string, string>();
  for (const line of lines) {
    const [commit = "", ref = ""] = line.split(" ", 2);
    if (ref !== "" && !ref.startsWith(branchRef("swarm/"))) branches.set(ref.slice(branchRef("").length), commit);
  }
  return branches;
}

/** Names of those that differ from `since`, where the last move was not a landing of ours; sorted. */
export async function movedBranches(git: Git, since: ReadonlyMap<string, string>): Promise<string[]> {
  const now = await ownBranches(git);
  const names = [...new Set([...since.keys(), ...now.keys()])].filter((name) => since.get(name) !== now.get(name));
  const landed = await Promise.all(names.map((name) => movedByUs(git, name)));
  return names.filter((_, at) => landed[at] !== true).sort();
}

/** False also for one that is gone. */
async function movedByUs(git: Git, branch: string): Promise<boolean> {
  const args = ["log", "-g", "-1", "--format=%gs", branchRef(branch)];
  return (await git.answer(args, { expect: [0, 128] })).stdout.startsWith("opencode-swarm:");
}
