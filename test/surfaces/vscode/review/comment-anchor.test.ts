// Comments follow the lines that they quote.
import { describe, expect, it } from "vitest";
import { findAnchor, linesOf, quoteOf } from "../../../../src/surfaces/vscode/review/comment-anchor.ts";

const text = ["one", "two", "three", "two", "five"];

describe("a comment in another version of its file", () => {
  it("stays where its lines still stand", () => {
    expect(findAnchor({ start: 2, end: 3 }, ["two", "three"], text)).toEqual({
      kind: "same",
      lines: { start: 2, end: 3 },
    });
  });

  it("moves with its lines", () => {
    const longer = ["new", "new", ...text];
    expect(findAnchor({ start: 3, end: 3 }, ["three"], longer)).toEqual({ kind: "moved", lines: { start: 5, end: 5 } });
  });

  it("takes the nearest of equal places", () => {
    expect(findAnchor({ start: 5, end: 5 }, ["two"], text)).toEqual({ kind: "moved", lines: { start: 4, end: 4 } });
  });

  it("is outdated when its lines are gone", () => {
    expect(findAnchor({ start: 1, end: 2 }, ["one", "three"], text)).toEqual({ kind: "outdated" });
  });

  it("is outdated when the file became too short for it", () => {
    expect(findAnchor({ start: 9, end: 9 }, [], text)).toEqual({ kind: "outdated" });
    expect(findAnchor({ start: 5, end: 30 }, ["five"], text)).toEqual({ kind: "outdated" });
  });

  it("finds the first line of a file again from far below", () => {
    const far = ["mark", ...Array.from({ length: 50 }, (_, at) => `line ${at}`)];
    expect(findAnchor({ start: 51, end: 51 }, ["mark"], far)).toEqual({ kind: "moved", lines: { start: 1, end: 1 } });
  });
});

describe("the quote of a comment", () => {
  it("holds its lines as an editor counts them", () => {
    expect(quoteOf(linesOf("a\r\nb\nc\rd"), { start: 2, end: 3 })).toEqual(["b", "c"]);
  });

  it("ends after twenty lines", () => {
    const many = Array.from({ length: 40 }, (_, at) => String(at + 1));
    expect(quoteOf(many, { start: 5, end: 40 })).toEqual(many.slice(4, 24));
  });
});
