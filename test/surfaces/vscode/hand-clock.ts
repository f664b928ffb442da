// A clock that a test winds by hand: nothing waits, and everything comes due in order.

export interface HandClock {
  now(): number;
  after(ms: number, call: () => void): () => void;
  /** Goes on by so many milliseconds and calls what comes due. */
  wind(ms: number): void;
}

export function handClock(): HandClock {
  let time = 0;
  let waiting: { at: number; call: () => void }[] = [];
  return {
    now: () => time,
    after(ms, call) {
      const one = { at: time + ms, call };
      waiting.push(one);
      return () => void (waiting = waiting.filter((other) => other !== one));
    },
    wind(ms) {
      const end = time + ms;
      for (;;) {
        const [next] = waiting.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        time = Math.max(time, next.at);
        next.call();
      }
      time = end;
    },
  };
}
