// On which documents a kept comment is shown.
import { describe, expect, it } from "vitest";
import type { Fate } from "../../../../src/surfaces/vscode/review/comment-fate.ts";
import { placeComment } from "../../../../src/surfaces/vscode/review/place-comment.ts";
import type { ReviewDocument } from "../../../../src/surfaces/vscode/review/review-uri.ts";
import { keptComment } from "./comments.ts";
import { objectId } from "./file-changes.ts";

const commit = objectId("c");
const document: ReviewDocument = {
  kind: "file",
  epicId: "epic",
  taskId: "docs",
  commit,
  side: "new",
  change: "modified",
  blob: objectId("b"),
  path: "a.md",
};
const current: Fate = { kind: "current" };
const moved: Fate = {
  kind: "found",
  commit,
  path: "a.md",
  lines: { start: 3, end: 4 },
  same: true,
  touched: false,
};
const earlier = keptComment({ commit: objectId("9") });

describe("a kept comment", () => {
  it("stands on its own lines in the document that it was written on, whatever came after", () => {
    const written = { lines: { start: 2, end: 2 } };
    expect(placeComment(keptComment(), document, current)).toEqual(written);
    expect(placeComment(keptComment(), document, { ...moved, commit: objectId("d") })).toEqual(written);
    expect(placeComment(keptComment(), document, { kind: "fileGone", commit: objectId("d") })).toEqual(written);
  });

  it.each([{ side: "old" as const }, { path: "b.md" }, { taskId: "other" }, { epicId: "other" }])(
    "does not stand on a document with %j",
    (other) => {
      expect(placeComment(keptComment(), { ...document, ...other }, current)).toBeNull();
      expect(placeComment(earlier, { ...document, ...other }, moved)).toBeNull();
    },
  );

  it("stands in the present commit where its lines are now, sent or not, also when the file has another name", () => {
    expect(placeComment(earlier, document, moved)).toEqual({ lines: { start: 3, end: 4 } });
    expect(placeComment({ ...earlier, state: "sent", path: "before.md" }, document, moved)).toEqual({
      lines: { start: 3, end: 4 },
    });
  });

  it("stands on the file there when its lines are gone", () => {
    expect(placeComment(earlier, document, { kind: "linesGone", commit, path: "a.md" })).toEqual({ lines: null });
  });

  it("does not appear on another commit than its own and the present one, nor where its file is gone", () => {
    expect(placeComment(earlier, document, current)).toBeNull();
    expect(placeComment(earlier, document, { ...moved, commit: objectId("d") })).toBeNull();
    expect(placeComment(earlier, document, { kind: "fileGone", commit })).toBeNull();
  });
});
