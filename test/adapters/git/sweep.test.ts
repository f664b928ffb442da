// What a killed process left half made is swept by the next open; what a living one is making stays.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { access, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

/** No process has this id: it is beyond the largest. */
const deadPid = 4_194_304;

let person: TestRepository;
beforeEach(async () => {
  person = await createRepository({ "a.txt": "a\n" });
});
afterEach(() => person.remove());

const open = () => openRepository(person.dir, { env: person.env });
const gone = (place: string) => expect(access(place)).rejects.toMatchObject({ code: "ENOENT" });

test("a scratch worktree whose process was killed before it wrote down that it is one", async () => {
  const folder = join((await open()).worktreesDir, ".scratch");
  const [dead, alive] = [deadPid, process.pid].map((pid) => join(folder, `${pid}-0123456789ab`));
  for (const path of [dead, alive]) {
    const why = ["--lock", "--reason", `opencode-swarm uses this worktree: ${path}`];
    await person.git(["worktree", "add", "--quiet", "--detach", ...why, String(path)]);
  }
  await (await open()).close();
  await gone(String(dead));
  await access(String(alive));
  expect(await person.git(["worktree", "list", "--porcelain"])).not.toContain(String(dead));
});

test("an index of its own, and the lock of that", async () => {
  const repository = await open();
  const base = await person.git(["rev-parse", "HEAD"]);
  const { path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch: "swarm/e/t", base });
  await repository.close();
  const gitDir = await person.git(["rev-parse", "--absolute-git-dir"], path);
  const names = [`${deadPid}-0123456789ab`, `${deadPid}-0123456789ab.lock`, `${process.pid}-0123456789ab`];
  for (const name of names) await writeFile(join(gitDir, `opencode-swarm-index-${name}`), "");
  await (await open()).close();
  const left = (await readdir(gitDir)).filter((name) => name.startsWith("opencode-swarm-index-"));
  expect(left).toEqual([`opencode-swarm-index-${process.pid}-0123456789ab`]);
});

test("a worktree whose git was killed before it wrote its HEAD, with which no `git gc` works; one that is being made stays", async () => {
  const folder = join((await open()).worktreesDir, "e");
  const [dead, alive] = ["dead", "alive"].map((id) => join(folder, id)) as [string, string];
  for (const path of [dead, alive]) {
    const why = ["--lock", "--reason", `opencode-swarm uses this worktree: ${path}`];
    await person.git(["worktree", "add", "--quiet", "-b", `swarm/e/${basename(path)}`, ...why, path]);
    await writeFile(join(person.dir, ".git", "worktrees", basename(path), "HEAD"), `${"0".repeat(40)}\n`);
  }
  await expect(person.git(["gc", "--quiet"])).rejects.toThrow("worktrees/");
  // Its arguments are those of the git that makes the worktree.
  const mark = ["--reason", `opencode-swarm uses this worktree: ${alive}`, "--", alive];
  const git = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)", "--", ...mark]);
  await once(git, "spawn");
  await (await open()).close();
  await gone(dead);
  await access(alive);
  git.kill("SIGKILL");
  await once(git, "exit");
  await (await open()).close();
  await gone(alive);
  await person.git(["gc", "--quiet"]);
});
