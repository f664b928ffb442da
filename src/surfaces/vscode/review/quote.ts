// The lines that a comment is about, as they were when it was written.

export interface LineSpan {
  /** From 1, both included. */
  start: number;
  end: number;
}

/** Lines that are quoted with a comment, at most. */
const quoteLimit = 20;

/** Lines of a text as an editor counts them. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

export const quoteOf = (lines: readonly string[], span: LineSpan): string[] =>
  lines.slice(span.start - 1, Math.min(span.end, span.start - 1 + quoteLimit));
