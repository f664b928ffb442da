// How a turn ended, before its usage is known.
import { failureOf, type TurnFailure } from "./turn-failure.ts";
import type { ServerError } from "./translate-event.ts";

export type Outcome =
  | { kind: "idle"; finish: string }
  | { kind: "aborted"; finish: string }
  | { kind: "left"; finish: string }
  | ({ kind: "failed"; finish: string } & TurnFailure);

export const aborted: Outcome = { kind: "aborted", finish: "aborted" };

export const left: Outcome = { kind: "left", finish: "left" };

export const failed = (code: TurnFailure["code"], message: string): Outcome => ({
  kind: "failed",
  finish: "error",
  code,
  message,
  stack: null,
});

/** The outcome of the last answer. Neither a finish nor an error: it was broken off. */
export function endOf(finish: string | null, error: ServerError | null): Outcome {
  if (error === null) return finish === null ? aborted : { kind: "idle", finish };
  const failure = failureOf(error);
  return failure === null ? aborted : { kind: "failed", finish: "error", ...failure };
}
