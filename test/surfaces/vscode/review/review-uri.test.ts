// The address of a review document: what is written is read back, and nothing else is believed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  documentUri,
  fileDocuments,
  fileOf,
  readDocumentUri,
  readReviewUri,
  setUri,
  type ReviewDocument,
} from "../../../../src/surfaces/vscode/review/review-uri.ts";
import { fileChange, objectId, taskChanges } from "./file-changes.ts";

const document: ReviewDocument = {
  kind: "file",
  epicId: "add-docs-1",
  taskId: "docs",
  commit: objectId("c"),
  side: "new",
  change: "added",
  blob: objectId("b"),
  path: "docs/read me.md",
};

const segment = fc
  .string({ minLength: 1, maxLength: 12, unit: "grapheme" })
  .filter((text) => !text.includes("/") && !text.includes("\u0000") && text !== "." && text !== "..");

describe("the address of a review document", () => {
  it("is read back as it was written, whatever the path", () => {
    const paths = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(paths, fc.constantFrom("old", "new"), (path, side) => {
        const written = { ...document, path, side } as const;
        expect(readReviewUri(documentUri(written))).toEqual(written);
      }),
    );
  });

  it("says that a file does not exist on a side", () => {
    expect(readReviewUri(documentUri({ ...document, blob: null }))).toMatchObject({ blob: null });
  });

  it("names a whole review too", () => {
    const set = { kind: "set", epicId: "add-docs-1", taskId: "docs", commit: objectId("c") } as const;
    expect(readReviewUri(setUri(set))).toEqual(set);
  });

  it("tells what a commit is compared with from a side of the review, on which there are comments", () => {
    const changes = taskChanges(fileChange("a.md"));
    const { old, new: now } = fileDocuments({ ...changes, against: "Last review" }, fileChange("a.md"));
    expect([old.side, now.side]).toEqual(["other", "new"]);
    expect(readReviewUri(documentUri(old))).toEqual(old);
    expect([old, now].map((one) => readDocumentUri(documentUri(one)))).toEqual([null, now]);
    const set = { kind: "set", epicId: "add-docs-1", taskId: "docs", commit: objectId("c") } as const;
    const compared = { ...set, against: objectId("9") };
    expect(readReviewUri(setUri(compared))).toEqual(compared);
    expect(readReviewUri(setUri({ ...set, against: "main" }))).toBeNull();
  });

  it.each([
    "/../etc/passwd",
    "/a/../../b",
    "/a//b",
    "/./a",
    "/",
    "",
    "a",
    "/a/",
    "/a\u0000b",
    `/${"a/".repeat(3000)}b`,
  ])("does not believe the path %j", (path) => {
    expect(readReviewUri({ ...documentUri(document), path })).toBeNull();
  });

  it.each([
    ["blob", "HEAD:secret"],
    ["blob", "--help"],
    ["blob", objectId("B")],
    ["blob", ""],
    ["commit", "main"],
    ["epic", "../x"],
    ["epic", ""],
    ["task", "a/b"],
    ["side", "left"],
    ["change", "moved"],
  ])("does not believe %s=%s", (name, value) => {
    const uri = documentUri(document);
    const query = new URLSearchParams(uri.query);
    query.set(name, value);
    expect(readReviewUri({ ...uri, query: query.toString() })).toBeNull();
  });

  it("is of our scheme only", () => {
    expect(readReviewUri({ ...documentUri(document), scheme: "file" })).toBeNull();
  });

  it("gives a renamed file the path that it has on each side", () => {
    const renamed = fileChange("b.md", { from: "a.md", change: "renamed" });
    const sides = fileDocuments(taskChanges(renamed), renamed);
    expect(sides.old).toMatchObject({ path: "a.md", side: "old", blob: objectId("a") });
    expect(sides.new).toMatchObject({ path: "b.md", side: "new", blob: objectId("b") });
    expect(fileOf([renamed], sides.old)).toBe(renamed);
    expect(fileOf([renamed], { side: "old", path: "b.md" })).toBeUndefined();
  });
});
