// A breakdown of the core as a sentence for a person: what happened, and what helps in this window.
import { AgentsError, type AgentsFailure } from "../../application/ports/agents.ts";
import { StoreError, type StoreFailure } from "../../application/ports/event-store.ts";
import { OwnerError, type OwnerFailure } from "../../application/ports/owner.ts";
import { GitError, type GitFailure } from "../../application/ports/repository.ts";
import { inertLine } from "./plain-line.ts";
import type { Translate } from "./words.ts";

function gitRemedy(t: Translate, reason: GitFailure): string | null {
  switch (reason) {
    case "git-missing":
    case "git-too-old":
      return t("Install Git 2.38 or newer.");
    case "not-a-repository":
    case "bare":
      return t("Open a folder that is the checkout of a Git repository.");
    case "no-commit":
      return t("Create a first commit.");
    case "no-identity":
      return t("Set user.name and user.email with git config.");
    case "branch-exists":
    case "ref-blocked":
      return t("Rename or delete the branch that is in the way.");
    case "would-overwrite":
      return t("Commit these changes or move them away, then try again.");
    case "operation-in-progress":
      return t("Finish or abort what Git is in the middle of in your checkout, then try again.");
    case "unknown-revision":
      return t("Name a branch, a tag or a commit that exists.");
    case "locked":
      return t("Wait for the other Git process to end, then try again.");
    case "disk-full":
      return t("Free some space on the disk, then resume the swarm.");
    case "worktree-missing":
      return t("Retry the worker with a fresh worktree.");
    case "not-ours":
    case "worktree-exists":
      return t("Move away what stands where the worktree should go, then try again.");
    case "filter-failed":
      return t("Make the content filter of the repository work, then try again.");
    case "ref-moved":
      return t("Somebody else moved the branch at the same moment. Try again.");
    default:
      return null;
  }
}

function agentsRemedy(t: Translate, reason: AgentsFailure): string | null {
  switch (reason) {
    case "opencode-missing":
    case "opencode-too-old":
      return t("Install OpenCode 1.18 or newer, or select its executable.");
    case "no-provider":
      return t("Connect a model provider.");
    case "unknown-model":
      return t("Name a model that OpenCode knows, as provider/model.");
    case "unknown-agent":
      return t("Name an agent that OpenCode knows, or leave it out of the plan.");
    case "plugin-missing":
      return t("Install the extension again.");
    case "session-lost":
      return t("Retry the worker with a fresh worktree.");
    case "request-gone":
      return t("It was answered already, or the worker went on without it.");
    case "server-lost":
      return t("OpenCode stopped. Resume the swarm.");
    case "opencode-failed":
      return null;
  }
}

function storeRemedy(t: Translate, reason: StoreFailure): string | null {
  switch (reason) {
    case "owned":
      return t("Another process runs this swarm. Wait until it ends.");
    case "disk-full":
      return t("Free some space on the disk, then resume the swarm.");
    case "write-failed":
      return t("Look at the disk, then reload the window.");
    case "damaged":
      return t("Keep a copy of the folder opencode-swarm in .git. What was merged is safe in Git.");
    case "stale-version":
    case "closed":
      return t("Try again.");
    case "bad-query":
      return null;
  }
}

function ownerRemedy(t: Translate, reason: OwnerFailure): string | null {
  switch (reason) {
    case "silent":
      return t("If it does not come back, end that process: this window goes on in its place, and nothing is lost.");
    case "lost":
      return t("Look whether it was done, and try again if not.");
    case "unreachable":
      return t("Wait until it has started, or end that process.");
    case "other-version":
      return t("Update OpenCode Swarm everywhere, then reload the window.");
    case "refused":
      return null;
  }
}

function remedyOf(t: Translate, error: unknown): string | null {
  if (error instanceof GitError) return gitRemedy(t, error.reason);
  if (error instanceof AgentsError) return agentsRemedy(t, error.reason);
  if (error instanceof StoreError) return storeRemedy(t, error.reason);
  if (error instanceof OwnerError) return ownerRemedy(t, error.reason);
  return null;
}

/** On one line, harmless in message boxes. */
export function breakdownSentence(t: Translate, error: unknown): string {
  const said = inertLine(error instanceof Error ? error.message : String(error));
  const whole = /[.!?…]$/.test(said) ? said : `${said}.`;
  const remedy = remedyOf(t, error) ?? t("The log says more (Show Log).");
  return `${whole} ${remedy}`;
}
