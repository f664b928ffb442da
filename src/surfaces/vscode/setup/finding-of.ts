// What a breakdown of git or of OpenCode means for the setup; what means nothing for it is thrown on.
import { AgentsError } from "../../../application/ports/agents.ts";
import { GitError } from "../../../application/ports/repository.ts";
import type { GitFinding, OpencodeFinding } from "./setup-state.ts";

export function gitFindingOf(error: unknown): GitFinding {
  if (!(error instanceof GitError)) throw error;
  switch (error.reason) {
    case "git-missing":
    case "git-too-old":
      return { kind: "noGit" };
    case "no-commit":
      return { kind: "noCommit" };
    case "no-identity":
      return { kind: "noIdentity" };
    case "not-a-repository":
    case "bare":
      return { kind: "noRepo" };
    default:
      throw error;
  }
}

export function opencodeFindingOf(error: unknown): OpencodeFinding {
  if (!(error instanceof AgentsError)) throw error;
  if (error.reason === "opencode-missing") return { kind: "noOpencode" };
  if (error.reason === "opencode-too-old" || error.reason === "opencode-failed") return { kind: "badVersion" };
  throw error;
}
