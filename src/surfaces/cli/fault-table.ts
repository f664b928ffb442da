// Every breakdown that a person can meet: its exit code, its code in JSON, and what to do about it. The one table.
import { AgentsError, type AgentsFailure } from "../../application/ports/agents.ts";
import { StoreError, type StoreFailure } from "../../application/ports/event-store.ts";
import { OwnerError, type OwnerFailure } from "../../application/ports/owner.ts";
import { GitError, type GitFailure } from "../../application/ports/repository.ts";
import type { Refusal } from "../../application/refusal.ts";

type Details = Readonly<Record<string, unknown>>;

/** Exit code, code, and the remedy, which may need the details. */
type Row = readonly [exit: Refusal["exit"], code: string, remedy: string | ((details: Details) => string)];

const named = (details: Details, key: string, otherwise: string): string => {
  const value = details[key];
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
};

export const gitFaults: Record<GitFailure, Row> = {
  "git-missing": [3, "git-missing", "install git 2.38 or newer and make sure that `git` is in PATH"],
  "git-too-old": [3, "git-too-old", "upgrade git to 2.38 or newer"],
  "not-a-repository": [
    3,
    "not-a-repository",
    "go to a git checkout, name one with --dir, or run `git init` and commit",
  ],
  bare: [3, "bare-repository", "clone it, or name one of its worktrees with --dir"],
  "no-commit": [3, "no-commit", 'make a first commit: `git add . && git commit -m "Start"`'],
  "no-identity": [3, "no-identity", "set it: `git config user.name <name>` and `git config user.email <address>`"],
  "branch-exists": [1, "branch-exists", (it) => `rename or delete the branch ${named(it, "branch", "in the way")}`],
  "ref-blocked": [1, "ref-blocked", (it) => `rename or delete ${named(it, "ref", "the ref in the way")}`],
  "ref-moved": [1, "ref-moved", "somebody else moved the branch at the same moment: try again"],
  "worktree-exists": [
    1,
    "worktree-exists",
    (it) => `remove the worktree ${named(it, "path", "in the way")}, then try again`,
  ],
  "worktree-missing": [1, "worktree-missing", "retry the task with `opencode-swarm retry <epic> <task> --fresh`"],
  "not-ours": [1, "not-ours", (it) => `move ${named(it, "path", "it")} away, then try again`],
  "would-overwrite": [
    1,
    "would-overwrite",
    (it) => `commit or move away your changes in ${named(it, "files", "those files")}, then try again`,
  ],
  "operation-in-progress": [
    1,
    "operation-in-progress",
    (it) => `finish or abort the ${named(it, "operation", "operation")} that is under way in your checkout first`,
  ],
  "unknown-revision": [2, "unknown-revision", "name a branch, a tag or a commit that exists"],
  locked: [
    1,
    "git-locked",
    (it) => `wait for the other git process; if none runs, delete ${named(it, "file", "its lock")}`,
  ],
  "too-large": [1, "too-large", "look at that file with git itself"],
  "filter-failed": [
    1,
    "filter-failed",
    (it) =>
      `make the content filter ${named(it, "filter", "of the repository")} work (install what it needs), then try again`,
  ],
  "disk-full": [1, "disk-full", "free some space, then `opencode-swarm run --resume <epic>`"],
  failed: [1, "git-failed", "mend what git says, then try again"],
};

export const agentsFaults: Record<AgentsFailure, Row> = {
  "opencode-missing": [3, "opencode-missing", "install it (`npm install -g opencode-ai`), or name it with --opencode"],
  "opencode-too-old": [3, "opencode-too-old", "upgrade it: `opencode upgrade`, or name a newer one with --opencode"],
  "opencode-failed": [3, "opencode-failed", "`opencode-swarm doctor` says more"],
  "no-provider": [
    3,
    "no-provider",
    "connect one: `opencode auth login`, or set the key of a provider in the environment",
  ],
  "plugin-missing": [3, "plugin-missing", "install opencode-swarm again; `opencode-swarm doctor` says more"],
  "unknown-model": [2, "unknown-model", "name a model as `opencode models` spells it"],
  "unknown-agent": [2, "unknown-agent", "name an agent as `opencode agent list` spells it"],
  "session-lost": [1, "session-lost", "retry the task with `opencode-swarm retry <epic> <task> --fresh`"],
  "request-gone": [1, "request-gone", "nothing is left to answer: `opencode-swarm status` shows what waits now"],
  "server-lost": [1, "server-lost", "go on with `opencode-swarm run --resume <epic>`"],
};

export const storeFaults: Record<StoreFailure, Row> = {
  owned: [1, "owned", "wait until it ends, or stop it; `status` and `log` work meanwhile"],
  "stale-version": [1, "stale-version", "try again"],
  "disk-full": [1, "disk-full", "free some space, then `opencode-swarm run --resume <epic>`"],
  "write-failed": [1, "write-failed", "look at the disk, then `opencode-swarm run --resume <epic>`"],
  damaged: [1, "store-damaged", "keep a copy of that folder; what was landed is in git all the same"],
  closed: [1, "store-closed", "try again"],
  "bad-query": [2, "bad-query", "ask one SELECT over events, epics, tasks, asks or checks"],
};

export const ownerFaults: Record<OwnerFailure, Row> = {
  silent: [1, "owner-silent", "wait until it answers, or end that process: nothing is lost, and the next one goes on"],
  lost: [1, "owner-lost", "look at `opencode-swarm status` whether it was done, then try again"],
  unreachable: [1, "owned", "wait until it ends, or end it; `status` and `log` work meanwhile"],
  "other-version": [1, "other-version", "use one version of opencode-swarm, in terminals and in VS Code"],
  refused: [1, "owner-refused", "use one version of opencode-swarm, in terminals and in VS Code"],
};

function rowOf(error: unknown): { row: Row; details: Details; message: string } | null {
  if (error instanceof GitError)
    return { row: gitFaults[error.reason], details: error.details, message: error.message };
  if (error instanceof AgentsError)
    return { row: agentsFaults[error.reason], details: error.details, message: error.message };
  if (error instanceof StoreError)
    return { row: storeFaults[error.reason], details: error.details, message: error.message };
  if (error instanceof OwnerError)
    return { row: ownerFaults[error.reason], details: error.details, message: error.message };
  return null;
}

/** Another process owns the store: who, what it does, and since when. */
function ownedBy({ pid, command, since }: Details): string | null {
  if (typeof pid !== "number") return null;
  return `another process owns this repository's swarm: pid ${pid}, \`${String(command)}\`, since ${String(since)}`;
}

/** The refusal that a breakdown becomes, or null for an exception that nobody foresaw. */
export function refusalOf(error: unknown): Refusal | null {
  const found = rowOf(error);
  if (found === null) return null;
  const [exit, code, remedy] = found.row;
  const owner = code === "owned" ? ownedBy(found.details) : null;
  return {
    exit,
    code,
    message: owner ?? found.message,
    remedy: typeof remedy === "string" ? remedy : remedy(found.details),
  };
}
