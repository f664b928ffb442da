// Who answers a worker: a person, nobody (then a safe default), or nobody yet (then it waits).
import { unattendedAnswer, unattendedRefusal } from "../domain/prompt.ts";
import type { Ask } from "../domain/task-state.ts";
import type { TaskAttempt } from "./execution-strategy.ts";

export interface PermissionReply {
  reply: "once" | "always" | "reject";
  message: string | null;
}

/** An answer that stands in the record already: it only has to reach the worker. */
export interface Recorded<T> {
  recorded: T;
}

/** "park": end the turn and keep the question for later. `signal` is aborted when the turn is over and nobody waits any more. */
export interface Attention {
  permission(
    about: TaskAttempt,
    ask: Extract<Ask, { kind: "permission" }>,
    signal: AbortSignal,
  ): Promise<PermissionReply | Recorded<PermissionReply> | "park">;
  question(
    about: TaskAttempt,
    ask: Extract<Ask, { kind: "question" }>,
    signal: AbortSignal,
  ): Promise<string[][] | Recorded<string[][]> | "park">;
}

/** Nobody is there, and the run must not wait: permissions are refused with guidance, questions get a safe default. */
export const decideAlone: Attention = {
  permission: async () => ({ reply: "reject", message: unattendedRefusal }),
  question: async (_about, ask) => ask.questions.map(() => [unattendedAnswer]),
};

/** Nobody is there yet: the worker is parked until `answer` and a resume. */
export const waitForPerson: Attention = {
  permission: async () => "park",
  question: async () => "park",
};
