// What OpenCode's errors mean for a worker: one of our closed set of codes.
import type { FailureCode } from "../../domain/events.ts";
import { plainText } from "./plain-text.ts";
import type { ServerError } from "./translate-event.ts";

export interface TurnFailure {
  code: FailureCode;
  message: string;
  stack: string | null;
}

/** Null: the turn was aborted, which is no failure. */
export function failureOf(error: ServerError): TurnFailure | null {
  if (error.name === "MessageAbortedError") return null;
  const words = plainText(error.data.message ?? error.name, 4000);
  // OpenCode's own breakdowns come with the stack behind the message.
  const at = words.search(/\n\s+at /);
  const [message, stack] = at < 0 ? [words, null] : [words.slice(0, at), words.slice(at + 1)];
  return { code: codeOf(error), message, stack };
}

function codeOf(error: ServerError): FailureCode {
  const { name, data } = error;
  switch (name) {
    case "ProviderAuthError":
      return "provider_auth";
    case "ContextOverflowError":
      return "context_exhausted";
    case "MessageOutputLengthError":
    case "ContentFilterError":
      return "provider_error";
    case "APIError":
      return codeOfStatus(data.statusCode);
    default:
      return codeOfWords(data.message ?? "");
  }
}

function codeOfStatus(status: number | undefined): FailureCode {
  if (status === 401 || status === 402 || status === 403) return "provider_auth";
  return status === 429 ? "provider_rate_limit" : "provider_error";
}

/** OpenCode's `UnknownError` has no code: its own fixed beginnings are all there is to tell them apart. */
function codeOfWords(message: string): FailureCode {
  if (/^(ProviderModelNotFoundError: )?Model not found/.test(message)) return "model_unknown";
  return /^(AI_|JSON pars|Type validation)/i.test(message) ? "provider_error" : "opencode_error";
}
