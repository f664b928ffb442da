// Which hunk a cursor means.
import { describe, expect, it } from "vitest";
import { hunkAt } from "../../../../src/surfaces/vscode/review/hunk-at-line.ts";

const replaced = { old: { start: 3, count: 2 }, new: { start: 3, count: 1 } };
const gone = { old: { start: 8, count: 1 }, new: { start: 6, count: 0 } };
const come = { old: { start: 10, count: 0 }, new: { start: 7, count: 2 } };
const edits = [replaced, gone, come];

describe("the hunk at a line", () => {
  it("is the one that has the line on the side of the cursor", () => {
    expect([2, 3, 4].map((line) => hunkAt(edits, "new", line))).toEqual([null, replaced, null]);
    expect([3, 4, 5].map((line) => hunkAt(edits, "old", line))).toEqual([replaced, replaced, null]);
    expect(hunkAt(edits, "new", 8)).toBe(come);
    expect(hunkAt(edits, "old", 8)).toBe(gone);
  });

  it("is one of lines that went, from either line beside their place, unless a line is there that came", () => {
    expect([5, 6, 7].map((line) => hunkAt(edits, "new", line))).toEqual([null, gone, come]);
    expect([9, 10, 11, 12].map((line) => hunkAt(edits, "old", line))).toEqual([null, come, come, null]);
    expect(hunkAt([{ old: { start: 1, count: 1 }, new: { start: 0, count: 0 } }], "new", 1)).not.toBeNull();
  });

  it("is none where nothing changed", () => {
    expect(hunkAt([], "new", 1)).toBeNull();
  });
});
