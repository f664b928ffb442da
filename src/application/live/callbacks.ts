// A list of listeners that are called with the same thing; one that throws keeps nothing from the others.

export interface Callbacks<T extends unknown[]> {
  /** Returns what stops it. */
  add(listener: (...said: T) => void): () => void;
  call(...said: T): void;
}

export function callbacks<T extends unknown[]>(onThrown: (error: unknown) => void): Callbacks<T> {
  const listeners = new Set<(...said: T) => void>();
  return {
    add(listener) {
      // Its own function object, so that one listener can be added twice.
      const own = (...said: T): void => listener(...said);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    call(...said) {
      for (const listener of listeners) {
        try {
          listener(...said);
        } catch (error) {
          onThrown(error);
        }
      }
    },
  };
}
