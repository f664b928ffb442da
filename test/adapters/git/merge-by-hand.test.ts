// A merge that a person makes in a worktree of ours: where its conflicts are, how far it is, and how it goes away again.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let path: string;
let own: string;
let landed: string;

/** A text that has lines like git's markers, and three lines that both sides change differently. */
const text = (word: string, end = "\n"): string =>
  ["<<<<<<< HEAD", "=======", ">>>>>>> other", "a", word, "b", "c", "d", "e", "f", word, word, "g"].join(end) + end;
const ref = "refs/opencode-swarm/e/t/1-given-up";
const branch = "swarm/e/t";

beforeEach(async () => {
  const start = {
    "a.txt": text("base"),
    "crlf.txt": text("base", "\r\n"),
    "gone.txt": "gone\n",
    ".gitignore": "cache/\n",
  };
  person = await createRepository({ ...start, "bin.dat": "\0base" });
  const base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  ({ path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch, base }));
  const mine = { "a.txt": text("mine"), "crlf.txt": text("mine", "\r\n"), "gone.txt": "mine\n", "bin.dat": "\0mine" };
  own = await person.commit(mine, "Mine", path);
  await rm(join(person.dir, "gone.txt"));
  const theirs = {
    "a.txt": text("theirs"),
    "crlf.txt": text("theirs", "\r\n"),
    "bin.dat": "\0theirs",
    "new.txt": "n\n",
  };
  landed = await person.commit(theirs, "Theirs");
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const git = (...args: string[]) => person.git(args, path);
const open = () => repository.openMerge({ path, ours: own, theirs: landed });
const conflicted = ["a.txt", "bin.dat", "crlf.txt", "gone.txt"];

test("the places are those between git's own markers, and a file without such has none", async () => {
  const merged = await repository.merge(landed, own);
  if (merged.kind === "clean") throw new Error("it merges");
  const places = [
    { start: 5, count: 5 },
    { start: 15, count: 7 },
  ];
  expect(await repository.conflictPlaces(merged, [landed, own])).toEqual([
    { path: "a.txt", count: 2, hunks: places },
    { path: "bin.dat", count: 0, hunks: [] },
    { path: "crlf.txt", count: 2, hunks: places },
    { path: "gone.txt", count: 0, hunks: [] },
  ]);
});

test("it is begun once, and says what is unmerged and where markers are left", async () => {
  expect(await open()).toMatchObject({ underWay: false, unmerged: [], marked: [] });
  await person.git(["config", "rerere.enabled", "true"]);
  await repository.beginMerge({ path, commit: landed });
  expect(await open()).toEqual({
    underWay: true,
    files: conflicted,
    unmerged: conflicted,
    marked: ["a.txt", "crlf.txt"],
  });
  await writeFile(join(path, "a.txt"), text("both"));
  await repository.beginMerge({ path, commit: landed });
  expect(await readFile(join(path, "a.txt"), "utf8")).toBe(text("both"));
  const half = text("both", "\r\n").replace("both", "<<<<<<< HEAD\r\nboth");
  await writeFile(join(path, "crlf.txt"), half);
  await git("add", "a.txt", "crlf.txt");
  expect(await open()).toMatchObject({ unmerged: ["bin.dat", "gone.txt"], marked: ["crlf.txt"] });
});

test("it is never begun over a file that git would have to overwrite", async () => {
  await writeFile(join(path, "new.txt"), "of the person\n");
  await expect(repository.beginMerge({ path, commit: landed })).rejects.toMatchObject({ reason: "would-overwrite" });
  expect(await readFile(join(path, "new.txt"), "utf8")).toBe("of the person\n");
  expect(await git("status", "--porcelain")).toBe("?? new.txt");
  await expect(repository.beginMerge({ path: person.dir, commit: landed })).rejects.toMatchObject({
    reason: "not-ours",
  });
});

test.each([
  ["while it is under way", false],
  ["when the person has committed it", true],
])("it goes away %s: all of it is pinned, and nothing that was there before is touched", async (_name, committed) => {
  await mkdir(join(path, "cache"));
  await writeFile(join(path, "cache/kept"), "kept\n");
  await symlink(join(person.dir, "..", "elsewhere"), join(path, "cache", "link"));
  await repository.beginMerge({ path, commit: landed });
  await writeFile(join(path, "a.txt"), text("half"));
  await writeFile(join(path, "a note [1]*.txt"), "note\n");
  await writeFile(join(path, "gone.txt"), "changed\n");
  if (committed) {
    await git("add", "-A");
    await git("commit", "--quiet", "-m", "merged");
    await writeFile(join(path, "a.txt"), text("half and more"));
  }
  const { ref: kept } = await repository.dropMerge({ path, branch, commit: own, ref });
  expect(kept.startsWith(`${ref}-`)).toBe(true);
  expect(await git("rev-parse", "HEAD", branch)).toBe(`${own}\n${own}`);
  expect(await git("symbolic-ref", "HEAD")).toBe(`refs/heads/${branch}`);
  expect(await git("status", "--porcelain", "--untracked-files=all")).toBe("");
  expect(existsSync(join(path, "a note [1]*.txt"))).toBe(false);
  expect(await readFile(join(path, "cache/kept"), "utf8")).toBe("kept\n");
  expect(await open()).toMatchObject({ underWay: false, unmerged: [], marked: [] });
  expect(`${await git("show", `${kept}:a.txt`)}\n`).toBe(text(committed ? "half and more" : "half"));
  expect(await git("show", `${kept}:a note [1]*.txt`)).toBe("note");
  expect(await git("show", `${kept}:gone.txt`)).toBe("changed");
  if (committed) expect(await git("log", "-1", "--format=%s", `${kept}~1`)).toBe("merged");
  // Once more, as after a kill between the effect and its record.
  await repository.dropMerge({ path, branch, commit: own, ref });
  expect(await git("show", `${kept}:gone.txt`)).toBe("changed");
});
