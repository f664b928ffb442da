// What a torture takes and gives: the same code runs as a short slice among the tests, and whole by `npm run torture`.

export interface TortureRequest {
  /** How many rounds; what is promised is a torture's own `rounds`. */
  rounds: number;
  /** Everything that is chosen at random follows from it. */
  seed: number;
  /** Hears of every so many rounds. */
  progress(done: number): void;
}

/** One line of the table. */
export interface TortureLine {
  what: string;
  rounds: number;
  /** What must never happen and did, one sentence each, with what repeats it: seed and round. */
  faults: string[];
  /** What shows that the torture could see a fault: the same without the defence, for example. Empty: nothing of the kind. */
  control: string;
  note: string;
}

export interface Torture {
  /** Rounds of the whole torture. */
  rounds: number;
  run(request: TortureRequest): Promise<TortureLine[]>;
}

/** Numbers from 0 up to 1 that follow from the seed alone. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
