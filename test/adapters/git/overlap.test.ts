// What the radar says of two worktrees in which somebody works is what a real merge of the two comes to, and costs them nothing.
import { chmod, lstat, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { pairsToProbe, type PathChange } from "../../../src/domain/overlap.ts";
import { applied, firstFiles, firstTree, randomChanges, type Tree } from "../../support/random-changes.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

const workers = ["w0", "w1", "w2", "w3"];
/** Change sets in all. */
const sets = 200;

let person: TestRepository;
let repository: Repository;
let base: string;
const paths = new Map<string, string>();
let scratch: string;

beforeAll(async () => {
  person = await createRepository({ ...firstFiles, ".gitignore": "*.log\n" });
  base = await person.git(["rev-parse", "HEAD"]);
  repository = await openRepository(person.dir, { env: person.env });
  for (const taskId of workers) {
    const made = await repository.addWorktree({ epicId: "e", taskId, branch: `swarm/e/${taskId}`, base });
    paths.set(taskId, made.path);
  }
  scratch = join(person.parent, "scratch");
  await person.git(["worktree", "add", "--quiet", "--detach", scratch, base]);
});
afterAll(async () => {
  await repository.close();
  await person.remove();
});

const at = (taskId: string): string => paths.get(taskId) ?? "";

/** Where somebody works: part of it committed, part staged, part untouched by git. */
async function work(taskId: string, sides: readonly Tree[], how: number): Promise<void> {
  const path = at(taskId);
  await person.git(["reset", "--quiet", "--hard", base], path);
  await person.git(["clean", "--quiet", "-fd"], path);
  let before = firstTree;
  for (const [step, after] of sides.entries()) {
    // What is new goes first too: it may take the place of a folder that is left empty.
    const gone = [...new Set([...before.keys(), ...after.keys()])].filter(
      (name) => before.has(name) !== after.has(name),
    );
    await person.write(Object.fromEntries(gone.map((name) => [name, null])), path);
    await person.write(Object.fromEntries([...after].map(([name, { text }]) => [name, text])), path);
    for (const [name, { executable }] of after) await chmod(join(path, name), executable ? 0o755 : 0o644);
    if ((how + step) % 3 > 0) await person.git(["add", "--all"], path);
    if ((how + step) % 3 > 1) await person.git(["commit", "--quiet", "--allow-empty", "-m", "mine"], path);
    before = after;
  }
  await person.write({ "noise.log": String(how) }, path);
}

/** Bytes and times of everything that is a worker's: its files, its index, its HEAD. */
async function traces(taskId: string): Promise<Record<string, string>> {
  const path = at(taskId);
  const gitDir = await person.git(["rev-parse", "--absolute-git-dir"], path);
  const files = (await readdir(path, { recursive: true })).map((name) => join(path, name));
  const own = (await readdir(gitDir, { recursive: true })).map((name) => join(gitDir, name));
  const found: Record<string, string> = {};
  for (const file of [...files, ...own]) {
    const { mtimeMs, ino, size } = await lstat(file);
    // Its folder saw our own index come and go.
    if ((await lstat(file)).isDirectory()) found[file] = "folder";
    else found[file] = `${mtimeMs} ${ino} ${size} ${(await readFile(file)).toString("base64")}`;
  }
  return found;
}

interface Seen {
  pair: string;
  files: string[];
}

async function radar(): Promise<Seen[]> {
  const works = new Map<string, PathChange[]>();
  const commits = new Map<string, string>();
  for (const taskId of workers) {
    const before = await traces(taskId);
    const { commit } = await repository.snapshotOf({ path: at(taskId), branch: `swarm/e/${taskId}`, base });
    expect(await traces(taskId)).toEqual(before);
    commits.set(taskId, commit);
    works.set(taskId, await repository.pathChanges(base, commit));
  }
  const seen: Seen[] = [];
  for (const [one, other] of pairsToProbe(works, new Set(workers))) {
    const merged = await repository.merge(commits.get(one) ?? "", commits.get(other) ?? "");
    if (merged.kind === "conflict") seen.push({ pair: `${one} ${other}`, files: merged.files });
  }
  return seen;
}

/** Every pair, merged for real, whatever its paths are. */
async function truth(): Promise<Seen[]> {
  const commits: string[] = [];
  for (const taskId of workers) {
    await person.git(["add", "--all"], at(taskId));
    await person.git(["commit", "--quiet", "--allow-empty", "-m", "all of it"], at(taskId));
    commits.push(await person.git(["rev-parse", "HEAD"], at(taskId)));
  }
  const seen: Seen[] = [];
  for (const [one, ours = ""] of commits.entries()) {
    for (const [other, theirs = ""] of commits.entries()) {
      if (other <= one) continue;
      await person.git(["reset", "--quiet", "--hard", ours], scratch);
      await person.git(["clean", "--quiet", "-fdx"], scratch);
      const clean = await person.git(["merge", "--quiet", "--no-commit", "--no-ff", theirs], scratch).then(
        () => true,
        () => false,
      );
      const unmerged = await person.git(["diff", "--name-only", "--diff-filter=U", "-z"], scratch);
      // A file in the way of a folder is put beside it, under a name of its own.
      const named = unmerged.split("\0").filter((name) => name !== "");
      const files = named.map((name) => name.replace(new RegExp(`~(HEAD|${theirs})(_\\d+)?$`), ""));
      if (!clean) seen.push({ pair: `${workers[one]} ${workers[other]}`, files: [...new Set(files)].sort() });
    }
  }
  return seen;
}

// Thousands of git processes: what a loaded machine needs for them is no matter.
test(`over ${sets} random change sets: no overlap is missed, and none is invented`, { timeout: 900_000 }, async () => {
  const tally = { rounds: 0, conflicts: 0, clean: 0 };
  const round = fc.tuple(
    fc.array(fc.array(randomChanges, { minLength: 1, maxLength: 2 }), {
      minLength: workers.length,
      maxLength: workers.length,
    }),
    fc.nat({ max: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(round, async ([all, how]) => {
      for (const [at, steps] of all.entries()) {
        const sides: Tree[] = [];
        for (const step of steps) sides.push(step.reduce(applied, sides.at(-1) ?? firstTree));
        await work(workers[at] ?? "", sides, how + at);
      }
      const seen = await radar();
      const real = await truth();
      expect(seen).toEqual(real);
      tally.rounds += 1;
      tally.conflicts += real.length;
      tally.clean += (workers.length * (workers.length - 1)) / 2 - real.length;
    }),
    { numRuns: sets / workers.length, endOnFailure: true },
  );
  // Both kinds were there, or nothing was shown.
  expect(tally.conflicts).toBeGreaterThan(20);
  expect(tally.clean).toBeGreaterThan(20);
});

test("a worktree that is gone is named", async () => {
  const { path } = await repository.addWorktree({ epicId: "e", taskId: "gone", branch: "swarm/e/gone", base });
  await rm(path, { recursive: true });
  await expect(repository.snapshotOf({ path, branch: "swarm/e/gone", base })).rejects.toMatchObject({
    reason: "worktree-missing",
  });
});
