// The swarm as any process has it: owned here, or by another process that does what is asked of it.
import type { LiveSwarm } from "./live-swarm.ts";
import type { OwnerReport } from "./ports/owner.ts";

/** What becomes of the other process: `silent` and `answers` may take turns, `lost` is the last word. */
export type OwnerNews =
  /** It lives, and does not answer. */
  | { kind: "silent" }
  | { kind: "answers" }
  /** It is gone, or let the swarm go. `lastSeq`: number of the last event that was told. */
  | { kind: "lost"; lastSeq: number };

export interface JoinedSwarm extends LiveSwarm {
  /** The other process that owns it; null: this one does. */
  readonly ownedBy: OwnerReport | null;
  /**
   * Calls back with what becomes of the other process; where this one owns it, with `lost` when another has taken its place.
   * Returns what stops it.
   */
  watchOwner(listener: (news: OwnerNews) => void): () => void;
}
