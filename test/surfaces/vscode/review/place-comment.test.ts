// On which documents a kept comment is shown.
import { describe, expect, it } from "vitest";
import { placeComment } from "../../../../src/surfaces/vscode/review/place-comment.ts";
import type { KeptComment } from "../../../../src/surfaces/vscode/review/review-comment.ts";
import type { ReviewDocument } from "../../../../src/surfaces/vscode/review/review-uri.ts";
import { objectId } from "./file-changes.ts";

const document: ReviewDocument = {
  kind: "file",
  epicId: "epic",
  taskId: "docs",
  commit: objectId("c"),
  side: "new",
  change: "modified",
  blob: objectId("b"),
  path: "a.md",
};
const comment: KeptComment = {
  id: "1",
  state: "pending",
  epicId: "epic",
  taskId: "docs",
  commit: objectId("c"),
  path: "a.md",
  side: "new",
  lines: { start: 2, end: 2 },
  quote: ["second"],
  text: "Say more.",
};
const earlier = { ...comment, commit: objectId("9") };
const current = objectId("c");

describe("a kept comment", () => {
  it("stands on its own lines in the document that it was written on", () => {
    expect(placeComment(comment, document, current, "")).toEqual({ lines: { start: 2, end: 2 }, outdated: false });
  });

  it.each([{ side: "old" as const }, { path: "b.md" }, { taskId: "other" }, { epicId: "other" }])(
    "does not stand on a document with %j",
    (other) => {
      expect(placeComment(comment, { ...document, ...other }, current, "")).toBeNull();
    },
  );

  it("follows its lines to the commit that replaced its own", () => {
    expect(placeComment(earlier, document, current, "new\nfirst\nsecond")).toEqual({
      lines: { start: 3, end: 3 },
      outdated: false,
    });
  });

  it("stands on the file as outdated when its lines are gone there", () => {
    expect(placeComment(earlier, document, current, "nothing")).toEqual({ lines: null, outdated: true });
  });

  it("does not appear on a commit that is not the worker's present one", () => {
    expect(placeComment(earlier, document, objectId("d"), "first\nsecond")).toBeNull();
  });

  it("stays on its commit once it was sent", () => {
    expect(placeComment({ ...earlier, state: "sent" }, document, current, "first\nsecond")).toBeNull();
  });
});
