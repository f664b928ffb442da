// Approved work that did not join the integration branch, because it does not get along with the work of others there.

import { redSentence, type CheckRun } from "./check-run.ts";

interface SetBack {
  /** The worker's commit. */
  commit: string;
  /** What it was combined with: the integration branch as it was, and work that landed with it. */
  onto: string;
  /** Ids of the tasks in `onto` that it has to get along with. */
  beside: string[];
  /** The worker mends it in another turn, or a person looks at it first. */
  to: "worker" | "person";
}

/** A check turned red on the combined result, or a person asked its worker to resolve a conflict. */
export type Setback = SetBack & ({ kind: "check"; check: CheckRun } | { kind: "conflict"; files: string[] });

/** How often a worker gets work back without a person: what it did not mend then, it will not mend. */
const setbackLimit = 2;

/** A worker without a session cannot go on in it. */
export const hearsOfSetback = (task: { session_id: string | null; setbacks: number }): Setback["to"] =>
  task.session_id !== null && task.setbacks < setbackLimit ? "worker" : "person";

/** The setback that its session has still to be told, or null. */
export const untoldSetback = (task: { setback: Setback | null; setback_message: string | null }): Setback | null =>
  task.setback_message === null ? task.setback : null;

/** In words, with whose work it failed. */
export function setbackSentence(setback: Setback): string {
  const { beside } = setback;
  const others = beside.length === 0 ? "" : ` with ${beside.join(", ")}`;
  return setback.kind === "check"
    ? `${redSentence(setback.check)} on the combined result${others}`
    : `conflicts${others} in ${setback.files.join(", ")}`;
}
