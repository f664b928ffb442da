// Signs of life that stay long enough to be read: a newer one waits until the last was shown for a while.

/** Milliseconds for which a text stays at least. */
const shownFor = 1500;

export interface StickyTexts {
  /** The text that is shown now, or null. */
  of(key: string): string | null;
  offer(key: string, text: string): void;
  forget(key: string): void;
  dispose(): void;
}

export interface StickyParts {
  now(): number;
  after(ms: number, call: () => void): () => void;
  /** Another text is shown for this key. */
  onChange(key: string): void;
}

interface Shown {
  text: string;
  since: number;
  next: string | null;
  stop: (() => void) | null;
}

export function createStickyTexts({ now, after, onChange }: StickyParts): StickyTexts {
  const shown = new Map<string, Shown>();

  function show(key: string, text: string): void {
    shown.set(key, { text, since: now(), next: null, stop: null });
    onChange(key);
  }

  return {
    of: (key) => shown.get(key)?.text ?? null,
    offer(key, text) {
      const current = shown.get(key);
      if (current === undefined) return show(key, text);
      const left = shownFor - (now() - current.since);
      if (text === current.text) {
        current.next = null;
        return;
      }
      current.next = text;
      if (left <= 0 && current.stop === null) return show(key, text);
      current.stop ??= after(Math.max(0, left), () => {
        current.stop = null;
        if (shown.get(key) === current && current.next !== null) show(key, current.next);
      });
    },
    forget(key) {
      shown.get(key)?.stop?.();
      shown.delete(key);
    },
    dispose: () => shown.forEach((one) => one.stop?.()),
  };
}
