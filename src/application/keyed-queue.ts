// Work in line: what has the same key is done one after the other, in the order in which it came.

export interface KeyedQueue {
  /** Does the work when everything before it under this key has ended, however it ended. */
  add<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
}

export function keyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<unknown>>();
  return {
    add(key, work) {
      const done = (tails.get(key) ?? Promise.resolve()).then(work);
      const tail = done
        .catch(() => undefined)
        .then(() => {
          if (tails.get(key) === tail) tails.delete(key);
        });
      tails.set(key, tail);
      return done;
    },
    async idle() {
      while (tails.size > 0) await Promise.all(tails.values());
    },
  };
}
