// Where a key leads from a line, and where the person stands when their line has gone.
import type { Row } from "../src/protocol.ts";
import { lineAt, placeOf, type Layout } from "./layout.ts";
import type { Line, Outline } from "./outline.ts";

export type Move = "up" | "down" | "first" | "last" | "pageUp" | "pageDown" | "parent" | "child";

/** Key of the line that the move leads to; null if it leads nowhere. */
export function lineAfter(layout: Layout, from: string, move: Move, page: number): string | null {
  const { lines, indexOf } = layout.outline;
  const index = indexOf.get(from);
  if (index === undefined) return lines[0]?.key ?? null;
  const at = (wanted: number): string | null => lines[Math.max(0, Math.min(lines.length - 1, wanted))]?.key ?? null;
  const top = layout.tops[index] ?? 0;
  switch (move) {
    case "up":
      return at(index - 1);
    case "down":
      return at(index + 1);
    case "first":
      return at(0);
    case "last":
      return at(lines.length - 1);
    case "pageUp":
      return at(Math.min(index - 1, lineAt(layout, Math.max(0, top - page)) + 1));
    case "pageDown":
      return at(Math.max(index + 1, lineAt(layout, top + page) - 1));
    case "parent":
      return lines[index]?.parent ?? null;
    case "child":
      return lines[index + 1]?.parent === from ? at(index + 1) : null;
  }
}

/** The next line whose title begins with the letters, searched from the line behind `from` and around. */
export function lineByLetters(
  outline: Outline,
  from: string | null,
  letters: string,
  titleOf: (line: Line) => string,
): string | null {
  const { lines, indexOf } = outline;
  const wanted = letters.toLocaleLowerCase();
  // One letter moves on; more letters may also be of the line where the first one led.
  const start = (indexOf.get(from ?? "") ?? -1) + (letters.length > 1 ? 0 : 1);
  for (let step = 0; step < lines.length; step += 1) {
    const line = lines[(Math.max(0, start) + step) % lines.length];
    if (line !== undefined && titleOf(line).toLocaleLowerCase().startsWith(wanted)) return line.key;
  }
  return null;
}

/** Next sibling, else the line above it; from a card always the row that it belonged to. */
export function lineInsteadOf(before: Layout, after: Layout, gone: string): string | null {
  const place = placeOf(before, gone);
  const isThere = (key: string): boolean => after.outline.indexOf.has(key);
  let line = place?.line;
  while (line !== undefined) {
    const { key, parent, kind } = line;
    if (kind !== "ask" && kind !== "details") {
      const { lines, indexOf } = before.outline;
      const sibling = lines.slice((indexOf.get(key) ?? 0) + 1).find((one) => one.parent === parent && isThere(one.key));
      if (sibling !== undefined) return sibling.key;
    }
    if (parent === null) break;
    if (isThere(parent)) return parent;
    line = placeOf(before, parent)?.line;
  }
  return after.outline.lines[0]?.key ?? null;
}

/** What Enter and a double click do on a row. */
export function defaultDeed(row: Row): "ask" | "review" | "resume" | "openFile" | "toggle" | "expand" {
  if (row.kind === "file") return "openFile";
  if (row.kind === "epic") return "toggle";
  const can = (action: Row["actions"][number]): boolean => row.actions.includes(action);
  switch (row.status) {
    case "needs_permission":
    case "needs_answer":
      return row.asks.length > 0 ? "ask" : "toggle";
    case "interrupted":
      return can("resume") ? "resume" : "toggle";
    case "failed":
      return "expand";
    case "queued":
    case "blocked":
    case "starting":
    case "working":
    case "retrying":
    case "stalled":
    case "stopped":
    case "ready":
    case "changes_requested":
    case "approved":
    case "landing":
    case "conflict":
    case "landed":
    case "discarded":
      return can("review") ? "review" : "toggle";
  }
}
