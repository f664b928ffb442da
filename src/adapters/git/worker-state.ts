// What a worker left in its worktree: where HEAD and the branch are, and what it was in the middle of.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { branchRef } from "../../domain/ids.ts";
import type { Git } from "./git.ts";
import { headRef } from "./head-ref.ts";
import { resolve } from "./inspect.ts";
import { type Operation, operationIn } from "./operation.ts";

export interface WorkerState {
  /** Commit that the files stand on. */
  head: string;
  /** Full ref that HEAD names; null: detached. */
  headRef: string | null;
  /** Commit of the worker's branch; null: the branch is gone. */
  tip: string | null;
  operation: Operation | null;
  /** The other side of an unfinished merge whose conflicts are all resolved. */
  mergeHead: string | null;
  /** Files with unresolved conflicts. */
  unmerged: string[];
  /** Uncommitted work that a rebase put aside. */
  autostash: string | null;
}

/** Reads it; `base` stands in when neither HEAD nor the branch nor HEAD's log names a commit. */
export async function readWorkerState(git: Git, gitDir: string, branch: string, base: string): Promise<WorkerState> {
  const [onRef, tip, operation, unmergedEntries] = await Promise.all([
    headRef(git, gitDir),
    resolve(git, branchRef(branch)),
    operationIn(gitDir),
    git.answer(["ls-files", "--unmerged", "-z"], { expect: [0, 128] }),
  ]);
  const headNow = onRef === branchRef(branch) ? tip : await resolve(git, onRef ?? "HEAD");
  const unmerged = unmergedEntries.stdout.split("\0").filter((entry) => entry !== "");
  const files = [...new Set(unmerged.map((entry) => entry.slice(entry.indexOf("\t") + 1)))].sort();
  return {
    head: headNow ?? (await lastHead(git, gitDir)) ?? tip ?? base,
    headRef: onRef,
    tip,
    operation,
    mergeHead: operation === "merge" && files.length === 0 ? await resolve(git, "MERGE_HEAD") : null,
    unmerged: files,
    autostash: await readAutostash(git, gitDir),
  };
}

/** A branch deleted under HEAD leaves no commit there; HEAD's log still has it. */
async function lastHead(git: Git, gitDir: string): Promise<string | null> {
  const log = await readFile(join(gitDir, "logs", "HEAD"), "utf8").catch(() => "");
  for (const line of log.trimEnd().split("\n").reverse()) {
    const [before = "", after = ""] = line.split(" ", 2);
    for (const commit of [after, before]) {
      if (/^[0-9a-f]{40,64}$/.test(commit) && !/^0+$/.test(commit) && (await resolve(git, commit)) !== null)
        return commit;
    }
  }
  return null;
}

async function readAutostash(git: Git, gitDir: string): Promise<string | null> {
  for (const folder of ["rebase-merge", "rebase-apply"]) {
    const commit = (await readFile(join(gitDir, folder, "autostash"), "utf8").catch(() => "")).trim();
    if (commit !== "") return resolve(git, commit);
  }
  return null;
}
