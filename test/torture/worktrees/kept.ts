// What was taken away by the swarm, and the proof at the end that every byte of it can be had back from a ref that the swarm named.
import type { Ground } from "./ground.ts";
import type { Look } from "./look.ts";
import type { Swarm } from "./owner.ts";

/** Something that is no longer where it was. */
interface Gone {
  epicId: string;
  what: string;
  tree: string | null;
  commits: string[];
}

export interface Kept {
  /** Compares two looks between which only the swarm acted. */
  compare(before: Look, after: Look, during: string): void;
  /** These commits may no longer be where they were, and must not be lost. */
  must(epicId: string, what: string, commits: readonly string[]): void;
  /** What cannot be had back, one sentence each. Lets git delete first what no ref holds. */
  lost(swarm: Swarm): Promise<string[]>;
}

const ourRef = /^refs\/(?:heads\/swarm|opencode-swarm)\/([^/]+)\//;

export function createKept(ground: Ground): Kept {
  const gone: Gone[] = [];

  /** Refs that events of the epic name, as far as they exist, and the branches that what landed is in. */
  async function startingPoints(swarm: Swarm, epicId: string): Promise<string[]> {
    const { rows } = await swarm.query("SELECT data FROM events WHERE epic_id = ?", [epicId]);
    const words = rows.map(([data]) => String(data)).join("\n");
    const named = new Set(words.match(/refs\/opencode-swarm\/[^\s"'\\;,]+/g));
    const listed = await ground.git(["for-each-ref", "--format=%(refname)"]);
    return listed.split("\n").filter((ref) => named.has(ref) || ref.startsWith("refs/heads/"));
  }

  return {
    compare(before, after, during) {
      for (const [path, one] of before.worktrees) {
        if (!one.isWhole || after.worktrees.get(path)?.inode === one.inode) continue;
        const commits = one.head === null ? [] : [one.head];
        gone.push({
          epicId: one.epicId,
          what: `the worktree ${one.epicId}/${one.taskId} (${during})`,
          tree: one.tree,
          commits,
        });
      }
      for (const [ref, commit] of before.refs) {
        const epicId = ourRef.exec(ref)?.[1];
        if (epicId === undefined || epicId === "_branches" || after.refs.get(ref) === commit) continue;
        gone.push({ epicId, what: `${ref} at ${commit} (${during})`, tree: null, commits: [commit] });
      }
    },
    must: (epicId, what, commits) => void gone.push({ epicId, what, tree: null, commits: [...commits] }),
    async lost(swarm) {
      await ground.git(["prune", "--expire=now"]);
      const said: string[] = [];
      for (const epicId of new Set(gone.map((one) => one.epicId))) {
        const points = await startingPoints(swarm, epicId);
        const log = await ground.git(["log", "--format=%H %T", ...points]);
        const known = new Set(log.split(/\s+/));
        for (const { what, tree, commits } of gone.filter((one) => one.epicId === epicId)) {
          const missing = commits.filter((commit) => !known.has(commit));
          if (tree !== null && !known.has(tree)) said.push(`${what}: its files (tree ${tree}) cannot be had back`);
          if (missing.length > 0) said.push(`${what}: its commit ${missing.join(", ")} cannot be had back`);
        }
      }
      return said;
    },
  };
}
