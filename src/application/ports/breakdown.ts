// A breakdown on its way from one process of ours to another: it arrives as an error of the same class.
import { AgentsError, type AgentsFailure } from "./agents.ts";
import { StoreError, type StoreFailure } from "./event-store.ts";
import { GitError, type GitFailure } from "./repository.ts";

/** What of an error is told. Its stack stays behind: it names places of the other process only. */
export type Breakdown = { message: string; details: Record<string, unknown> } & (
  | { name: "GitError"; reason: GitFailure }
  | { name: "AgentsError"; reason: AgentsFailure }
  | { name: "StoreError"; reason: StoreFailure }
  /** What nobody foresaw. */
  | { name: "Error"; reason: null }
);

export function breakdownOf(error: unknown): Breakdown {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof GitError) return { name: "GitError", reason: error.reason, message, details: error.details };
  if (error instanceof AgentsError)
    return { name: "AgentsError", reason: error.reason, message, details: error.details };
  if (error instanceof StoreError) return { name: "StoreError", reason: error.reason, message, details: error.details };
  return { name: "Error", reason: null, message, details: {} };
}

export function errorOf(breakdown: Breakdown): Error {
  const { message, details } = breakdown;
  switch (breakdown.name) {
    case "GitError":
      return new GitError(breakdown.reason, message, details);
    case "AgentsError":
      return new AgentsError(breakdown.reason, message, details);
    case "StoreError":
      return new StoreError(breakdown.reason, message, details);
    case "Error":
      return new Error(message);
  }
}
