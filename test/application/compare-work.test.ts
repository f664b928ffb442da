// A worker's commit against other commits and against the person's checkout: what is shown is what differs between them.
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { compareWork } from "../../src/application/live/compare-work.ts";
import type { Against } from "../../src/application/live-swarm.ts";
import type { Repository } from "../../src/application/ports/repository.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import { epicIn } from "../domain/task-routes.ts";
import { createRepository, type TestRepository } from "../support/repositories.ts";

describe("work compared with something else", () => {
  let person: TestRepository;
  let repository: Repository;
  let start: string;
  beforeEach(async () => {
    person = await createRepository({ "a.txt": "a\n", "b.txt": "b\n", "c.txt": "c\n" });
    repository = await openRepository(person.dir, { env: person.env });
    start = await person.git(["rev-parse", "HEAD"]);
  });
  afterEach(async () => {
    await repository.close();
    await person.remove();
  });

  /** A commit of these files on another one; the checkout stays at `main`. */
  async function commitOn(parent: string, files: Record<string, string | null>): Promise<string> {
    await person.git(["checkout", "--quiet", "--detach", parent]);
    const commit = await person.commit(files);
    await person.git(["checkout", "--quiet", "main"]);
    return commit;
  }

  function epicWith(commit: string, tip: string): EpicState {
    const epic = epicIn("ready");
    const task = epic.tasks.get("t");
    if (task?.work == null) throw new Error("no work");
    const tasks = new Map([["t", { ...task, work: { ...task.work, commit, base: start } }]]);
    return { ...epic, tasks, integration: { branch: "main", tip } };
  }

  const compared = async (epic: EpicState, against: Against): Promise<[string, string][]> =>
    ((await compareWork(repository, epic, "t", against))?.files ?? [])
      .map(({ path, change }): [string, string] => [path, change])
      .toSorted(([one], [other]) => (one < other ? -1 : 1));

  it("is what changed since an earlier commit of it", async () => {
    const first = await commitOn(start, { "a.txt": "better\n", "new.txt": "new\n" });
    const second = await commitOn(first, { "a.txt": "best\n" });
    expect(await compared(epicWith(second, start), { kind: "commit", commit: first })).toEqual([["a.txt", "modified"]]);
    expect(await compared(epicWith(first, start), { kind: "commit", commit: first })).toEqual([]);
  });

  it("is not what others did meanwhile, unless that conflicts", async () => {
    const first = await commitOn(start, { "a.txt": "better\n" });
    const landed = await commitOn(start, { "b.txt": "of another\n" });
    await person.git(["checkout", "--quiet", "--detach", first]);
    await person.git(["merge", "--quiet", "--no-edit", landed]);
    const second = await person.commit({ "a.txt": "best\n" });
    await person.git(["checkout", "--quiet", "main"]);
    expect(await compared(epicWith(second, landed), { kind: "commit", commit: first })).toEqual([
      ["a.txt", "modified"],
    ]);
    const clash = await commitOn(start, { "b.txt": "clash\n" });
    expect(await compared(epicWith(second, landed), { kind: "commit", commit: clash })).toEqual([
      ["a.txt", "modified"],
      ["b.txt", "modified"],
    ]);
  });

  it("is what another worker has otherwise", async () => {
    const mine = await commitOn(start, { "a.txt": "mine\n", "new.txt": "new\n" });
    const other = await commitOn(start, { "a.txt": "other\n", "c.txt": null });
    expect(await compared(epicWith(mine, start), { kind: "commit", commit: other })).toEqual([
      ["a.txt", "modified"],
      ["c.txt", "added"],
      ["new.txt", "added"],
    ]);
  });

  it("is what the person has in these files, saved and not committed, and nothing is touched", async () => {
    const commit = await commitOn(start, { "a.txt": "better\n", "b.txt": "better\n", "c.txt": null, "d/e.txt": "e\n" });
    const epic = epicWith(commit, start);
    await person.write({ "a.txt": "better\n", "b.txt": "of the person\n", "unrelated.txt": "u\n" });
    await mkdir(join(person.dir, "elsewhere"));
    await person.write({ "elsewhere/e.txt": "secret\n" });
    await symlink("elsewhere", join(person.dir, "d"));
    const before = await person.git(["status", "--porcelain=v2"]);
    expect(await compared(epic, { kind: "workspace" })).toEqual([
      ["b.txt", "modified"],
      ["c.txt", "deleted"],
      ["d/e.txt", "added"],
    ]);
    expect(await person.git(["status", "--porcelain=v2"])).toBe(before);
    const changes = await compareWork(repository, epic, "t", { kind: "workspace" });
    const old = changes?.files.find(({ path }) => path === "b.txt")?.oldBlob ?? "";
    expect(Buffer.from((await repository.blob(old)) ?? []).toString()).toBe("of the person\n");
    await rm(join(person.dir, "b.txt"));
    await mkdir(join(person.dir, "b.txt"));
    expect(await compared(epic, { kind: "workspace" })).toContainEqual(["b.txt", "added"]);
  });
});
