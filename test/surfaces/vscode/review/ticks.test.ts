// Ticks of reviewed files: each holds for one content.
import { describe, expect, it } from "vitest";
import { isTicked, nextUnreviewed, tickedCount } from "../../../../src/surfaces/vscode/review/ticks.ts";
import { contentOf } from "../../../../src/surfaces/vscode/reviewed-content.ts";
import { fileChange, objectId } from "./file-changes.ts";

const [one, two, three] = [fileChange("one"), fileChange("two"), fileChange("three")];

describe("a tick", () => {
  it("falls when the content of its file changes", () => {
    const marks = new Map([["one", contentOf(one)]]);
    expect(isTicked(one, marks)).toBe(true);
    expect(isTicked({ ...one, newBlob: objectId("d") }, marks)).toBe(false);
  });

  it("holds for a deletion, and falls when the file comes back changed", () => {
    const deleted = fileChange("gone", { change: "deleted", newBlob: null });
    const marks = new Map([["gone", contentOf(deleted)]]);
    expect(isTicked(deleted, marks)).toBe(true);
    expect(isTicked({ ...deleted, change: "modified", newBlob: objectId("e") }, marks)).toBe(false);
  });

  it("is counted only for files of the change", () => {
    const marks = new Map([
      ["one", contentOf(one)],
      ["elsewhere", objectId("b")],
    ]);
    expect(tickedCount([one, two], marks)).toBe(1);
  });
});

describe("the next file that is not reviewed", () => {
  it("is the first one behind the present file, going round", () => {
    const marks = new Map([["three", contentOf(three)]]);
    expect(nextUnreviewed([one, two, three], marks, "one")).toBe(two);
    expect(nextUnreviewed([one, two, three], marks, "two")).toBe(one);
  });

  it("is the first of all when no file is open", () => {
    expect(nextUnreviewed([one, two], new Map(), null)).toBe(one);
  });

  it("may be the present file itself, when it is the only one left", () => {
    expect(nextUnreviewed([one, two], new Map([["two", contentOf(two)]]), "one")).toBe(one);
  });

  it("is none when all are reviewed", () => {
    const marks = new Map([one, two].map((file) => [file.path, contentOf(file)]));
    expect(nextUnreviewed([one, two], marks, "one")).toBeNull();
  });
});
