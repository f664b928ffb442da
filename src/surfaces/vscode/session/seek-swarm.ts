// Looks for a place in the swarm, and says why when that takes longer than a person should wait without a word.
import type { JoinedSwarm } from "../../../application/joined-swarm.ts";
import type { OwnerError } from "../../../application/ports/owner.ts";

export interface JoinWish {
  /** Told of each try that came to nothing. */
  onWaiting(why: OwnerError): void;
  signal: AbortSignal;
}

export interface SeekParts {
  join(wish: JoinWish): Promise<JoinedSwarm>;
  /** Milliseconds. */
  tellAfterMs: number;
  /** Told of each reason, once it takes that long. */
  onLate(why: OwnerError): void;
  signal: AbortSignal;
}

export async function seekSwarm({ join, tellAfterMs, onLate, signal }: SeekParts): Promise<JoinedSwarm> {
  let why: OwnerError | null = null;
  let late = false;
  const tell = (): void => {
    if (late && why !== null && !signal.aborted) onLate(why);
  };
  const timer = setTimeout(() => {
    late = true;
    tell();
  }, tellAfterMs);
  const onWaiting = (error: OwnerError): void => {
    why = error;
    tell();
  };
  try {
    return await join({ onWaiting, signal });
  } finally {
    clearTimeout(timer);
  }
}
