// What a reload of the page must not lose: what is unfolded, where the person was, and what they had typed.
import { effect, signal, type Signal } from "@preact/signals";
import type { Host } from "./host.ts";
import { flag, orNull, record, text, amount, wordsByText, type Shape } from "./shapes.ts";

interface Kept {
  /** By row: true unfolded, false folded; what is absent is as it is by default. */
  expanded: Record<string, boolean>;
  active: string | null;
  scrollTop: number;
  /** Measured heights of cards and details in pixels: without them a place far down could not be found again. */
  heights: Record<string, number>;
  /** Unsent words by what they are for. */
  drafts: Record<string, string>;
}

const choices: Shape<Record<string, boolean>> = (value): value is Record<string, boolean> =>
  typeof value === "object" && value !== null && Object.values(value).every(flag);

const amounts: Shape<Record<string, number>> = (value): value is Record<string, number> =>
  typeof value === "object" && value !== null && Object.values(value).every(amount);

const isKept = record<Kept>({
  expanded: choices,
  active: orNull(text),
  scrollTop: amount,
  heights: amounts,
  drafts: wordsByText,
});

export interface SavedState {
  expanded: Signal<Record<string, boolean>>;
  active: Signal<string | null>;
  scrollTop: Signal<number>;
  heights: Signal<ReadonlyMap<string, number>>;
  drafts: Signal<Record<string, string>>;
  /** Forgets what belongs to rows and requests that are gone. */
  prune(known: { row(key: string): boolean; draft(key: string): boolean }): void;
  stop(): void;
}

/** At most one writing in this many milliseconds while the person scrolls or types. */
const pause = 100;
/** Of the lines measured last; all others are measured again when they are drawn. */
const mostHeights = 200;

export function openSavedState(host: Host): SavedState {
  const found = host.kept();
  const kept: Kept = isKept(found) ? found : { expanded: {}, active: null, scrollTop: 0, heights: {}, drafts: {} };
  const expanded = signal(kept.expanded);
  const active = signal(kept.active);
  const scrollTop = signal(kept.scrollTop);
  const heights = signal<ReadonlyMap<string, number>>(new Map(Object.entries(kept.heights)));
  const drafts = signal(kept.drafts);
  let timer: ReturnType<typeof setTimeout> | null = null;

  const write = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    host.keep({
      expanded: expanded.peek(),
      active: active.peek(),
      scrollTop: scrollTop.peek(),
      heights: Object.fromEntries([...heights.peek()].slice(-mostHeights)),
      drafts: drafts.peek(),
    } satisfies Kept);
  };
  const flush = (): void => {
    if (timer !== null) write();
  };
  let first = true;
  const stopWatching = effect(() => {
    void [expanded.value, active.value, scrollTop.value, heights.value, drafts.value];
    if (!first) timer ??= setTimeout(write, pause);
    first = false;
  });
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);

  const keepOnly = <T>(all: Record<string, T>, wanted: (key: string) => boolean): Record<string, T> => {
    const left = Object.entries(all).filter(([key]) => wanted(key));
    return left.length === Object.keys(all).length ? all : Object.fromEntries(left);
  };

  return {
    expanded,
    active,
    scrollTop,
    heights,
    drafts,
    prune(known) {
      expanded.value = keepOnly(expanded.peek(), known.row);
      drafts.value = keepOnly(drafts.peek(), known.draft);
    },
    stop() {
      flush();
      stopWatching();
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
    },
  };
}
