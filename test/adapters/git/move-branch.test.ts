// A branch of the person moves with its files and index, or not at all, and never over what the person has changed.
import { access, lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { GitError, type Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let old: string;
let next: string;

/** `next` changes, adds and deletes files and turns a file into a folder; the checkout stays at `old`. */
beforeEach(async () => {
  person = await createRepository({
    "change.txt": "old\n",
    "delete/me.txt": "old\n",
    "becomes-folder": "file\n",
    "untouched.txt": "same\n",
    ".gitignore": "secret.env\nbuild\n",
  });
  old = await person.git(["rev-parse", "HEAD"]);
  next = await person.commit({
    "change.txt": "new\n",
    "delete/me.txt": null,
    "becomes-folder": null,
    "added/ü.txt": "new\n",
  });
  next = await person.commit({ "becomes-folder/inside.txt": "new\n" });
  await person.git(["reset", "-q", "--hard", old]);
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const read = (path: string) => readFile(join(person.dir, path), "utf8");
const status = () => person.git(["status", "--porcelain", "-uall"]);
const forwards = () => ({ branch: "main", old, new: next });
const backwards = () => ({ branch: "main", old: next, new: old });

async function expectUnmoved(dirty: string) {
  expect(await person.git(["rev-parse", "main"])).toBe(old);
  expect(await status()).toBe(dirty);
  expect(await readdir(join(person.dir, ".git", "opencode-swarm", "moves")).catch(() => [])).toEqual([]);
  await expect(access(join(person.dir, ".git", "index.lock"))).rejects.toMatchObject({ code: "ENOENT" });
}

test("a branch that is checked out nowhere moves as a ref only", async () => {
  await person.git(["branch", "other", old]);
  expect(await repository.target("other")).toEqual({ branch: "other", commit: old, checkedOutAt: null });
  await repository.moveBranch({ branch: "other", old, new: next });
  await repository.moveBranch({ branch: "other", old, new: next });
  expect(await person.git(["rev-parse", "other"])).toBe(next);
  expect(await status()).toBe("");
  expect(await repository.target("none")).toBeNull();
});

test("a checked-out branch moves with index and files, there and back, and everything uncommitted stays", async () => {
  await person.write({
    "untouched.txt": "edited\n",
    "notes.txt": "mine\n",
    "secret.env": "s",
    "delete/other.txt": "mine\n",
  });
  await person.write({ "staged.txt": "staged\n" });
  await person.git(["add", "staged.txt"]);
  const before = await status();
  await repository.moveBranch(forwards());
  expect(await person.git(["rev-parse", "HEAD"])).toBe(next);
  expect(await status()).toBe(before);
  expect(await read("added/ü.txt")).toBe("new\n");
  expect(await read("becomes-folder/inside.txt")).toBe("new\n");
  await repository.moveBranch(backwards());
  await expectUnmoved(before);
  expect(await read("becomes-folder")).toBe("file\n");
  expect([await read("untouched.txt"), await read("staged.txt"), await read("secret.env")]).toEqual([
    "edited\n",
    "staged\n",
    "s",
  ]);
});

test("a branch that is checked out in another worktree of the person moves there", async () => {
  const side = join(person.parent, "sïde tree");
  await person.git(["worktree", "add", "-q", "-b", "side", side]);
  await person.write({ "notes.txt": "mine\n" }, side);
  expect(await repository.target("side")).toEqual({ branch: "side", commit: old, checkedOutAt: side });
  await repository.moveBranch({ branch: "side", old, new: next });
  expect(await readFile(join(side, "change.txt"), "utf8")).toBe("new\n");
  expect(await person.git(["status", "--porcelain"], side)).toBe("?? notes.txt");
  await expectUnmoved("");
});

describe("changes that would be overwritten refuse the move, are named, and nothing changes", () => {
  test.each<[string, Record<string, string | null>, string[]]>([
    ["a changed file", { "change.txt": "mine\n" }, ["change.txt"]],
    ["a changed file that would be deleted", { "delete/me.txt": "mine\n" }, ["delete/me.txt"]],
    ["an untracked file", { "added/ü.txt": "mine\n" }, ["added/ü.txt"]],
    ["an untracked file where a folder comes", { added: "mine\n" }, ["added"]],
    ["an ignored file", { "secret.env": "mine\n" }, ["secret.env"]],
    ["an ignored folder where a file comes", { "build/out.js": "mine\n" }, ["build/out.js"]],
  ])("%s", async (_, files, named) => {
    next = await person.commit({ "change.txt": "new\n", "delete/me.txt": null, "added/ü.txt": "new\n" });
    await person.write({ "secret.env": "new\n", build: "new\n" });
    await person.git(["add", "-f", "secret.env", "build"]);
    next = await person.commit({}, "Ignored files too");
    await person.git(["reset", "-q", "--hard", old]);
    await person.write(files);
    const before = await status();
    const error = await repository.moveBranch(forwards()).catch((cause: unknown) => cause);
    if (!(error instanceof GitError)) throw new Error("it was moved");
    expect(error).toMatchObject({ reason: "would-overwrite", details: { files: named, branch: "main" } });
    expect(error.message).toContain(String(named[0]));
    await expectUnmoved(before);
    for (const [path, content] of Object.entries(files)) expect(await read(path)).toBe(content);
  });

  test("a staged change, and a link in place of a folder", async () => {
    await person.write({ "change.txt": "mine\n" });
    await person.git(["add", "change.txt"]);
    await expect(repository.moveBranch(forwards())).rejects.toMatchObject({
      reason: "would-overwrite",
      details: { files: ["change.txt"] },
    });
    await person.git(["reset", "-q", "--hard", old]);
    await mkdir(join(person.parent, "outside"));
    await symlink(join(person.parent, "outside"), join(person.dir, "added"));
    await expect(repository.moveBranch(forwards())).rejects.toMatchObject({
      reason: "would-overwrite",
      details: { files: ["added"] },
    });
    await expectUnmoved("?? added");
    expect(await readdir(join(person.parent, "outside"))).toEqual([]);
  });
});

test("a change of the same size in the second of the last index is seen too", async () => {
  await person.git(["reset", "-q", "--hard"]);
  await person.git(["update-index", "--force-write-index"]);
  await writeFile(join(person.dir, "change.txt"), "odd\n");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await expect(repository.moveBranch(forwards())).rejects.toMatchObject({ reason: "would-overwrite" });
  expect(await read("change.txt")).toBe("odd\n");
});

test("a file that was only touched is no change", async () => {
  await writeFile(join(person.dir, "change.txt"), "old\n");
  await repository.moveBranch(forwards());
  expect(await status()).toBe("");
});

describe("the move is refused while the person is in the middle of something", () => {
  test.each([
    ["merge", ["merge", "side"]],
    ["rebase", ["rebase", "side"]],
    ["cherry-pick", ["cherry-pick", "side"]],
    ["revert", ["revert", "HEAD~1"]],
  ])("a %s", async (operation, args) => {
    await person.git(["checkout", "-q", "-b", "side"]);
    await person.commit({ "change.txt": "side\n" });
    await person.git(["checkout", "-q", "main"]);
    await person.commit({ "change.txt": "mine\n" });
    old = await person.commit({ "change.txt": "mine again\n" });
    await expect(person.git(args)).rejects.toMatchObject({ exitCode: expect.any(Number) });
    const before = await status();
    await expect(repository.moveBranch(forwards())).rejects.toMatchObject({
      reason: "operation-in-progress",
      details: { operation },
    });
    expect(await status()).toBe(before);
    expect(await person.git(["rev-parse", "main"])).toBe(old);
  });

  test("a bisect", async () => {
    await person.git(["bisect", "start"]);
    await expect(repository.moveBranch(forwards())).rejects.toMatchObject({ reason: "operation-in-progress" });
    await expectUnmoved("");
  });
});

test("a branch that is not where it was expected is not moved", async () => {
  const other = await person.commit({ "other.txt": "x" });
  await expect(repository.moveBranch(forwards())).rejects.toMatchObject({
    reason: "ref-moved",
    details: { commit: other, expected: old },
  });
  await expect(repository.moveBranch({ branch: "none", old, new: next })).rejects.toMatchObject({
    reason: "ref-moved",
  });
});

test("when the ref cannot be moved at the end, files and index go back", async () => {
  await person.write({ "notes.txt": "mine\n" });
  const lock = join(person.dir, ".git", "refs", "heads", "main.lock");
  await writeFile(lock, "");
  await expect(repository.moveBranch(forwards())).rejects.toMatchObject({ reason: "locked", details: { file: lock } });
  await expectUnmoved("?? notes.txt");
  expect(await read("becomes-folder")).toBe("file\n");
});

test("a lock that another git holds is waited for, then reported, and stays", async () => {
  const lock = join(person.dir, ".git", "index.lock");
  await writeFile(lock, "");
  await expect(repository.moveBranch(forwards())).rejects.toMatchObject({ reason: "locked", details: { file: lock } });
  expect((await lstat(lock)).size).toBe(0);
});

test("two moves at once: one wins, the other is told that the branch has moved", async () => {
  const third = await person.commit({ "third.txt": "3" });
  await person.git(["reset", "-q", "--hard", old]);
  const tries = await Promise.allSettled([
    repository.moveBranch(forwards()),
    repository.moveBranch({ branch: "main", old, new: third }),
  ]);
  expect(tries.map(({ status: outcome }) => outcome)).toEqual(["fulfilled", "rejected"]);
  expect(await status()).toBe("");
});

describe("a landing is reverted as a new commit", () => {
  test("that takes back what it brought and keeps what came later", async () => {
    const tip = await person.git(["commit-tree", `${next}^{tree}`, "-p", next, "-m", "Same"]);
    await repository.moveBranch(forwards());
    const later = await person.commit({ "later.txt": "later\n", "untouched.txt": "later\n" });
    const reverted = await repository.revertCommit(forwards(), later, "Revert\n");
    if (reverted.kind !== "clean") throw new Error("conflict");
    expect(await repository.changedFiles(old, reverted.commit)).toEqual(["later.txt", "untouched.txt"]);
    expect(await person.git(["rev-parse", `${reverted.commit}^`])).toBe(later);
    const again = await repository.revertCommit(forwards(), reverted.commit, "Revert\n");
    expect(again).toEqual({ kind: "clean", commit: reverted.commit });
    const whole = await repository.revertCommit(forwards(), tip, "Revert\n");
    expect(whole.kind === "clean" && (await repository.treeOf(whole.commit))).toBe(await repository.treeOf(old));
  });

  test("or the files are named that changed again since", async () => {
    await repository.moveBranch(forwards());
    const later = await person.commit({ "change.txt": "changed again\n" });
    expect(await repository.revertCommit(forwards(), later, "Revert\n")).toEqual({
      kind: "conflict",
      files: ["change.txt"],
    });
  });
});
