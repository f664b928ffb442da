// Text in terminal columns: wide characters count two, marks that combine count none.
import stringWidth from "string-width";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a plain text takes. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text in at most `columns`, with an ellipsis where it was cut. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns <= 0) return "";
  let kept = "";
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const width = widthOf(segment);
    if (used + width > columns - 1) break;
    kept += segment;
    used += width;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in exactly `columns`, cut or filled up on the right. */
export function padEnd(text: string, columns: number): string {
  const fitting = cut(text, columns);
  return fitting + " ".repeat(Math.max(0, columns - widthOf(fitting)));
}

/** The text in exactly `columns`, cut or filled up on the left. */
export function padStart(text: string, columns: number): string {
  const fitting = cut(text, columns);
  return " ".repeat(Math.max(0, columns - widthOf(fitting))) + fitting;
}
