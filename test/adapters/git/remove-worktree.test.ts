// Removing a worktree of ours loses nothing, follows no link, and touches nothing of anybody else.
import { access, chmod, mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let base: string;
let path: string;
const branch = "swarm/e/t";
const ref = "refs/opencode-swarm/e/t/1";

beforeEach(async () => {
  person = await createRepository({ "a.txt": "a\n", ".gitignore": "ignored/\n" });
  base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  ({ path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch, base }));
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});
const gone = (place: string) => expect(access(place)).rejects.toMatchObject({ code: "ENOENT" });
const files = async (commit: string | null) =>
  (await person.git(["ls-tree", "-r", "--name-only", String(commit)])).split("\n");

test("one without work goes without a trace but its branch", async () => {
  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: null });
  await gone(path);
  expect(await person.git(["worktree", "list", "--porcelain"])).not.toContain("e/t");
  await gone(join(person.dir, ".git", "worktrees"));
  expect(await repository.resolve(branch)).toBe(base);
  await repository.close();
  expect(await readdir(join(repository.worktreesDir, ".trash"))).toEqual([]);
  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: null });
});

test("uncommitted and unmerged work is pinned first, with what was pinned before", async () => {
  const earlier = await person.commit({ "earlier.txt": "e" }, "Earlier", path);
  await repository.pin(ref, earlier);
  await person.git(["reset", "-q", "--hard", base], path);
  const tip = await person.commit({ "b.txt": "b" }, "Mine", path);
  await person.git(["checkout", "-q", "--detach", base], path);
  await person.write({ "c.txt": "c", "ignored/x": "x" }, path);
  const { pinned } = await repository.removeWorktree({ path, ref });
  expect(await files(pinned)).toEqual([".gitignore", "a.txt", "c.txt"]);
  for (const commit of [earlier, tip]) expect(await repository.isAncestor(commit, String(pinned))).toBe(true);
  expect(await repository.resolve(ref)).toBe(pinned);
});

test("the files of a repository inside it are pinned too", async () => {
  const inner = join(path, "app");
  await mkdir(inner);
  await person.git(["init", "-q"], inner);
  await person.write({ "src/i.js": "i" }, inner);
  await person.git(
    ["-c", "user.name=a", "-c", "user.email=b@c", "commit", "-q", "--allow-empty", "-m", "Inner"],
    inner,
  );
  const { pinned } = await repository.removeWorktree({ path, ref });
  expect(await files(pinned)).toContain("app/src/i.js");
});

test("links are removed and never followed, and folders without rights are no obstacle", async () => {
  const outside = join(person.parent, "outside");
  await mkdir(join(outside, "deep"), { recursive: true });
  await person.write({ "deep/keep.txt": "keep", "keep.txt": "keep" }, outside);
  await mkdir(join(path, "ignored", "shut"), { recursive: true });
  await symlink(outside, join(path, "ignored", "link"));
  await symlink(outside, join(path, "node_modules"));
  await symlink(join(outside, "keep.txt"), join(path, "ignored", "shut", "file-link"));
  await chmod(join(path, "ignored", "shut"), 0o000);
  await repository.removeWorktree({ path, ref });
  await repository.close();
  await gone(path);
  expect(await readdir(join(repository.worktreesDir, ".trash"))).toEqual([]);
  expect(await readFile(join(outside, "deep", "keep.txt"), "utf8")).toBe("keep");
  expect(await readFile(join(outside, "keep.txt"), "utf8")).toBe("keep");
});

test("nothing that we did not create is removed", async () => {
  const theirs = join(person.parent, "theirs");
  await person.git(["worktree", "add", "-q", "-b", "theirs", theirs]);
  const copy = join(repository.worktreesDir, "e", "copy");
  await person.git(["worktree", "add", "-q", "-b", "copy", copy]);
  const plain = join(repository.worktreesDir, "e", "plain");
  await mkdir(plain);
  for (const place of [theirs, copy, plain, person.dir, person.parent]) {
    await expect(repository.removeWorktree({ path: place, ref })).rejects.toMatchObject({
      reason: "not-ours",
      details: { path: place },
    });
    await access(place);
  }
});

test("a link that took the place of a worktree is refused, and what it points at stays", async () => {
  const outside = join(person.parent, "outside");
  await person.write({ "keep.txt": "keep" }, outside);
  await rm(path, { recursive: true });
  await symlink(outside, path);
  await expect(repository.removeWorktree({ path, ref })).rejects.toMatchObject({ reason: "not-ours" });
  await expect(repository.addWorktree({ epicId: "e", taskId: "t", branch, base })).rejects.toMatchObject({
    reason: "not-ours",
  });
  await expect(
    repository.collect({ path, branch, base, ref, message: "x", author: { name: "a", email: "b" } }),
  ).rejects.toMatchObject({
    reason: "not-ours",
  });
  expect(await readFile(join(outside, "keep.txt"), "utf8")).toBe("keep");
});

test("one whose folder was deleted by hand is settled, and its branch's commit pinned", async () => {
  const commit = await person.commit({ "b.txt": "b" }, "Mine", path);
  await rm(path, { recursive: true });
  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: commit });
  expect(await repository.worktrees()).toHaveLength(1);
  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: commit });
});

test("of one whose folder was deleted by hand, what only its HEAD had is pinned too", async () => {
  await person.git(["checkout", "-q", "--detach"], path);
  const commit = await person.commit({ "b.txt": "b" }, "Mine", path);
  await rm(path, { recursive: true });
  expect(await repository.removeWorktree({ path, ref })).toEqual({ pinned: commit });
  expect(await repository.resolve(ref)).toBe(commit);
});

test("what a kill left in the trash goes at the next open, and the person's worktrees stay", async () => {
  const theirs = join(person.parent, "theirs");
  await person.git(["worktree", "add", "-q", "-b", "theirs", theirs]);
  const left = join(repository.worktreesDir, ".trash", "e-t-1234");
  await person.write({ "deep/file": "x" }, left);
  await symlink(theirs, join(left, "link"));
  const next = await openRepository(person.dir, { env: person.env });
  await next.close();
  await gone(left);
  await access(join(theirs, "a.txt"));
  expect(await repository.worktreeState(path)).toBe("ok");
});

test("the size of a worktree counts no file behind a link", async () => {
  await person.write({ "big.bin": "x".repeat(1_000_000) }, join(person.parent, "outside"));
  const before = await repository.diskUsage(path);
  await symlink(join(person.parent, "outside"), join(path, "link"));
  await person.write({ "own.bin": "y".repeat(300_000) }, path);
  const grown = (await repository.diskUsage(path)) - before;
  expect(grown).toBeGreaterThanOrEqual(300_000);
  expect(grown).toBeLessThan(500_000);
});
