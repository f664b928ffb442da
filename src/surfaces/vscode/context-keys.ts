// Every context key of ours is named and set here; `when` clauses of the manifest read them.
import type { SetupState } from "./setup/setup-state.ts";

/** Without the prefix `swarmPanel.`. */
export interface ContextKeys {
  state: SetupState["kind"];
  /** The swarm is open, here or in the process that owns it, so things can be done and not only looked at. */
  open: boolean;
  hasEpics: boolean;
  /** A worker works, or a landing is under way. */
  running: boolean;
  /** Number of things that need the person. */
  attention: number;
  /** State of the selected task, or empty. */
  selectedState: string;
  canUndoMerge: boolean;
  /** A conflict is being resolved by hand. */
  resolving: boolean;
  /** Something of the selected task was rejected, or a part of it was taken, and that can be undone. */
  canUndoPart: boolean;
  /** Files of the selected task's pinned commit. */
  reviewFiles: number;
  /** The review is compared with something else than its merge base. */
  compared: boolean;
  /** Comments that were written and not sent. */
  pendingComments: number;
}

/** Sets a key. A value that is set already costs nothing. */
export type SetContextKey = <K extends keyof ContextKeys>(key: K, value: ContextKeys[K]) => void;

export const contextKeyNames: readonly (keyof ContextKeys)[] = [
  "state",
  "open",
  "hasEpics",
  "running",
  "attention",
  "selectedState",
  "canUndoMerge",
  "resolving",
  "canUndoPart",
  "reviewFiles",
  "compared",
  "pendingComments",
];

/** `send` is VS Code's command `setContext`. */
export function createContextKeys(send: (name: string, value: unknown) => void): SetContextKey {
  const known = new Map<string, unknown>();
  return (key, value) => {
    if (known.get(key) === value) return;
    known.set(key, value);
    send(`swarmPanel.${key}`, value);
  };
}
