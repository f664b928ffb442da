// What landed meanwhile comes into a worker's worktree as one merge commit, or nothing of it changes.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let path: string;
let landed: string;
let own: string;

beforeEach(async () => {
  person = await createRepository({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n", "b.txt": "b\n" });
  const base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  ({ path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch: "swarm/e/t", base }));
  own = await person.commit({ "a.txt": "1\n2\n3\n4\n5\n6\nmine\n" }, "Mine", path);
  landed = await person.commit({ "a.txt": "theirs\n2\n3\n4\n5\n6\n7\n", "c.txt": "c\n" }, "Theirs");
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const git = (...args: string[]) => person.git(args, path);
const catchUp = (commit: string) =>
  repository.catchUp({ path, commit, message: "Caught up\n", author: { name: "Worker", email: "w@example.com" } });
const files = async () => Promise.all(["a.txt", "b.txt"].map((name) => readFile(join(path, name), "utf8")));

/** Nothing of the worktree has changed. */
async function untouched(status: string): Promise<void> {
  expect(await git("rev-parse", "HEAD")).toBe(own);
  expect(await git("status", "--porcelain")).toBe(status);
  expect(await repository.worktreeState(path)).toBe("ok");
}

test("both changes are there afterwards, in one merge commit on its branch; once more changes nothing", async () => {
  expect(await catchUp(landed)).toBe(true);
  expect(await git("log", "-1", "--format=%P %an %s", "swarm/e/t")).toBe(`${own} ${landed} Worker Caught up`);
  expect(await files()).toEqual(["theirs\n2\n3\n4\n5\n6\nmine\n", "b\n"]);
  expect(await git("status", "--porcelain")).toBe("");
  const caught = await git("rev-parse", "HEAD");
  expect(await catchUp(landed)).toBe(true);
  expect(await git("rev-parse", "HEAD")).toBe(caught);
});

test("the person's settings for their own merges change nothing of it", async () => {
  await person.git(["config", "merge.ff", "only"]);
  await person.git(["config", "merge.autoStash", "true"]);
  await person.git(["config", "commit.gpgSign", "true"]);
  await person.git(["config", "merge.verifySignatures", "true"]);
  expect(await catchUp(landed)).toBe(true);
});

test("a conflict leaves everything as it is", async () => {
  const other = await person.commit({ "a.txt": "1\n2\n3\n4\n5\n6\nhers\n" }, "Hers");
  expect(await catchUp(other)).toBe(false);
  await untouched("");
});

test("uncommitted work in the way leaves everything as it is, and elsewhere it stays", async () => {
  await writeFile(join(path, "c.txt"), "not committed\n");
  expect(await catchUp(landed)).toBe(false);
  await untouched("?? c.txt");
  expect(await readFile(join(path, "c.txt"), "utf8")).toBe("not committed\n");
  await git("clean", "-fdq");
  await writeFile(join(path, "b.txt"), "changed\n");
  expect(await catchUp(landed)).toBe(true);
  expect(await files()).toEqual(["theirs\n2\n3\n4\n5\n6\nmine\n", "changed\n"]);
  expect(await git("status", "--porcelain")).toBe(" M b.txt");
});

test("a folder that is no worktree of ours is refused", async () => {
  await expect(
    repository.catchUp({ path: person.dir, commit: landed, message: "x", author: { name: "W", email: "w" } }),
  ).rejects.toMatchObject({ reason: "not-ours" });
});
