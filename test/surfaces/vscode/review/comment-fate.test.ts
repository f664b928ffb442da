// What became of a comment's lines in the worker's next commit.
import { describe, expect, it } from "vitest";
import { fateIn } from "../../../../src/surfaces/vscode/review/comment-fate.ts";
import { editsOf, keptComment, lineAbove, secondGone, secondGrew } from "./comments.ts";
import { fileChange, objectId, taskChanges } from "./file-changes.ts";

const commit = objectId("c");
/** On the commit before, when the file had the content `bbb…`. */
const earlier = keptComment({ commit: objectId("9") });
const now = (path = "a.md", said = {}) => taskChanges(fileChange(path, { newBlob: objectId("d"), ...said }));
const found = { kind: "found", commit, path: "a.md" };

describe("a comment on the present commit", () => {
  it("is where it was written", async () => {
    expect(await fateIn(now(), keptComment(), editsOf({}))).toEqual({ kind: "current" });
  });
});

describe("a comment on the commit before", () => {
  it("keeps its lines when the file did not change", async () => {
    const same = now("a.md", { newBlob: objectId("b") });
    const fate = await fateIn(same, earlier, editsOf({}));
    expect(fate).toEqual({ ...found, lines: { start: 2, end: 2 }, same: true, touched: false });
  });

  it("moves with its lines, which are then not touched", async () => {
    const fate = await fateIn(now(), earlier, editsOf({ bd: [lineAbove] }));
    expect(fate).toEqual({ ...found, lines: { start: 3, end: 3 }, same: true, touched: false });
  });

  it("is at what stands in place of its lines, which were touched", async () => {
    const fate = await fateIn(now(), earlier, editsOf({ bd: [secondGrew] }));
    expect(fate).toEqual({ ...found, lines: { start: 2, end: 3 }, same: false, touched: true });
  });

  it("has lost its lines when they are deleted, or the whole file", async () => {
    const gone = { kind: "linesGone", commit, path: "a.md" };
    expect(await fateIn(now(), earlier, editsOf({ bd: [secondGone] }))).toEqual(gone);
    expect(await fateIn(now("a.md", { newBlob: null, change: "deleted" }), earlier, editsOf({}))).toEqual(gone);
  });

  it("has lost its file when that is not among the changes any more", async () => {
    expect(await fateIn(taskChanges(), earlier, editsOf({}))).toEqual({ kind: "fileGone", commit });
  });

  it("follows a file that was renamed since", async () => {
    const fate = await fateIn(now("b.md", { from: "a.md", change: "renamed" }), earlier, editsOf({ bd: [lineAbove] }));
    expect(fate).toMatchObject({ kind: "found", path: "b.md", lines: { start: 3, end: 3 } });
  });

  it("stands on the file, touched, when nobody can say where its lines are", async () => {
    const touched = { ...found, lines: null, same: false, touched: true };
    expect(await fateIn(now(), earlier, editsOf({}))).toEqual(touched);
    expect(await fateIn(now(), { ...earlier, file: null }, editsOf({ bd: [] }))).toEqual(touched);
  });
});

describe("a comment on a whole file of the commit before", () => {
  const onFile = { ...earlier, lines: null, quote: [] };

  it("is touched by every change of the file, and by none elsewhere", async () => {
    const touched = { ...found, lines: null, same: false, touched: true };
    expect(await fateIn(now(), onFile, editsOf({ bd: [lineAbove] }))).toEqual(touched);
    const same = now("a.md", { newBlob: objectId("b") });
    expect(await fateIn(same, onFile, editsOf({}))).toEqual({ ...touched, same: true, touched: false });
  });
});

describe("a comment on the old side of the commit before", () => {
  const old = { ...earlier, side: "old" as const };
  const stays = { ...found, lines: { start: 2, end: 2 }, same: true };

  it("is touched when what the worker made of its lines changed", async () => {
    const fate = await fateIn(
      now(),
      old,
      editsOf({ ab: [lineAbove], bd: [{ ...secondGrew, old: { start: 3, count: 1 } }] }),
    );
    expect(fate).toEqual({ ...stays, touched: true });
  });

  it("is not touched by changes elsewhere in the file", async () => {
    const fate = await fateIn(now(), old, editsOf({ ab: [lineAbove], bd: [secondGrew] }));
    expect(fate).toEqual({ ...stays, touched: false });
  });

  it("asks to be looked at when its lines were deleted and the file changed", async () => {
    const fate = await fateIn(now(), old, editsOf({ ab: [secondGone], bd: [lineAbove] }));
    expect(fate).toEqual({ ...stays, touched: true });
  });

  it("stands at the old path of a renamed file", async () => {
    const renamed = now("b.md", { from: "a.md", change: "renamed", newBlob: objectId("b") });
    expect(await fateIn(renamed, old, editsOf({}))).toEqual({ ...stays, touched: false });
  });
});
