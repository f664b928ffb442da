// The review that is made of comments which were not sent yet.
import { describe, expect, it } from "vitest";
import { composeReview } from "../../../../src/surfaces/vscode/review/compose-review.ts";
import { editsOf, keptComment as kept, lineAbove, secondGone, secondGrew } from "./comments.ts";
import { fileChange, objectId, taskChanges } from "./file-changes.ts";

const noEdits = editsOf({});
/** The content of the present commit; comments were written on another. */
const newBlob = objectId("d");
const earlier = objectId("9");
const changes = taskChanges(fileChange("a.md"));

describe("a review", () => {
  it("takes comments on the present commit as they are, in the order of the files", async () => {
    const comments = [kept({ path: "b.md" }), kept({ lines: { start: 9, end: 9 } }), kept({ side: "old" })];
    const review = await composeReview(changes, comments, null, noEdits);
    expect(review.commit).toBe(changes.commit);
    expect(review.comments.map(({ path, lines }) => [path, lines?.start])).toEqual([
      ["a.md", 2],
      ["a.md", 9],
      ["b.md", 2],
    ]);
  });

  it("leaves out a note without words", async () => {
    expect((await composeReview(changes, [kept({})], "  \n", noEdits)).note).toBeNull();
    expect((await composeReview(changes, [kept({})], " Nice. ", noEdits)).note).toBe("Nice.");
  });

  it("moves a comment on an earlier commit to where its lines are now", async () => {
    const now = taskChanges(fileChange("a.md", { newBlob }));
    const review = await composeReview(now, [kept({ commit: earlier })], null, editsOf({ bd: [lineAbove] }));
    expect(review.comments[0]).toMatchObject({ path: "a.md", lines: { start: 3, end: 3 }, quote: ["second"] });
  });

  it.each([
    ["are gone", secondGone],
    ["were changed, so that its quote stands nowhere", secondGrew],
  ])("makes a comment whose lines %s one on the file, with what it quoted", async (_, edit) => {
    const now = taskChanges(fileChange("a.md", { newBlob }));
    const review = await composeReview(now, [kept({ commit: earlier })], null, editsOf({ bd: [edit] }));
    expect(review.comments[0]).toMatchObject({ path: "a.md", lines: null, quote: ["second"] });
  });

  it("follows a file that was renamed since", async () => {
    const renamed = taskChanges(fileChange("b.md", { from: "a.md", change: "renamed", newBlob }));
    const comments = [kept({ commit: earlier }), kept({ commit: earlier, side: "old" })];
    const review = await composeReview(renamed, comments, null, editsOf({ bd: [lineAbove] }));
    expect(review.comments).toMatchObject([
      { side: "old", path: "a.md", lines: { start: 2, end: 2 } },
      { side: "new", path: "b.md", lines: { start: 3, end: 3 } },
    ]);
  });

  it("keeps a comment on a file that the worker no longer changes", async () => {
    const review = await composeReview(taskChanges(), [kept({ commit: earlier })], null, noEdits);
    expect(review.comments).toMatchObject([{ path: "a.md", lines: null, quote: ["second"], text: "Say more." }]);
  });

  it("names no lines for a comment on a whole file", async () => {
    const review = await composeReview(changes, [kept({ lines: null, quote: [] })], null, noEdits);
    expect(review.comments).toMatchObject([{ path: "a.md", lines: null, quote: [] }]);
  });
});
