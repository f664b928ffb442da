// A worktree is made whatever the repository is like, only where nothing of somebody else's stands, and once.
import { access, lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let base: string;

async function start(files: Record<string, string> = { "a.txt": "a\n" }, name?: string): Promise<void> {
  person = await createRepository(files, name);
  base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
}
beforeEach(() => start());
afterEach(async () => {
  await repository.close();
  await person.remove();
});
async function restart(files: Record<string, string>, name?: string): Promise<void> {
  await repository.close();
  await person.remove();
  await start(files, name);
}

const task = (taskId = "t") => ({ epicId: "e", taskId, branch: `swarm/e/${taskId}`, base });
const adminDir = (path: string) => person.git(["rev-parse", "--absolute-git-dir"], path);

test("a second call, also a simultaneous one, returns the same worktree", async () => {
  const [one, two] = await Promise.all([repository.addWorktree(task()), repository.addWorktree(task())]);
  await person.write({ "a.txt": "edited\n" }, one.path);
  const three = await repository.addWorktree(task());
  expect([two, three]).toEqual([one, one]);
  expect(await readFile(join(one.path, "a.txt"), "utf8")).toBe("edited\n");
  expect(await repository.worktrees()).toHaveLength(2);
});

test("many worktrees are made at once", async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `t${index}`);
  const made = await Promise.all(ids.map((id) => repository.addWorktree(task(id))));
  for (const { path } of made) expect(await repository.worktreeState(path)).toBe("ok");
});

test("it is locked, so that no prune takes it while its folder is away", async () => {
  const { path } = await repository.addWorktree(task());
  expect((await repository.worktrees()).find((worktree) => worktree.path === path)).toMatchObject({
    branch: "swarm/e/t",
    locked: true,
  });
  await rm(path, { recursive: true });
  await person.git(["worktree", "prune", "--expire=now"]);
  expect(await repository.worktrees()).toHaveLength(2);
});

test("one whose folder was deleted by hand is made again on its branch where that is now", async () => {
  const { path } = await repository.addWorktree(task());
  const work = await person.commit({ "b.txt": "b" }, "Work", path);
  await rm(path, { recursive: true });
  expect(await repository.worktreeState(path)).toBe("missing");
  expect(await repository.addWorktree(task())).toEqual({ path });
  expect(await person.git(["rev-parse", "HEAD"], path)).toBe(work);
  expect(await readFile(join(path, "b.txt"), "utf8")).toBe("b");
});

