// Where a comment stands in another version of its file: found again by the lines that it quotes.

export interface LineSpan {
  /** From 1, both included. */
  start: number;
  end: number;
}

/** `outdated`: the quoted lines are gone. */
export type Anchor = { kind: "same" | "moved"; lines: LineSpan } | { kind: "outdated" };

/** Lines that are quoted with a comment, at most. */
export const quoteLimit = 20;

/** Lines of a text as an editor counts them. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

export const quoteOf = (lines: readonly string[], span: LineSpan): string[] =>
  lines.slice(span.start - 1, Math.min(span.end, span.start - 1 + quoteLimit));

/** The nearest place at which the quoted lines stand in `lines`. */
export function findAnchor(span: LineSpan, quote: readonly string[], lines: readonly string[]): Anchor {
  const length = span.end - span.start;
  const matchesAt = (index: number): boolean => quote.every((line, offset) => lines[index + offset] === line);
  const fits = (index: number): boolean => index >= 0 && index + length < lines.length && matchesAt(index);
  const home = span.start - 1;
  if (quote.length === 0) return fits(home) ? { kind: "same", lines: span } : { kind: "outdated" };
  if (fits(home)) return { kind: "same", lines: span };
  for (let distance = 1; distance < lines.length + home; distance += 1) {
    const found = [home - distance, home + distance].find(fits);
    if (found !== undefined) return { kind: "moved", lines: { start: found + 1, end: found + 1 + length } };
  }
  return { kind: "outdated" };
}
