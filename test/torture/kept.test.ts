// What the torture of worktrees holds to be lost: work that has gone, and not what git had only begun to make.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTemplate, type Ground, type Template } from "./worktrees/ground.ts";
import { createKept } from "./worktrees/kept.ts";
import { lookAt, worktreesDirOf } from "./worktrees/look.ts";

let template: Template;
let ground: Ground;
let path: string;
const gitDir = (): string => join(ground.dir, ".git", "worktrees", "t");
beforeEach(async () => {
  template = await createTemplate();
  ground = await template.ground();
  path = join(worktreesDirOf(ground), "e", "t");
  await ground.git(["worktree", "add", "--quiet", "-b", "swarm/e/t", path]);
});
afterEach(async () => {
  await ground.remove();
  await template.remove();
});

/** What is lost once the worktree has gone; no event names a ref. */
async function lostWithIt(): Promise<string[]> {
  const kept = createKept(ground);
  const before = await lookAt(ground);
  expect([...before.worktrees.keys()]).toEqual([path]);
  for (const place of [path, gitDir()]) await rm(place, { recursive: true });
  kept.compare(before, await lookAt(ground), "a test");
  return kept.lost({ query: async () => ({ rows: [] }) } as never);
}

it("a file that no commit has", async () => {
  await writeFile(join(path, "work.txt"), "work\n");
  expect(await lostWithIt()).toEqual([expect.stringContaining("its files")]);
});

it("nothing in a worktree that git had not filled", async () => {
  for (const name of ["README.md", "src"]) await rm(join(path, name), { recursive: true });
  await rm(join(gitDir(), "index"));
  await writeFile(join(gitDir(), "HEAD"), `${"0".repeat(40)}\n`);
  expect(await lostWithIt()).toEqual([]);
});
