// When a turn counts as stalled, and when it lives again. Time is handed in.

export type ClockSignal = { kind: "stalled"; silent_s: number } | { kind: "active" };

export interface TurnClock {
  /** An event of the session came. Returns `active` if it was thought stalled or retrying. */
  alive(now: number): ClockSignal | null;
  /** The provider failed; silence is expected until `until`. */
  retrying(now: number, until: number | null): void;
  /** A person is asked; silence is theirs until every request is settled. */
  asked(requestId: string): void;
  settled(requestId: string, now: number): void;
  /** Returns `stalled` once when the silence lasted too long. */
  tick(now: number): ClockSignal | null;
  silentSince(): number;
}

/** A clock for one turn that starts now. */
export function createTurnClock(now: number, stallMs: number): TurnClock {
  let last = now;
  let mode: "active" | "retrying" | "stalled" = "active";
  const open = new Set<string>();
  return {
    alive(at) {
      last = Math.max(last, at);
      if (mode === "active") return null;
      mode = "active";
      return { kind: "active" };
    },
    retrying(at, until) {
      last = Math.max(at, until ?? at);
      mode = "retrying";
    },
    asked: (requestId) => void open.add(requestId),
    settled(requestId, at) {
      open.delete(requestId);
      last = Math.max(last, at);
    },
    tick(at) {
      if (mode === "stalled" || open.size > 0 || at - last < stallMs) return null;
      mode = "stalled";
      return { kind: "stalled", silent_s: Math.round((at - last) / 1000) };
    },
    silentSince: () => last,
  };
}
