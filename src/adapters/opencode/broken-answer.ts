// An answer without a finish on a session that is not busy: broken off for good, or only not seen at work yet. A folder that
// was parked a moment ago can show this while the prompt is being taken up, so it must last before it counts.

export interface BrokenAnswer {
  /** The answer looks broken off now. Does that count? */
  seen(now: number): boolean;
  /** There was a sign of life. */
  alive(): void;
  readonly suspected: boolean;
}

export function watchForBrokenAnswer(graceMs: number): BrokenAnswer {
  let since: number | null = null;
  return {
    seen(now) {
      since ??= now;
      return now - since >= graceMs;
    },
    alive() {
      since = null;
    },
    get suspected() {
      return since !== null;
    },
  };
}
