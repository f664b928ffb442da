// Whatever a worker did to its branch, HEAD and files, its work ends as one pinned commit, and what was odd is said.
import { chmod, lstat, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
  person = await createRepository({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n", ".gitignore": "node_modules/\n*.log\n" });
  base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  ({ path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch, base }));
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const git = (...args: string[]) => person.git(args, path);
const author = { name: "Worker", email: "worker@example.com" };
const collect = () => repository.collect({ path, branch, base, ref, message: "What the worker left\n", author });

/** After collecting, whatever went before: pinned, on its branch, nothing pending, ready for another turn. */
async function collected() {
  const work = await collect();
  expect(await repository.resolve(ref)).toBe(work.commit);
  expect(await repository.resolve(branch)).toBe(work.commit);
  expect(await repository.worktreeState(path)).toBe("ok");
  expect(await git("status", "--porcelain", "--untracked-files=no")).toBe("");
  const again = await collect();
  expect(again).toMatchObject({ commit: work.commit, leftovers_committed: false });
  return work;
}
const content = (commit: string, file: string) => person.git(["show", `${commit}:${file}`]);

test("nothing changed: no commit, no file", async () => {
  expect(await collected()).toEqual({
    commit: base,
    files_touched: [],
    leftovers_committed: false,
    irregularities: [],
  });
});

test("the worker committed everything: its own commit counts", async () => {
  const commit = await person.commit({ "b.txt": "b", "a.txt": null }, "Mine", path);
  expect(await collected()).toEqual({
    commit,
    files_touched: ["a.txt", "b.txt"],
    leftovers_committed: false,
    irregularities: [],
  });
});

test("what is staged, changed, deleted or untracked is committed, what is ignored is not", async () => {
  await person.commit({ "b.txt": "b" }, "Mine", path);
  await person.write(
    { "staged.txt": "s", "ü/新 file.txt": "u", "x.log": "ignored", "a.txt": null, "node_modules/m/i.js": "" },
    path,
  );
  await git("add", "staged.txt");
  await chmod(join(path, "b.txt"), 0o755);
  const work = await collected();
  expect(work).toMatchObject({ leftovers_committed: true, irregularities: [] });
  expect(work.files_touched).toEqual(["a.txt", "b.txt", "staged.txt", "ü/新 file.txt"]);
  expect(await git("log", "-1", "--format=%an <%ae> %cn %s")).toBe(
    "Worker <worker@example.com> Pat Person What the worker left",
  );
});

test("a change of the same size in the second of the last index is seen", async () => {
  for (const letter of ["A", "B", "C"]) {
    await git("reset", "-q", "--hard");
    await writeFile(join(path, "a.txt"), `1\n2\n3\n4\n5\n6\n${letter}\n`);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const work = await collect();
    expect(await content(work.commit, "a.txt")).toBe(`1\n2\n3\n4\n5\n6\n${letter}`);
  }
});

test("no hook and no signing program runs for our commit", async () => {
  await person.git(["config", "commit.gpgSign", "true"]);
  await person.git(["config", "gpg.program", "/nowhere/gpg"]);
  for (const name of ["pre-commit", "commit-msg", "reference-transaction", "post-index-change"]) {
    await writeFile(join(person.dir, ".git", "hooks", name), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  }
  await person.write({ "b.txt": "b" }, path);
  expect((await collect()).files_touched).toEqual(["b.txt"]);
});

describe("the branch and HEAD are not where we left them", () => {
  test("branch deleted, with and without a commit on it", async () => {
    await git("update-ref", "-d", `refs/heads/${branch}`);
    await person.write({ "b.txt": "b" }, path);
    const first = await collected();
    expect(first).toMatchObject({ files_touched: ["b.txt"], leftovers_committed: true });
    expect(first.irregularities).toEqual([`The branch ${branch} was deleted; it was made again at the work's commit.`]);

    const commit = await person.commit({ "c.txt": "c" }, "Mine", path);
    await git("update-ref", "-d", `refs/heads/${branch}`);
    expect((await collected()).commit).toBe(commit);
  });

  test("HEAD detached beyond the branch, with something uncommitted", async () => {
    await git("checkout", "-q", "--detach");
    await person.commit({ "b.txt": "b" }, "Detached", path);
    await person.write({ "c.txt": "c" }, path);
    const work = await collected();
    expect(work.files_touched).toEqual(["b.txt", "c.txt"]);
    expect(work.irregularities).toEqual([expect.stringContaining("HEAD was detached")]);
  });

  test("HEAD on a branch of the worker's own", async () => {
    await git("checkout", "-q", "-b", "my-idea");
    const commit = await person.commit({ "b.txt": "b" }, "Idea", path);
    const work = await collected();
    expect(work.commit).toBe(commit);
    expect(work.irregularities).toEqual([`HEAD was on my-idea and not on ${branch}.`]);
  });

  test("HEAD detached before the branch's own work, which is kept with what was edited there", async () => {
    await person.commit({ "b.txt": "b" }, "Work", path);
    await git("checkout", "-q", "--detach", base);
    await person.write({ "c.txt": "c" }, path);
    const work = await collected();
    expect(work.files_touched).toEqual(["b.txt", "c.txt"]);
    expect(await readFile(join(path, "b.txt"), "utf8")).toBe("b");
  });

  test("HEAD elsewhere with changes that do not fit the branch: the branch counts and the rest is kept aside", async () => {
    const tip = await person.commit({ "a.txt": "the branch\n" }, "Work", path);
    await git("checkout", "-q", "--detach", base);
    await person.write({ "a.txt": "elsewhere\n" }, path);
    const work = await collected();
    expect(work.commit).toBe(tip);
    expect(work.irregularities.join(" ")).toContain(`${ref}-head`);
    expect(await content(`${ref}-head`, "a.txt")).toBe("elsewhere");
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("the branch\n");
  });

  test("history rewritten so that it no longer contains the base", async () => {
    await git("checkout", "-q", "--orphan", "fresh");
    await git("commit", "-qm", "Orphan");
    await git("branch", "-f", branch, "HEAD");
    const work = await collect();
    expect(work.irregularities.join(" ")).toContain("no longer contains the commit");
  });

  test("a branch that blocks the name: the work is pinned all the same", async () => {
    const commit = await person.commit({ "b.txt": "b" }, "Mine", path);
    await git("checkout", "-q", "--detach");
    await git("branch", "-D", branch);
    await git("branch", `${branch}/deeper`);
    const work = await collect();
    expect(work.commit).toBe(commit);
    expect(await repository.resolve(ref)).toBe(commit);
    expect(work.irregularities.join(" ")).toContain("could not be made again");
  });
});

describe("an operation was left unfinished", () => {
  async function diverge() {
    await person.commit({ "a.txt": "mine\n2\n3\n4\n5\n6\n7\n" }, "Mine", path);
    await git("checkout", "-q", "-b", "side", base);
    await person.commit({ "a.txt": "side\n2\n3\n4\n5\n6\n7\n", "side.txt": "s" }, "Side", path);
    await git("checkout", "-q", branch);
  }

  test("a merge with conflicts", async () => {
    await diverge();
    await expect(git("merge", "side")).rejects.toMatchObject({ exitCode: expect.any(Number) });
    const work = await collected();
    expect(work.irregularities).toEqual(["A merge was left unfinished.", "Files may hold conflict marks: a.txt."]);
    expect(await content(work.commit, "a.txt")).toContain("<<<<<<<");
  });

  test("a merge that was resolved but not committed becomes that merge", async () => {
    await diverge();
    await expect(git("merge", "side")).rejects.toMatchObject({ exitCode: expect.any(Number) });
    await person.write({ "a.txt": "both\n" }, path);
    await git("add", "a.txt");
    const work = await collected();
    expect(await repository.isAncestor("side", work.commit)).toBe(true);
    expect(work.irregularities).toEqual(["A merge was left unfinished."]);
  });

  test("a rebase: the branch as it was counts, the rest and what it put aside are kept", async () => {
    await diverge();
    const tip = await git("rev-parse", "HEAD");
    await person.write({ ".gitignore": "put aside\n" }, path);
    await expect(git("rebase", "--autostash", "side")).rejects.toMatchObject({ exitCode: expect.any(Number) });
    const work = await collected();
    expect(work.commit).toBe(tip);
    expect(work.irregularities.join(" ")).toContain("A rebase was left unfinished.");
    expect(await content(`${ref}-autostash`, ".gitignore")).toBe("put aside");
    expect(await repository.resolve(`${ref}-head`)).not.toBeNull();
  });

  test("a cherry-pick with conflicts, and a bisect", async () => {
    await diverge();
    await expect(git("cherry-pick", "side")).rejects.toMatchObject({ exitCode: expect.any(Number) });
    expect((await collected()).irregularities).toContain("A cherry-pick was left unfinished.");
    await git("bisect", "start");
    expect((await collected()).irregularities).toEqual(["A bisect was left unfinished."]);
  });
});

describe("things that must not be committed or must not stop us", () => {
  test("a link to an ignored folder stays out, also when the worker has added it", async () => {
    await mkdir(join(person.parent, "modules"));
    await mkdir(join(path, "sub"));
    for (const place of ["node_modules", "sub/node_modules"])
      await symlink(join(person.parent, "modules"), join(path, place));
    await person.write({ "b.txt": "b" }, path);
    await symlink("b.txt", join(path, "link"));
    expect(await repository.isClean(path)).toBe(false);
    const work = await collected();
    expect(work.files_touched).toEqual(["b.txt", "link"]);
    expect(work.irregularities).toEqual(["Links to ignored folders were left out: node_modules, sub/node_modules."]);
    expect(await repository.isClean(path)).toBe(true);
    expect((await lstat(join(path, "node_modules"))).isSymbolicLink()).toBe(true);

    await git("add", "-A");
    await git("commit", "-qm", "Everything");
    expect((await collected()).files_touched).toEqual(["b.txt", "link"]);
  });

  test("a repository inside the worktree is left out and named, also one that was committed as a link", async () => {
    const inner = join(path, "vendor", "inner");
    await mkdir(inner, { recursive: true });
    await person.git(["init", "-q"], inner);
    await person.git(
      ["-c", "user.name=a", "-c", "user.email=b@c", "commit", "-q", "--allow-empty", "-m", "Inner"],
      inner,
    );
    await person.write({ "b.txt": "b" }, path);
    const work = await collected();
    expect(work.files_touched).toEqual(["b.txt"]);
    expect(work.irregularities).toEqual(["Repositories inside the worktree were left out: vendor/inner."]);
    await git("add", "-A");
    await git("commit", "-qm", "Everything");
    expect((await collect()).irregularities).toEqual([
      "Repositories were committed as links without their files: vendor/inner.",
    ]);
  });

  test("a name that git cannot store is left out and named", async () => {
    await person.write({ "git~1": "x", "b.txt": "b" }, path);
    const work = await collect();
    expect(work.files_touched).toEqual(["b.txt"]);
    expect(work.irregularities).toEqual(["Files that git could not read were left out: git~1."]);
  });

  test("names that look like options, patterns or magic are only names", async () => {
    await person.write({ "-A": "1", ":(exclude)a": "2", "*.txt": "3", "[x]": "4", "line\nbreak": "5" }, path);
    expect((await collected()).files_touched).toEqual(["*.txt", "-A", ":(exclude)a", "[x]", "line\nbreak"]);
  });

  test("line endings that core.safecrlf would refuse", async () => {
    await person.git(["config", "core.autocrlf", "true"]);
    await person.git(["config", "core.safecrlf", "true"]);
    await person.write({ "b.txt": "unix\nlines\n" }, path);
    expect((await collect()).files_touched).toEqual(["b.txt"]);
  });

  test("an index that is broken or gone", async () => {
    const index = await git("rev-parse", "--path-format=absolute", "--git-path", "index");
    await person.write({ "b.txt": "b" }, path);
    await writeFile(index, "rubbish");
    expect((await collected()).files_touched).toEqual(["b.txt"]);
    await rm(index);
    await person.write({ "c.txt": "c" }, path);
    expect((await collected()).files_touched).toEqual(["b.txt", "c.txt"]);
  });

  test("a .git file that the worker removed or aimed elsewhere", async () => {
    await writeFile(join(path, ".git"), `gitdir: ${person.dir}/.git\n`);
    await person.write({ "b.txt": "b" }, path);
    const work = await collect();
    expect(work.files_touched).toEqual(["b.txt"]);
    expect((await repository.head()).commit).toBe(base);
  });
});

test("the lock of a dead git is taken away, that of a living one is respected", async () => {
  const lock = await git("rev-parse", "--path-format=absolute", "--git-path", "index.lock");
  await person.write({ "b.txt": "b" }, path);
  await writeFile(lock, "");
  await collected();

  await person.write({ "c.txt": "c" }, path);
  const holder = execa("sh", ["-c", 'exec 3>"$0"; echo held; exec sleep 60', lock], { cwd: path });
  try {
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    const work = await collect();
    expect(work.files_touched).toEqual(["b.txt", "c.txt"]);
    expect(work.irregularities).toEqual(["A git process still works in the worktree; its index was left alone."]);
    expect((await lstat(lock)).isFile()).toBe(true);
  } finally {
    holder.kill("SIGKILL");
    await holder.catch(() => undefined);
  }
  expect((await collect()).files_touched).toEqual(["b.txt", "c.txt"]);
});

test("a folder deleted by hand is a reason that tells the branch's commit", async () => {
  const commit = await person.commit({ "b.txt": "b" }, "Mine", path);
  await rm(path, { recursive: true });
  await expect(collect()).rejects.toMatchObject({ reason: "worktree-missing", details: { path, branch, commit } });
});

test("a folder that is not ours is not collected", async () => {
  const theirs = join(person.parent, "theirs");
  await person.git(["worktree", "add", "-q", "-b", "theirs", theirs]);
  await expect(
    repository.collect({ path: theirs, branch: "theirs", base, ref, message: "x", author }),
  ).rejects.toMatchObject({
    reason: "not-ours",
  });
});
