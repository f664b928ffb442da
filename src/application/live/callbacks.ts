// A list of listeners that are called with the same thing.

export interface Callbacks<T extends unknown[]> {
  /** Returns what stops it. */
  add(listener: (...said: T) => void): () => void;
  call(...said: T): void;
}

export function callbacks<T extends unknown[]>(): Callbacks<T> {
  const listeners = new Set<(...said: T) => void>();
  return {
    add(listener) {
      // Its own function object, so that one listener can be added twice.
      const own = (...said: T): void => listener(...said);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    call: (...said) => listeners.forEach((listener) => listener(...said)),
  };
}
