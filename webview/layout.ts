// Where each line stands, in pixels from the top of the tree, and which of them a window onto it shows.
import type { PanelSettings } from "../src/protocol.ts";
import type { Line, Outline } from "./outline.ts";

export interface Layout {
  outline: Outline;
  /** Top of each line; one more for the end. */
  tops: Float64Array;
}

const fixed: Record<PanelSettings["density"], Record<"epic" | "task" | "file", number>> = {
  comfortable: { epic: 46, task: 44, file: 22 },
  compact: { epic: 24, task: 22, file: 22 },
};
/** Until it was drawn and measured once. */
const guessed = { ask: 132, details: 40 };

export function layOut(
  outline: Outline,
  density: PanelSettings["density"],
  measured: ReadonlyMap<string, number>,
): Layout {
  const heights = fixed[density];
  const tops = new Float64Array(outline.lines.length + 1);
  let top = 0;
  for (let index = 0; index < outline.lines.length; index += 1) {
    const { kind, key } = outline.lines[index] as Line;
    tops[index] = top;
    top += kind === "ask" || kind === "details" ? (measured.get(key) ?? guessed[kind]) : heights[kind];
  }
  tops[outline.lines.length] = top;
  return { outline, tops };
}

export const totalHeight = ({ tops }: Layout): number => tops.at(-1) ?? 0;

/** Index of the line that covers a height; the last one below the end, 0 if there is none. */
export function lineAt({ tops }: Layout, y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Placed {
  line: Line;
  top: number;
  height: number;
}

export function placeOf({ outline, tops }: Layout, key: string): Placed | null {
  const index = outline.indexOf.get(key);
  const line = index === undefined ? undefined : outline.lines[index];
  if (index === undefined || line === undefined) return null;
  const top = tops[index] ?? 0;
  return { line, top, height: (tops[index + 1] ?? top) - top };
}

/** Lines that touch the window, and `spare` more on both sides. */
export function linesWithin(layout: Layout, scrollTop: number, height: number, spare: number): Line[] {
  const { lines } = layout.outline;
  const first = Math.max(0, lineAt(layout, scrollTop) - spare);
  const last = Math.min(lines.length - 1, lineAt(layout, scrollTop + height) + spare);
  return lines.slice(first, last + 1);
}
