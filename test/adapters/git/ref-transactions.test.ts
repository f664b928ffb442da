// One git changes all refs: it holds nothing while it waits, sees what others do, and nobody minds its end.
import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleChild } from "./bundle-child.ts";

let person: TestRepository;
let repository: Repository;
let first: string;
let second: string;
let started: ChildProcess[];
// Told before it is started: what it is shows later.
const hear = (message: unknown): void => void started.push((message as { process: ChildProcess }).process);
const updaters = (): ChildProcess[] => started.filter(({ spawnargs }) => spawnargs.includes("update-ref"));

beforeEach(async () => {
  started = [];
  person = await createRepository();
  first = await person.git(["rev-parse", "HEAD"]);
  second = await person.commit({ "b.txt": "b" });
  repository = await openRepository(person.dir, { env: person.env });
  subscribe("child_process", hear);
});
afterEach(async () => {
  unsubscribe("child_process", hear);
  await repository.close();
  await person.remove();
});

const ref = "refs/opencode-swarm/e/t/1";
const locks = async (): Promise<string[]> =>
  (await readdir(join(person.dir, ".git"), { recursive: true })).filter((name) => name.endsWith(".lock"));

test("many changes are made by one git, which holds no lock afterwards and ends with the repository", async () => {
  for (const to of [first, second, first, second]) await repository.pin(ref, to);
  await repository.createBranch("swarm/e/t", first);
  await repository.moveRef("refs/heads/swarm/e/t", second, first);
  await repository.deleteBranch("swarm/e/t", second);
  expect(await repository.resolve(ref)).toBe(second);
  expect(await repository.resolve("swarm/e/t")).toBeNull();
  expect(updaters()).toHaveLength(1);
  expect(await locks()).toEqual([]);
  await repository.close();
  expect(updaters().map(({ exitCode }) => exitCode)).toEqual([0]);
});

test("one that was killed while it waited is replaced", async () => {
  await repository.pin(ref, first);
  const [waiting] = updaters();
  waiting?.kill("SIGKILL");
  await repository.pin(ref, second);
  await repository.pin(ref, first);
  expect(await repository.resolve(ref)).toBe(first);
  expect(updaters()).toHaveLength(2);
});

test("a refused change has git's reason, changes nothing, and the next one is made", async () => {
  await repository.createBranch("a", first);
  await expect(repository.moveRef("refs/heads/a", first, second)).rejects.toMatchObject({
    reason: "ref-moved",
    details: { ref: "refs/heads/a", exitCode: 128, cwd: person.dir, args: expect.arrayContaining(["update-ref"]) },
  });
  await expect(repository.moveRef("refs/heads/a/b", first, null)).rejects.toMatchObject({
    reason: "ref-blocked",
    details: { ref: "refs/heads/a" },
  });
  await expect(repository.moveRef("refs/heads/a b", first, null)).rejects.toMatchObject({ reason: "failed" });
  await expect(repository.moveRef("refs/heads/a\0b", first, null)).rejects.toMatchObject({ reason: "failed" });
  expect(await locks()).toEqual([]);
  await repository.moveRef("refs/heads/a", second, first);
  expect(await repository.resolve("a")).toBe(second);
});

test("it sees what others did meanwhile: new commits, packed, moved and blocking refs", async () => {
  await repository.createBranch("a", first);
  const third = await person.commit({ "c.txt": "c" });
  await repository.moveRef("refs/heads/a", third, first);
  await person.git(["pack-refs", "--all"]);
  await person.git(["gc", "--quiet", "--prune=now"]);
  await expect(repository.moveRef("refs/heads/a", second, first)).rejects.toMatchObject({ reason: "ref-moved" });
  await repository.moveRef("refs/heads/a", second, third);
  await person.git(["branch", "-f", "a", first]);
  await repository.moveRef("refs/heads/a", second, first);
  await person.git(["branch", "x/y", first]);
  await expect(repository.moveRef("refs/heads/x", second, null)).rejects.toMatchObject({
    reason: "ref-blocked",
    details: { ref: "refs/heads/x/y" },
  });
  await person.git(["branch", "-D", "-q", "x/y"]);
  await repository.moveRef("refs/heads/x", second, null);
  expect(await repository.resolve("x")).toBe(second);
});

test("a repository that was deleted is missed, and one in its place is another", async () => {
  await repository.pin(ref, first);
  const gitDir = join(person.dir, ".git");
  await rename(gitDir, join(person.parent, "away"));
  await expect(repository.pin(ref, second)).rejects.toMatchObject({ reason: "not-a-repository" });
  await expect(readdir(gitDir)).rejects.toMatchObject({ code: "ENOENT" });
  await execa("git", ["clone", "-q", "--bare", join(person.parent, "away"), gitDir], { env: person.env });
  await repository.pin(ref, second);
  expect(await person.git(["--git-dir", gitDir, "rev-parse", ref])).toBe(second);
  await rm(gitDir, { recursive: true });
  await rename(join(person.parent, "away"), gitDir);
  expect(await repository.resolve(ref)).toBe(first);
});

test("it keeps no process alive, and ends with one that is killed", async () => {
  const child = await bundleChild("ref-child", person.parent);
  const options = { env: person.env, extendEnv: false };
  expect((await execa("node", [child, person.dir, first], options)).exitCode).toBe(0);
  const staying = execa("node", [child, person.dir, second, "stay"], { ...options, reject: false });
  const [said] = (await once(staying.stdout, "data")) as [Buffer];
  const pid = Number(said.toString());
  expect(process.kill(pid, 0)).toBe(true);
  staying.kill("SIGKILL");
  await staying;
  const lives = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (lives()) await sleep(10);
  expect(await locks()).toEqual([]);
});
