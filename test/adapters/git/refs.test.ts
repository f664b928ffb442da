// Branches and pins: created once, moved by compare-and-swap, refused with the ref that is in the way.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let first: string;
let second: string;

beforeEach(async () => {
  person = await createRepository();
  first = await person.git(["rev-parse", "HEAD"]);
  second = await person.commit({ "b.txt": "b" });
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

test("creating a branch twice at one commit is fine, at another it is taken", async () => {
  await repository.createBranch("swarm/e/_integration", first);
  await repository.createBranch("swarm/e/_integration", first);
  await expect(repository.createBranch("swarm/e/_integration", second)).rejects.toMatchObject({
    reason: "branch-exists",
    details: { branch: "swarm/e/_integration", commit: first },
  });
});

test.each(["swarm", "swarm/e"])("an existing branch %s makes our names impossible and is named", async (blocker) => {
  await person.git(["branch", blocker]);
  const wanted = { epicId: "e", taskId: "t", branch: "swarm/e/t", base: second };
  await expect(repository.createBranch("swarm/e/t", second)).rejects.toMatchObject({
    reason: "ref-blocked",
    details: { ref: `refs/heads/${blocker}` },
  });
  await expect(repository.addWorktree(wanted)).rejects.toMatchObject({
    reason: "ref-blocked",
    details: { ref: `refs/heads/${blocker}` },
  });
});

test("a ref moves only from where it was expected, also when many try at once", async () => {
  const ref = "refs/heads/swarm/e/_integration";
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => repository.moveRef(ref, first, null)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await repository.moveRef(ref, second, first);
  await expect(repository.moveRef(ref, second, first)).rejects.toMatchObject({ reason: "ref-moved", details: { ref } });
  await expect(repository.moveRef("refs/heads/none", second, first)).rejects.toMatchObject({ reason: "ref-moved" });
});

test("a ref that another git holds is reported with the file to look at", async () => {
  await repository.createBranch("held", first);
  const lock = join(person.dir, ".git", "refs", "heads", "held.lock");
  await writeFile(lock, "");
  await expect(repository.moveRef("refs/heads/held", second, first)).rejects.toMatchObject({
    reason: "locked",
    details: { file: lock },
  });
});

test("the lock that a killed git of ours left on one of our refs is taken away", async () => {
  for (const lock of ["refs/heads/swarm/e/t.lock", "refs/opencode-swarm/e/t/1.lock"])
    await person.write({ [`.git/${lock}`]: "" });
  await repository.createBranch("swarm/e/t", first);
  await repository.pin("refs/opencode-swarm/e/t/1", first);
  expect(await repository.resolve("swarm/e/t")).toBe(first);
});

test("a pin goes anywhere, but only under our own refs", async () => {
  await repository.pin("refs/opencode-swarm/e/t/1", first);
  await repository.pin("refs/opencode-swarm/e/t/1", second);
  expect(await repository.resolve("refs/opencode-swarm/e/t/1")).toBe(second);
  await expect(repository.pin("refs/heads/main", first)).rejects.toMatchObject({ reason: "failed" });
});

test("a branch is deleted only while it is where it was seen and nobody has it checked out", async () => {
  await repository.createBranch("old", first);
  await expect(repository.deleteBranch("old", second)).rejects.toMatchObject({ reason: "ref-moved" });
  await repository.deleteBranch("old", first);
  await repository.deleteBranch("old", first);
  expect(await repository.isLocalBranch("old")).toBe(false);
  await expect(repository.deleteBranch("main", second)).rejects.toMatchObject({
    reason: "worktree-exists",
    details: { path: person.dir },
  });
});

test("an unknown revision is null to ask for and a reason to use", async () => {
  expect(await repository.resolve("--help")).toBeNull();
  expect(await repository.resolve("nope")).toBeNull();
  await expect(repository.trackedFiles("nope")).rejects.toMatchObject({ reason: "unknown-revision" });
  const { stderr, exitCode, args } = await repository.trackedFiles("nope").catch((cause) => cause.details);
  expect({ exitCode, args }).toEqual({ exitCode: 128, args: expect.arrayContaining(["ls-tree", "nope"]) });
  expect(stderr).toContain("nope");
});

test("the commits between two are told oldest first with subject and author", async () => {
  const third = await person.commit({ "c.txt": "c" }, "Ümlaut | pipe\n\nbody");
  expect(await repository.commitsBetween(first, third)).toEqual([
    { sha: second, subject: "Change", author: { name: "Pat Person", email: "pat@example.com" } },
    { sha: third, subject: "Ümlaut | pipe", author: { name: "Pat Person", email: "pat@example.com" } },
  ]);
});
