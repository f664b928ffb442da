// A task's failure in words for a person: what happened, what is known of it, and what to do.
import type { FailureCode } from "./events.ts";

/** What goes before the words of whoever knows more ("": they say it all), and the remedy. */
const words: Record<FailureCode, readonly [before: string, remedy: string]> = {
  provider_auth: ["the provider refused the sign-in", "Sign in with `opencode auth login`, then retry it"],
  provider_rate_limit: ["the provider's limit is used up", "Retry it when the limit is over, or with another model"],
  provider_error: ["the provider failed", "Retry it, or choose another model"],
  model_unknown: ["", "Name a model as `opencode models` spells it"],
  context_exhausted: ["the task is too long for the model", "Split it, or choose a model with a larger context"],
  turn_not_started: ["", "Retry it; `opencode-swarm doctor` says whether OpenCode works"],
  turn_runaway: ["", "Retry it with another model, or with more room (--max-steps)"],
  stalled: ["", "Retry it, or wait longer with --stall <seconds>"],
  server_lost: ["", "Go on with --resume"],
  session_lost: ["", "Retry it with --fresh"],
  worktree_lost: ["", "Retry it with --fresh"],
  worktree_failed: ["", "Mend that, then retry it"],
  reported_failed: ["the worker gave up", "Mend what it names and retry it, or discard it"],
  reported_blocked: ["", "Put the answer into the plan, or run with --unattended wait"],
  opencode_error: ["", "Retry it; `opencode-swarm doctor` says whether OpenCode works"],
};

/** On one line, with the remedy as its last sentence. */
export function failureSentence({ code, error }: { code: FailureCode; error: string }): string {
  const [before, remedy] = words[code];
  const said = error.replace(/\s+/g, " ").trim();
  const end = /[.!?]$/.test(said) ? "" : ".";
  return `${before === "" ? "" : `${before}: `}${said}${end} ${remedy}`;
}
