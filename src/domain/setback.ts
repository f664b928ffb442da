// Approved work that did not join the integration branch, because a check turned red where it met the work of others.

import { redSentence, type CheckRun } from "./check-run.ts";

export interface Setback {
  /** The worker's commit. */
  commit: string;
  /** What it was combined with, where the check is green. */
  onto: string;
  /** Ids of the tasks whose work is in `onto`. */
  beside: string[];
  check: CheckRun;
  /** The worker mends it in another turn, or a person looks at it first. */
  to: "worker" | "person";
}

/** How often a worker gets work back without a person: what it did not mend then, it will not mend. */
const setbackLimit = 2;

/** A worker without a session cannot go on in it. */
export const hearsOfSetback = (task: { session_id: string | null; setbacks: number }): Setback["to"] =>
  task.session_id !== null && task.setbacks < setbackLimit ? "worker" : "person";

/** The setback that its session has still to be told, or null. */
export const untoldSetback = (task: { setback: Setback | null; setback_message: string | null }): Setback | null =>
  task.setback_message === null ? task.setback : null;

/** In words, with whose work it failed. */
export const setbackSentence = ({ check, beside }: Setback): string =>
  `${redSentence(check)} on the combined result${beside.length === 0 ? "" : ` with ${beside.join(", ")}`}`;
