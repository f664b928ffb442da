// The review that is made of comments which were not sent yet.
import { describe, expect, it } from "vitest";
import { composeReview } from "../../../../src/surfaces/vscode/review/compose-review.ts";
import type { KeptComment } from "../../../../src/surfaces/vscode/review/review-comment.ts";
import { fileChange, objectId, taskChanges } from "./file-changes.ts";

const kept = (said: Partial<KeptComment>): KeptComment => ({
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
  ...said,
});

const contents = (texts: Record<string, string>) => async (id: string) => {
  const text = texts[id];
  return text === undefined ? null : new TextEncoder().encode(text);
};

const changes = taskChanges(fileChange("a.md"));

describe("a review", () => {
  it("takes comments on the present commit as they are, in the order of the files", async () => {
    const comments = [kept({ path: "b.md" }), kept({ lines: { start: 9, end: 9 } }), kept({ side: "old" })];
    const review = await composeReview(changes, comments, null, contents({}));
    expect(review.commit).toBe(changes.commit);
    expect(review.comments.map(({ path, lines }) => [path, lines?.start])).toEqual([
      ["a.md", 2],
      ["a.md", 9],
      ["b.md", 2],
    ]);
  });

  it("leaves out a note without words", async () => {
    expect((await composeReview(changes, [kept({})], "  \n", contents({}))).note).toBeNull();
    expect((await composeReview(changes, [kept({})], " Nice. ", contents({}))).note).toBe("Nice.");
  });

  it("moves a comment on an earlier commit to where its lines are now", async () => {
    const blob = contents({ [objectId("b")]: "new\nfirst\nsecond\n" });
    const review = await composeReview(changes, [kept({ commit: objectId("9") })], null, blob);
    expect(review.comments[0]).toMatchObject({ path: "a.md", lines: { start: 3, end: 3 }, quote: ["second"] });
  });

  it("makes a comment whose lines are gone one on the file, with what it quoted", async () => {
    const blob = contents({ [objectId("b")]: "nothing of it\n" });
    const review = await composeReview(changes, [kept({ commit: objectId("9") })], null, blob);
    expect(review.comments[0]).toMatchObject({ path: "a.md", lines: null, quote: ["second"] });
  });

  it("follows a file that was renamed since", async () => {
    const renamed = taskChanges(fileChange("b.md", { from: "a.md", change: "renamed" }));
    const blob = contents({ [objectId("a")]: "first\nsecond\n", [objectId("b")]: "second\n" });
    const comments = [kept({ commit: objectId("9") }), kept({ commit: objectId("9"), side: "old" })];
    const review = await composeReview(renamed, comments, null, blob);
    expect(review.comments).toMatchObject([
      { side: "old", path: "a.md", lines: { start: 2, end: 2 } },
      { side: "new", path: "b.md", lines: { start: 1, end: 1 } },
    ]);
  });

  it("keeps a comment on a file that the worker no longer changes", async () => {
    const review = await composeReview(taskChanges(), [kept({ commit: objectId("9") })], null, contents({}));
    expect(review.comments).toMatchObject([{ path: "a.md", lines: null, quote: ["second"], text: "Say more." }]);
  });
});
