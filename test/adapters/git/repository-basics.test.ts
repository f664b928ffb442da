// The everyday path of the git adapter: look, branch, merge, commit, land.
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;

beforeEach(async () => {
  person = await createRepository({ "a.txt": "one\ntwo\nthree\n", "b.txt": "b\n" });
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const author = { name: "Wörker", email: "worker@example.com" };

test("a task's worktree is made, its work collected, merged and landed on the checked-out branch", async () => {
  const { branch, commit: base } = await repository.head();
  expect(branch).toBe("main");
  const { path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch: "swarm/e/t", base });
  expect(path).toBe(`${person.dir}.swarm/e/t`);
  expect(await repository.worktreeState(path)).toBe("ok");
  expect(await repository.isClean(path)).toBe(true);

  await person.write({ "a.txt": "one\ntwo\nTHREE\n", "neu/ü.txt": "neu\n", "b.txt": null }, path);
  expect(await repository.isClean(path)).toBe(false);
  const ref = "refs/opencode-swarm/e/t/1";
  const work = await repository.collect({ path, branch: "swarm/e/t", base, ref, message: "Leftovers\n", author });
  expect(work).toMatchObject({
    files_touched: ["a.txt", "b.txt", "neu/ü.txt"],
    leftovers_committed: true,
    irregularities: [],
  });
  expect(await repository.resolve(ref)).toBe(work.commit);
  expect(await repository.resolve("swarm/e/t")).toBe(work.commit);
  expect(await repository.isClean(path)).toBe(true);
  expect(await person.git(["log", "-1", "--format=%an %ae|%cn %ce", work.commit])).toBe(
    "Wörker worker@example.com|Pat Person pat@example.com",
  );

  const merged = await repository.merge(base, work.commit);
  if (merged.kind !== "clean") throw new Error("conflict");
  const landed = await repository.commitTree({
    tree: merged.tree,
    parents: [base],
    message: "Land\n\nbody\n",
    author: null,
  });
  await person.write({ "notes.txt": "mine\n" });
  await repository.moveBranch({ branch: "main", old: base, new: landed });
  expect(await repository.head()).toEqual({ branch: "main", commit: landed });
  expect(await repository.dirtyFiles()).toEqual(["notes.txt"]);
  expect(await person.git(["reflog", "-1", "--format=%gs"])).toContain("opencode-swarm: land");

  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: work.commit });
  expect(await repository.worktreeState(path)).toBe("missing");
  expect(await repository.worktrees()).toHaveLength(1);
});

test("a conflict names its files once and sorted", async () => {
  const { commit: base } = await repository.head();
  const left = await person.commit({ "a.txt": "LEFT\n", "b.txt": "left\n" });
  await person.git(["checkout", "-q", "-b", "other", base]);
  const right = await person.commit({ "a.txt": "RIGHT\n", "b.txt": "right\n" });
  const merged = await repository.merge(left, right);
  expect(merged).toMatchObject({ kind: "conflict", files: ["a.txt", "b.txt"] });
  expect(await repository.changedFiles(merged.tree, right)).toEqual(["a.txt", "b.txt"]);
});

test("texts of many files are read at once, and what is no text of a person is none", async () => {
  const large = "x".repeat(1024 * 1024 + 1);
  await person.write({ "ü b.txt": "grüße\n", "empty.txt": "", "large.txt": large, "image.bin": "a\0b" });
  await person.git(["add", "."]);
  await person.git(["commit", "--quiet", "-m", "more"]);
  const { commit } = await repository.head();
  const paths = ["ü b.txt", "a.txt", "none.txt", "empty.txt", "large.txt", "image.bin", "a.txt", "two\nlines"];
  expect(await repository.texts(paths.map((path) => ({ commit, path })))).toEqual([
    "grüße\n",
    "one\ntwo\nthree\n",
    null,
    "",
    null,
    null,
    "one\ntwo\nthree\n",
    null,
  ]);
});

test("the person's branches that others moved are named; a landing of ours, a worker's branch and the rest are not", async () => {
  const { commit } = await repository.head();
  await person.git(["branch", "idle"]);
  await person.git(["branch", "old"]);
  await person.git(["branch", "target"]);
  const before = await repository.ownBranches();
  expect([...before.keys()].sort()).toEqual(["idle", "main", "old", "target"]);
  await person.git(["commit", "--quiet", "--allow-empty", "-m", "more"]);
  await person.git(["branch", "-D", "old"]);
  await person.git(["branch", "fresh"]);
  await repository.createBranch("swarm/e/t", commit);
  const tree = await repository.treeOf(commit);
  const landed = await repository.commitTree({ tree, parents: [commit], message: "landed", author });
  await repository.moveBranch({ branch: "target", old: commit, new: landed });
  expect(await repository.movedBranches(before)).toEqual(["fresh", "main", "old"]);
});
