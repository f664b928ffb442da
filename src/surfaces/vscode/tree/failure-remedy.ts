// What helps after a failure, in the words of the panel.
import type { FailureCode } from "../../../domain/events.ts";
import type { Translate } from "../words.ts";

export function failureRemedy(t: Translate, code: FailureCode): string {
  switch (code) {
    case "provider_auth":
      return t("Connect the provider again (Connect a Model Provider…), then retry.");
    case "provider_rate_limit":
      return t("Retry when the provider's limit is over, or name another model in the plan.");
    case "provider_error":
      return t("Retry, or name another model in the plan.");
    case "model_unknown":
      return t("Name a model that OpenCode knows, as provider/model.");
    case "context_exhausted":
      return t("Split the task, or name a model with a larger context.");
    case "turn_runaway":
      return t("Retry with another model, or make the task smaller.");
    case "stalled":
      return t("Retry, or allow more minutes in the setting Worker: Stall Minutes.");
    case "server_lost":
      return t("OpenCode stopped. Resume the swarm.");
    case "session_lost":
    case "worktree_lost":
      return t("Retry with a fresh worktree.");
    case "worktree_failed":
      return t("Mend what Git says, then retry.");
    case "reported_failed":
      return t("The worker gave up. Mend what it names and retry, or discard it.");
    case "reported_blocked":
      return t("The worker needs something. Put it into the plan, then retry.");
    case "turn_not_started":
    case "opencode_error":
      return t("Retry. The log says more (Show Log).");
  }
}
