// A value that others can listen to: as small as VS Code's own events, and usable without VS Code.

/** What ends something that was started. VS Code takes it wherever it takes a Disposable. */
export interface Disposable {
  dispose(): void;
}

/** Registers a listener. Returns what stops it. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

export interface Signal<T> {
  fire(value: T): void;
  listen: Listen<T>;
}

/** Listeners are called in the order in which they came; one that is removed meanwhile is not called any more. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<{ call(value: T): void }>();
  return {
    fire: (value) => listeners.forEach((listener) => listener.call(value)),
    listen: (call) => {
      const listener = { call };
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}
