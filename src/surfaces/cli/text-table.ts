// Rows as a table of text that fits a width: the last column gives way first.
import { cut, padEnd, widthOf } from "./display-width.ts";
import { plainLine } from "./plain-text.ts";

const gap = 2;

/** Lines of a table with a heading. Cells are cleaned; only columns that are too wide for the terminal are cut. */
export function textTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const cells = [headings, ...rows].map((row) => headings.map((_, at) => plainLine(row[at] ?? "")));
  const widths = headings.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ""))));
  const total = (): number => widths.reduce((sum, width) => sum + width + gap, -gap);
  for (let at = widths.length - 1; at >= 0 && total() > columns; at -= 1) {
    const least = Math.min(widths[at] ?? 0, Math.max(8, widthOf(headings[at] ?? "")));
    widths[at] = Math.max(least, (widths[at] ?? 0) - (total() - columns));
  }
  return cells.map((row) =>
    cut(
      row
        .map((cell, at) => padEnd(cell, widths[at] ?? 0))
        .join(" ".repeat(gap))
        .trimEnd(),
      columns,
    ),
  );
}
