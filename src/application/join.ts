// Finds a place in a repository's swarm: as its owner when there is none, else as a client of the owner; tries until it has one.
import { StoreError } from "./ports/event-store.ts";
import { OwnerError, type OwnerReport } from "./ports/owner.ts";

export interface JoinSteps<T> {
  /** Who holds the lock now. */
  owner(): Promise<OwnerReport | null>;
  /** Throws StoreError `owned` when another process was faster. */
  own(): Promise<T>;
  /** Throws OwnerError. */
  connect(owner: OwnerReport): Promise<T>;
  /** Told of each try that came to nothing. */
  onWaiting(why: OwnerError): void;
  wait(ms: number): Promise<void>;
  /** From 0 to 1. */
  dice(): number;
  /** Milliseconds of any clock. */
  now(): number;
  /** Milliseconds after which it is given up; Infinity: never. */
  patienceMs: number;
  signal: AbortSignal;
}

const shortestWait = 15;
const longestWait = 150;

/** What will not get better by itself. */
const isFinal = ({ reason }: OwnerError): boolean => reason === "other-version";

/** Why it was no owner: another process became it in the same moment. Other errors pass. */
function outrun(error: unknown): OwnerError {
  if (!(error instanceof StoreError) || error.reason !== "owned") throw error;
  return new OwnerError("unreachable", error.message, error.details, { cause: error });
}

function notConnected(error: unknown): OwnerError {
  if (!(error instanceof OwnerError) || isFinal(error)) throw error;
  return error;
}

/**
 * Throws what `own` throws when it is not that there is an owner; the OwnerError of the last try when the patience is over
 * or the owner is of another version; the reason of the signal.
 */
export async function join<T>(steps: JoinSteps<T>): Promise<T> {
  const until = steps.now() + steps.patienceMs;
  for (let tries = 0; ; tries += 1) {
    steps.signal.throwIfAborted();
    const owner = await steps.owner();
    const attempt = owner === null ? steps.own().catch(outrun) : steps.connect(owner).catch(notConnected);
    const found = await attempt;
    if (!(found instanceof OwnerError)) return found;
    if (steps.now() >= until) throw found;
    steps.onWaiting(found);
    // Several that wait for the same owner must not all look at the same moment.
    await steps.wait((0.5 + steps.dice()) * Math.min(longestWait, shortestWait * 2 ** tries));
  }
}
