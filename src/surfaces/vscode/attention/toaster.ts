// Says what the policy lets it say, while a message is wanted: at each change, and when somebody has waited long enough.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { Disposable } from "../signal.ts";
import type { Translate } from "../words.ts";
import { createToastPolicy, type Toast } from "./toast-policy.ts";

export interface ToasterParts {
  t: Translate;
  /** Milliseconds of any clock. */
  now(): number;
  /** Calls back once after a time in milliseconds. Returns what stops it. */
  after(ms: number, call: () => void): () => void;
  epics(): readonly EpicState[];
  isTreeVisible(): boolean;
  /** What is not wanted when it comes up is not said later either. */
  isWanted(): boolean;
  show(toast: Toast): void;
}

export interface Toaster extends Disposable {
  /** Something may have changed. */
  look(): void;
  /** Another swarm is open: what stands in it is old news. */
  startAnew(): void;
}

export function createToaster(parts: ToasterParts): Toaster {
  let policy = createToastPolicy(parts.t, []);
  let stopWaiting: () => void = () => undefined;

  function look(): void {
    stopWaiting();
    const toast = policy.next(parts.now(), parts.epics(), !parts.isTreeVisible());
    if (toast !== null && parts.isWanted()) parts.show(toast);
    const due = policy.dueAt();
    // It comes due although nothing changes.
    if (due !== null) stopWaiting = parts.after(due - parts.now(), look);
  }

  return {
    look,
    startAnew() {
      policy = createToastPolicy(parts.t, parts.epics());
      look();
    },
    dispose: () => stopWaiting(),
  };
}
