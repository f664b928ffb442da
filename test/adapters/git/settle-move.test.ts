// A move that was killed is settled: ref, index and files are together again, and what the person had uncommitted is intact.
import { access, copyFile, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeIndexLock } from "../../../src/adapters/git/index-lock.ts";
import { movesDir, newIndexFile, readMove, writeMove } from "../../../src/adapters/git/move-record.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleChild } from "./bundle-child.ts";

const fileCount = 150;
let person: TestRepository;
let repository: Repository;
let old: string;
let next: string;
let dirty: string;

const numbered = (content: (index: number) => string | null) =>
  Object.fromEntries(
    Array.from({ length: fileCount }, (_, index) => [`dir${index % 7}/file ${index}.txt`, content(index)]),
  );

beforeEach(async () => {
  const text = (word: string, index: number) => `${word} ${index}\n`.repeat(200);
  person = await createRepository({
    ...numbered((index) => text("old", index)),
    "mine.txt": "committed\n",
    kind: "file\n",
  } as Record<string, string>);
  old = await person.git(["rev-parse", "HEAD"]);
  await person.commit({ ...numbered((index) => (index % 5 === 0 ? null : text("new", index))), kind: null });
  next = await person.commit({ "kind/inside.txt": "new\n", "added/deep/file.txt": text("new", 1) });
  await person.git(["reset", "-q", "--hard", old]);
  await person.write({
    "mine.txt": "edited, not committed\n",
    "notes ü.txt": "untracked\n",
    "dir3/untracked.txt": "untracked\n",
    "staged.txt": "s\n",
  });
  await person.git(["add", "staged.txt"]);
  dirty = await status();
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

const status = () => person.git(["status", "--porcelain", "-uall"]);
const move = () => ({ branch: "main", old, new: next });

/** The whole promise: at one end or the other, with exactly the person's own changes. */
async function expectTogether(tip: string) {
  expect(await person.git(["rev-parse", "HEAD"])).toBe(tip);
  expect(await status()).toBe(dirty);
  expect(await readFile(join(person.dir, "mine.txt"), "utf8")).toBe("edited, not committed\n");
  expect(await readFile(join(person.dir, "notes ü.txt"), "utf8")).toBe("untracked\n");
  await expect(access(join(person.dir, ".git", "index.lock"))).rejects.toMatchObject({ code: "ENOENT" });
  expect(await readMove(repository.commonDir, "main")).toBeNull();
}

test(
  "kill -9 at thirty moments of the move, of the process alone or with its git, forwards and backwards",
  { timeout: 120_000 },
  async () => {
    const child = await bundleChild("move-child", person.parent);
    const start = (from: string, to: string) =>
      execa("node", [child, person.dir, "main", from, to], {
        env: person.env,
        extendEnv: false,
        detached: true,
        reject: false,
      });
    const untilSaid = (running: ReturnType<typeof start>, word: string) =>
      new Promise<void>((resolve) =>
        running.stdout.on("data", (text: Buffer) => text.toString().includes(word) && resolve()),
      );

    const whole = start(old, next);
    await untilSaid(whole, "ready");
    const begun = performance.now();
    await untilSaid(whole, "done");
    const duration = performance.now() - begun;
    await whole;
    await expectTogether(next);

    const outcomes = { finished: 0, "rolled-back": 0 };
    let cutOff = 0;
    let from = next;
    let to = old;
    for (let kill = 0; kill < 30; kill += 1) {
      const running = start(from, to);
      await untilSaid(running, "ready");
      await new Promise((resolve) => setTimeout(resolve, (duration * kill) / 28));
      const { pid } = running;
      if (pid === undefined) throw new Error("not started");
      try {
        process.kill(kill % 2 === 0 ? -pid : pid, "SIGKILL");
      } catch {
        // It had ended already: then the move is done and must be found so.
      }
      await running;
      if ((await readMove(repository.commonDir, "main"))?.phase === "moving") cutOff += 1;
      const settled = await repository.settleMove({ branch: "main", old: from, new: to });
      expect(await repository.settleMove({ branch: "main", old: from, new: to })).toBe(settled);
      outcomes[settled] += 1;
      await expectTogether(settled === "finished" ? to : from);
      if (settled === "finished") [from, to] = [to, from];
    }
    // Without these the kills would have proved nothing.
    expect(outcomes["rolled-back"]).toBeGreaterThan(0);
    expect(cutOff).toBeGreaterThan(0);
  },
);

describe("each step at which a kill can fall", () => {
  const token = "0123456789abcdef";
  let indexFile: string;
  let record: Parameters<typeof writeMove>[1];
  beforeEach(async () => {
    indexFile = newIndexFile(repository.commonDir, token);
    record = { ...move(), path: person.dir, gitDir: join(person.dir, ".git"), token, phase: "begun" };
    await writeMove(repository.commonDir, record);
  });
  const lock = () => takeIndexLock(record.gitDir, movesDir(repository.commonDir), token);
  async function moveFiles() {
    await writeMove(repository.commonDir, { ...record, phase: "moving" });
    await copyFile(join(record.gitDir, "index"), indexFile);
    await execa("git", ["read-tree", "-m", "-u", old, next], {
      cwd: person.dir,
      env: { ...person.env, GIT_INDEX_FILE: indexFile },
    });
  }

  test("before the lock, and with the lock before any file", async () => {
    expect(await repository.settleMove(move())).toBe("rolled-back");
    await expectTogether(old);
    await writeMove(repository.commonDir, record);
    await lock();
    expect(await repository.settleMove(move())).toBe("rolled-back");
    await expectTogether(old);
  });

  test("with all files moved, and with some moved, some gone and some half written", async () => {
    await lock();
    await moveFiles();
    expect(await repository.settleMove(move())).toBe("rolled-back");
    await expectTogether(old);
    await writeMove(repository.commonDir, record);
    await lock();
    await moveFiles();
    const whole = await readFile(join(person.dir, "dir1/file 1.txt"), "utf8");
    await person.write({ "dir1/file 1.txt": whole.slice(0, 100), "dir2/file 2.txt": "", "dir3/file 3.txt": null });
    await person.write({ "dir0/file 0.txt": "old 0\n".repeat(200), "added/deep/file.txt": "new 1\nne" });
    expect(await repository.settleMove(move())).toBe("rolled-back");
    await expectTogether(old);
  });

  test("with the index in place and the ref not yet", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    expect(await repository.settleMove(move())).toBe("finished");
    await expectTogether(next);
  });

  test("with everything moved and the record still there", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    await person.git(["update-ref", "refs/heads/main", next]);
    expect(await repository.settleMove(move())).toBe("finished");
    await expectTogether(next);
  });

  test("on the way back, after the ref could not be moved", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    await copyFile(join(record.gitDir, "index"), join(movesDir(repository.commonDir), `${token}.back`));
    await writeMove(repository.commonDir, { ...record, phase: "returning" });
    await person.write({
      "dir1/file 1.txt": "old 1\n".repeat(200),
      "dir2/file 2.txt": "old",
      "dir0/file 0.txt": "old 0\n".repeat(9),
    });
    expect(await repository.settleMove(move())).toBe("finished");
    await expectTogether(next);
  });

  test("and the next move settles it by itself", async () => {
    await lock();
    await moveFiles();
    await repository.moveBranch(move());
    await expectTogether(next);
  });

  test("what the person wrote after the kill is left as it is", async () => {
    await lock();
    await moveFiles();
    await person.write({ "dir1/file 1.txt": "written since\n", "kind/inside.txt": "written since\n" });
    expect(await repository.settleMove(move())).toBe("rolled-back");
    expect(await readFile(join(person.dir, "dir1/file 1.txt"), "utf8")).toBe("written since\n");
    expect(await readFile(join(person.dir, "kind/inside.txt"), "utf8")).toBe("written since\n");
    const changed = (await status()).split("\n").filter((line) => !dirty.split("\n").includes(line));
    expect(changed.sort()).toEqual([" D kind", ' M "dir1/file 1.txt"', "?? kind/inside.txt"]);
  });

  test("a lock that is not ours is never taken away", async () => {
    const file = join(record.gitDir, "index.lock");
    await writeFile(file, "DIRC somebody's");
    expect(await repository.settleMove(move())).toBe("rolled-back");
    await access(file);
    await writeMove(repository.commonDir, { ...record, phase: "moving" });
    await expect(repository.settleMove(move())).rejects.toMatchObject({ reason: "locked", details: { file } });
    expect(await readFile(file, "utf8")).toBe("DIRC somebody's");
  });
});

test("a git that is killed in the middle of the files is taken back by the move itself", async () => {
  await person.write({ ".git/info/attributes": "*.txt filter=deadly\n" });
  const count = join(person.parent, "count");
  // The parent of the filter is the git that moves the files.
  const script = `cat; echo x >> '${count}'; if [ $(wc -l < '${count}') -eq 40 ]; then kill -9 $PPID; fi`;
  await person.git(["config", "filter.deadly.smudge", script]);
  await person.git(["config", "filter.deadly.clean", "cat"]);
  await expect(repository.moveBranch(move())).rejects.toMatchObject({ reason: "failed" });
  await expectTogether(old);
});

test("nothing half done is settled by looking only", async () => {
  expect(await repository.settleMove(move())).toBe("rolled-back");
  await repository.moveBranch(move());
  expect(await repository.settleMove(move())).toBe("finished");
  dirty = dirty.replace(/^A {2}staged.txt\n/m, "");
  await person.git(["commit", "-qm", "Goes on"]);
  expect(await repository.settleMove(move())).toBe("finished");
});
