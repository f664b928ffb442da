// Lines are followed through what git says was edited: each place here is what git gives for such a change.
import { describe, expect, it } from "vitest";
import type { LineEdit } from "../../../../src/application/live-swarm.ts";
import { followLines } from "../../../../src/surfaces/vscode/review/follow-lines.ts";

/** As in `@@ -1,2 +3 @@`. */
const edit = (oldStart: number, oldCount: number, newStart: number, newCount: number): LineEdit => ({
  old: { start: oldStart, count: oldCount },
  new: { start: newStart, count: newCount },
});
const span = (start: number, end = start) => ({ start, end });

describe("lines of a content, in the one that was made of it,", () => {
  it.each([
    ["nothing was edited", []],
    ["something below was", [edit(9, 1, 9, 3)]],
    ["lines came right below", [edit(6, 0, 7, 2)]],
  ])("stay where they are when %s", (_, edits) => {
    expect(followLines(span(5, 6), edits)).toEqual({ kind: "same", lines: span(5, 6) });
  });

  it.each([
    ["came", [edit(0, 0, 1, 2)], span(7, 8)],
    ["came right above", [edit(4, 0, 5, 1)], span(6, 7)],
    ["went", [edit(2, 3, 1, 0)], span(2, 3)],
    ["came and went", [edit(1, 1, 1, 4), edit(3, 2, 5, 1)], span(7, 8)],
  ])("move when lines above %s", (_, edits, lines) => {
    expect(followLines(span(5, 6), edits)).toEqual({ kind: "same", lines });
  });

  it.each([
    ["are replaced", [edit(5, 2, 5, 1)], span(5)],
    ["are replaced together with their neighbours", [edit(3, 6, 3, 2)], span(3, 4)],
    ["lose the first", [edit(5, 1, 4, 0)], span(5)],
    ["lose the last", [edit(6, 2, 5, 0)], span(5)],
    ["get one between them", [edit(5, 0, 6, 1)], span(5, 7)],
    ["have others above as well", [edit(1, 0, 2, 3), edit(6, 1, 9, 2)], span(8, 10)],
    ["change in the first and grow in the last", [edit(5, 1, 5, 1), edit(6, 1, 6, 3)], span(5, 8)],
  ])("are what stands in their place when they %s", (_, edits, lines) => {
    expect(followLines(span(5, 6), edits)).toEqual({ kind: "changed", lines });
  });

  it.each([
    ["they alone", [edit(5, 2, 4, 0)]],
    ["they and their neighbours", [edit(2, 9, 1, 0)]],
    ["all lines", [edit(1, 20, 0, 0)]],
  ])("are gone when %s are deleted", (_, edits) => {
    expect(followLines(span(5, 6), edits)).toEqual({ kind: "gone" });
  });
});