describe("a name that is taken is refused", () => {
  test("when the branch exists at another commit", async () => {
    await person.git(["branch", "swarm/e/t"]);
    base = await person.commit({ "b.txt": "b" });
    await expect(repository.addWorktree(task())).rejects.toMatchObject({
      reason: "branch-exists",
      details: { branch: "swarm/e/t" },
    });
  });

  test("when the branch is checked out elsewhere", async () => {
    const elsewhere = join(person.parent, "elsewhere");
    await person.git(["worktree", "add", "-q", "-b", "swarm/e/t", elsewhere]);
    await expect(repository.addWorktree(task())).rejects.toMatchObject({
      reason: "branch-exists",
      details: { path: elsewhere },
    });
    expect(await repository.worktrees()).toHaveLength(2);
  });

  test("when a link, a file or a folder of somebody else's stands at the place, which stays untouched", async () => {
    const outside = join(person.parent, "outside");
    await mkdir(outside);
    await repository.addWorktree(task("first"));
    const folder = join(repository.worktreesDir, "e");
    await symlink(outside, join(folder, "link"));
    await writeFile(join(folder, "file"), "mine");
    await mkdir(join(folder, "dir"));
    await writeFile(join(folder, "dir", "mine"), "mine");
    for (const taken of ["link", "file", "dir"]) {
      await expect(repository.addWorktree(task(taken))).rejects.toMatchObject({ reason: "not-ours" });
      expect(await repository.isLocalBranch(`swarm/e/${taken}`)).toBe(false);
    }
    expect(await readlink(join(folder, "link"))).toBe(outside);
    expect(await readFile(join(folder, "dir", "mine"), "utf8")).toBe("mine");
  });

  test("when a link stands for the epic's folder: nothing is written behind it", async () => {
    const outside = join(person.parent, "outside");
    await mkdir(outside);
    await mkdir(repository.worktreesDir);
    await symlink(outside, join(repository.worktreesDir, "e"));
    await expect(repository.addWorktree(task())).rejects.toMatchObject({ reason: "not-ours" });
    await expect(access(join(outside, "t"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("it is made all the same", () => {
  test("with a post-checkout hook that fails, which is not run", async () => {
    await person.git(["config", "core.hooksPath", join(person.dir, "hooks")]);
    await person.write({ "hooks/post-checkout": "#!/bin/sh\ntouch hook-ran\nexit 1\n" });
    await person.git(["update-index", "--add", "--chmod=+x", "hooks/post-checkout"]);
    await person.git(["commit", "-qm", "Hook"]);
    const { path } = await repository.addWorktree({ ...task(), base: await person.git(["rev-parse", "HEAD"]) });
    expect(await repository.isClean(path)).toBe(true);
  });

  test.each(["with space", 'quote\'s "double"', "grün ü", "$(touch pwned);&"])(
    "in a repository called %s",
    async (name) => {
      await restart({ "ä b/ü 'x'.txt": "a\n" }, name);
      const { path } = await repository.addWorktree(task());
      expect(await readFile(join(path, "ä b/ü 'x'.txt"), "utf8")).toBe("a\n");
      expect(await repository.worktreeState(path)).toBe("ok");
      expect(await repository.addWorktree(task())).toEqual({ path });
    },
  );

  test("with a smudge filter that fails but is not required", async () => {
    await restart({ ".gitattributes": "*.dat filter=broken\n", "x.dat": "raw\n" });
    await person.git(["config", "filter.broken.smudge", "false"]);
    const { path } = await repository.addWorktree(task());
    expect(await readFile(join(path, "x.dat"), "utf8")).toBe("raw\n");
  });

  test("with core.autocrlf, clean from the start", async () => {
    await person.git(["config", "core.autocrlf", "true"]);
    const { path } = await repository.addWorktree(task());
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("a\r\n");
    expect(await repository.isClean(path)).toBe(true);
  });

  test("with submodules, which stay empty", async () => {
    await person.git(["-c", "protocol.file.allow=always", "submodule", "add", "-q", person.dir, "sub"]);
    base = await person.commit({}, "Submodule");
    const { path } = await repository.addWorktree(task());
    expect(await repository.isClean(path)).toBe(true);
    expect((await lstat(join(path, "sub"))).isDirectory()).toBe(true);
    expect(await repository.removeWorktree({ path, ref: "refs/opencode-swarm/e/t/1" })).toEqual({ pinned: null });
  });

  test("with a sparse checkout, as sparse as the person's", async () => {
    base = await person.commit({ "in/a": "1", "out/b": "2" });
    await person.git(["sparse-checkout", "set", "--cone", "in"]);
    const { path } = await repository.addWorktree(task());
    await expect(access(join(path, "in/a"))).resolves.toBeUndefined();
    await expect(access(join(path, "out/b"))).rejects.toMatchObject({ code: "ENOENT" });
    await person.write({ "out/c": "made outside the cone" }, path);
    const ref = "refs/opencode-swarm/e/t/1";
    const author = { name: "W", email: "w@x" };
    const work = await repository.collect({ path, branch: "swarm/e/t", base, ref, message: "x", author });
    expect(work.files_touched).toEqual(["out/c"]);
  });
});

test("a required filter that fails is named, and neither branch nor worktree stays behind", async () => {
  await restart({ ".gitattributes": "*.dat filter=broken\n", "x.dat": "raw\n" });
  await person.git(["config", "filter.broken.smudge", "false"]);
  await person.git(["config", "filter.broken.required", "true"]);
  await expect(repository.addWorktree(task())).rejects.toMatchObject({
    reason: "filter-failed",
    details: { filter: "broken", file: "x.dat" },
  });
  expect(await repository.worktrees()).toHaveLength(1);
  expect(await repository.isLocalBranch("swarm/e/t")).toBe(false);
  await person.git(["config", "filter.broken.smudge", "cat"]);
  const { path } = await repository.addWorktree(task());
  expect(await repository.worktreeState(path)).toBe("ok");
});

describe("a creation that a kill cut off is finished by the next call", () => {
  test("between the metadata and the files", async () => {
    const { path } = await repository.addWorktree(task());
    const record = join(await adminDir(path), "opencode-swarm.json");
    await writeFile(record, (await readFile(record, "utf8")).replace('"ready":true', '"ready":false'));
    await rm(join(path, "a.txt"));
    await rm(join(await adminDir(path), "index"));
    expect(await repository.worktreeState(path)).toBe("unfit");
    await repository.addWorktree(task());
    expect(await repository.worktreeState(path)).toBe("ok");
    expect(await repository.isClean(path)).toBe(true);
  });

  test("before our record was written, and before git's own was whole", async () => {
    const { path } = await repository.addWorktree(task());
    const admin = await adminDir(path);
    for (const lost of [["opencode-swarm.json"], ["opencode-swarm.json", "HEAD", "gitdir", "commondir"]]) {
      for (const name of lost) await rm(join(admin, name), { force: true });
      await repository.addWorktree(task());
      expect(await repository.worktreeState(path)).toBe("ok");
      expect(await repository.worktrees()).toHaveLength(2);
    }
  });
});

test("a scratch worktree exists as long as it is used, and one of a dead process is swept by the next open", async () => {
  const seen = await repository.withScratch(base, async (path) => {
    expect(await readFile(join(path, "a.txt"), "utf8")).toBe("a\n");
    expect(await person.git(["rev-parse", "HEAD"], path)).toBe(base);
    return path;
  });
  await expect(access(seen)).rejects.toMatchObject({ code: "ENOENT" });
  await expect(repository.withScratch(base, () => Promise.reject(new Error("red")))).rejects.toThrow("red");
  expect(await repository.worktrees()).toHaveLength(1);

  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let scratch = "";
  const use = repository.withScratch(base, async (path) => {
    scratch = path;
    const living = await openRepository(person.dir, { env: person.env });
    await living.close();
    await access(path);
    const record = join(await adminDir(path), "opencode-swarm.json");
    await writeFile(record, (await readFile(record, "utf8")).replace(/"pid":\d+/, '"pid":4194304'));
    const later = await openRepository(person.dir, { env: person.env });
    await later.close();
    await expect(access(path)).rejects.toMatchObject({ code: "ENOENT" });
    await held;
  });
  release();
  await use;
  expect(scratch).toContain(".scratch");
  expect(await repository.worktrees()).toHaveLength(1);
});
