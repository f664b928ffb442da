// Shows what a worker does, but not more often than an eye can follow.

export interface ActivityDisplay {
  show(text: string, now: number): void;
  /** Shows what had to wait. */
  tick(now: number): void;
}

/** `emit` is called at most once in `leastMs`, with the newest text, and never twice with the same. */
export function createActivityDisplay(leastMs: number, emit: (text: string) => void): ActivityDisplay {
  let shown = "";
  let next = "";
  let shownAt = Number.NEGATIVE_INFINITY;
  const tick = (now: number) => {
    if (next === shown || now - shownAt < leastMs) return;
    shown = next;
    shownAt = now;
    emit(shown);
  };
  return {
    tick,
    show(text, now) {
      next = text;
      tick(now);
    },
  };
}
