// The lines that are quoted with a comment.
import { describe, expect, it } from "vitest";
import { linesOf, quoteOf } from "../../../../src/surfaces/vscode/review/quote.ts";

describe("the quote of a comment", () => {
  it("holds its lines as an editor counts them", () => {
    expect(quoteOf(linesOf("a\r\nb\nc\rd"), { start: 2, end: 3 })).toEqual(["b", "c"]);
  });

  it("ends after twenty lines", () => {
    const many = Array.from({ length: 40 }, (_, at) => String(at + 1));
    expect(quoteOf(many, { start: 5, end: 40 })).toEqual(many.slice(4, 24));
  });
});
