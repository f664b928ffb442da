// Why a command was refused: a value, never an exception.

export type RejectionCode =
  | "EpicAlreadyExists"
  | "UnknownEpic"
  | "UnknownTask"
  | "UnknownRequest"
  | "StaleAttempt"
  | "NotNow"
  | "NothingLanded"
  | "LandingInProgress"
  | "NoTarget";

export interface Rejection {
  code: RejectionCode;
  /** One sentence that says what stands in the way and what to do. */
  message: string;
}

export type Decision<E> = { ok: true; events: E[] } | { ok: false; rejection: Rejection };

export const refuse = (code: RejectionCode, message: string): { ok: false; rejection: Rejection } => ({
  ok: false,
  rejection: { code, message },
});
