// One git looks names up: what it says is what git says now, and without it the answer is the same.
import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let first: string;
let started: ChildProcess[];
// Told before it is started: what it is shows later.
const hear = (message: unknown): void => void started.push((message as { process: ChildProcess }).process);
const running = (verb: string): ChildProcess[] =>
  started.filter(({ spawnargs }) => spawnargs.includes(verb) && spawnargs.includes("core.hooksPath=/dev/null"));

beforeEach(async () => {
  started = [];
  person = await createRepository();
  first = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  subscribe("child_process", hear);
});
afterEach(async () => {
  unsubscribe("child_process", hear);
  await repository.close();
  await person.remove();
});

test("what others moved, packed, made and deleted meanwhile is seen, by one git that ends with the repository", async () => {
  expect(await repository.resolve("refs/heads/main")).toBe(first);
  const second = await person.commit({ "b.txt": "b" });
  expect(await repository.resolve("refs/heads/main")).toBe(second);
  await person.git(["pack-refs", "--all"]);
  await person.git(["gc", "--quiet", "--prune=now"]);
  expect(await repository.resolve("refs/heads/main")).toBe(second);
  expect(await repository.treeOf(second)).toBe(await person.git(["rev-parse", `${second}^{tree}`]));
  await person.git(["branch", "a", first]);
  expect(await repository.resolve("refs/heads/a")).toBe(first);
  await person.git(["branch", "-D", "-q", "a"]);
  expect(await repository.resolve("refs/heads/a")).toBeNull();
  expect(running("cat-file")).toHaveLength(1);
  expect(running("rev-parse")).toHaveLength(0);
  await repository.close();
  expect(running("cat-file").map(({ exitCode }) => exitCode)).toEqual([0]);
});

test("many questions at once get each its own answer", async () => {
  const commits = [first];
  for (const name of ["b", "c", "d"]) commits.push(await person.commit({ [name]: name }));
  for (const [at, commit] of commits.entries()) await person.git(["branch", `at-${at}`, commit]);
  const names = Array.from({ length: 40 }, (_, at) => at % 5);
  const answers = await Promise.all(names.map((at) => repository.resolve(`refs/heads/at-${at}`)));
  expect(answers).toEqual(names.map((at) => commits[at] ?? null));
});

test("a name that is none is null, and a tag, a HEAD or a relative name is git's to read", async () => {
  await person.git(["tag", "-a", "-m", "x", "v1"]);
  for (const name of ["v1", "refs/tags/v1", "HEAD", "main", first, "refs/heads/main~0"])
    expect(await repository.resolve(name)).toBe(first);
  for (const name of ["refs/heads/none", "refs/heads/a\nrefs/heads/main", "refs/heads/ main", "f".repeat(40)])
    expect(await repository.resolve(name)).toBeNull();
  await expect(repository.treeOf("f".repeat(40))).rejects.toMatchObject({ reason: "unknown-revision" });
});

test("one that was killed is replaced, and a repository that is gone has no commits", async () => {
  expect(await repository.resolve("refs/heads/main")).toBe(first);
  running("cat-file")[0]?.kill("SIGKILL");
  expect(await repository.resolve("refs/heads/main")).toBe(first);
  expect(await repository.resolve("refs/heads/main")).toBe(first);
  expect(running("cat-file")).toHaveLength(2);
  await rename(join(person.dir, ".git"), join(person.parent, "away"));
  expect(await repository.resolve("refs/heads/main")).toBeNull();
  await rename(join(person.parent, "away"), join(person.dir, ".git"));
  expect(await repository.resolve("refs/heads/main")).toBe(first);
});
