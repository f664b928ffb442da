// The window onto the tree: it keeps what the person looks at in its place, and knows what moved under their hand.
import { computed, effect, signal, untracked, type ReadonlySignal, type Signal } from "@preact/signals";
import type { PanelSettings } from "../src/protocol.ts";
import { lineAt, layOut, linesWithin, placeOf, totalHeight, type Layout } from "./layout.ts";
import type { Line, Outline } from "./outline.ts";

export interface Viewport {
  layout: ReadonlySignal<Layout>;
  scrollTop: Signal<number>;
  /** Of the window, in pixels. */
  height: Signal<number>;
  /** Lines that have to be in the document: those in the window, and the one that holds the focus. */
  drawn: ReadonlySignal<Line[]>;
  measure(key: string, height: number): void;
  /** Scrolls as little as needed. */
  show(key: string): void;
  /** Something appeared, moved or changed its meaning: a click that was on its way is not meant for it. */
  disturb(key: string | null): void;
  isSteady(key: string): boolean;
  stop(): void;
}

/** Milliseconds for which a thing that moved takes no click. */
const steadyAfter = 400;
const spareLines = 6;

export function openViewport(parts: {
  outline: ReadonlySignal<Outline>;
  settings: ReadonlySignal<PanelSettings>;
  scrollTop: Signal<number>;
  /** Of cards and details, as far as they were measured. */
  heights: Signal<ReadonlyMap<string, number>>;
  active: ReadonlySignal<string | null>;
}): Viewport {
  const { outline, settings, scrollTop, heights: measured, active } = parts;
  const height = signal(0);
  const layout = computed(() => layOut(outline.value, settings.value.density, measured.value));
  const movedAt = new Map<string, number>();
  let allMovedAt = Number.NEGATIVE_INFINITY;

  const drawn = computed(() => {
    const now = layout.value;
    const lines = linesWithin(now, scrollTop.value, height.value, spareLines);
    const held = active.value === null ? null : placeOf(now, active.value);
    if (held !== null && !lines.includes(held.line)) lines.push(held.line);
    return lines;
  });

  /** The line at the top edge, or the next one that is still there, stays where it is on the screen. */
  const anchored = (before: Layout, after: Layout, scroll: number): number => {
    if (scroll === 0) return 0;
    const { lines } = before.outline;
    for (let index = lineAt(before, scroll); index < lines.length; index += 1) {
      const place = placeOf(after, lines[index]?.key ?? "");
      if (place !== null) return scroll + place.top - (before.tops[index] ?? 0);
    }
    return scroll;
  };

  const note = (before: Layout, after: Layout, oldScroll: number, newScroll: number): void => {
    const now = performance.now();
    if (movedAt.size > 1000) for (const [key, at] of movedAt) if (now - at > steadyAfter) movedAt.delete(key);
    for (const line of linesWithin(after, newScroll, height.peek(), 0)) {
      const was = placeOf(before, line.key);
      const is = placeOf(after, line.key);
      if (was === null || is === null || Math.abs(was.top - oldScroll - (is.top - newScroll)) > 1)
        movedAt.set(line.key, now);
    }
  };

  let previous = layout.peek();
  const stopAnchoring = effect(() => {
    const next = layout.value;
    untracked(() => {
      if (next === previous) return;
      const scroll = scrollTop.value;
      const wanted =
        previous.outline.lines.length === 0
          ? scroll
          : Math.max(0, Math.min(anchored(previous, next, scroll), totalHeight(next) - height.value));
      note(previous, next, scroll, wanted);
      previous = next;
      scrollTop.value = wanted;
    });
  });

  return {
    layout,
    scrollTop,
    height,
    drawn,
    measure(key, found) {
      if (found <= 0 || Math.abs((measured.peek().get(key) ?? 0) - found) < 0.5) return;
      measured.value = new Map(measured.peek()).set(key, found);
    },
    show(key) {
      const place = placeOf(layout.peek(), key);
      if (place === null) return;
      const top = scrollTop.peek();
      if (place.top < top) scrollTop.value = place.top;
      else if (place.top + place.height > top + height.peek())
        scrollTop.value = Math.min(place.top, place.top + place.height - height.peek());
    },
    disturb(key) {
      if (key === null) allMovedAt = performance.now();
      else movedAt.set(key, performance.now());
    },
    isSteady: (key) =>
      performance.now() - Math.max(allMovedAt, movedAt.get(key) ?? Number.NEGATIVE_INFINITY) >= steadyAfter,
    stop: stopAnchoring,
  };
}
