// A move that was killed is settled: ref, index and files are together again, and what the person had uncommitted is intact.
import { access, copyFile, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeIndexLock } from "../../../src/adapters/git/index-lock.ts";
import { movesDir, newIndexFile, writeMove } from "../../../src/adapters/git/move-record.ts";
import { createDirtyCheckout, type DirtyCheckout } from "./dirty-checkout.ts";

let checkout: DirtyCheckout;
beforeEach(async () => {
  checkout = await createDirtyCheckout(30);
});
afterEach(() => checkout.remove());

describe("each step at which a kill can fall", () => {
  const token = "0123456789abcdef";
  let indexFile: string;
  let record: Parameters<typeof writeMove>[1];
  beforeEach(async () => {
    indexFile = newIndexFile(checkout.repository.commonDir, token);
    record = {
      ...checkout.move,
      path: checkout.person.dir,
      gitDir: join(checkout.person.dir, ".git"),
      token,
      phase: "begun",
    };
    await writeMove(checkout.repository.commonDir, record);
  });
  const lock = () => takeIndexLock(record.gitDir, movesDir(checkout.repository.commonDir), token);
  async function moveFiles() {
    await writeMove(checkout.repository.commonDir, { ...record, phase: "moving" });
    await copyFile(join(record.gitDir, "index"), indexFile);
    await execa("git", ["read-tree", "-m", "-u", checkout.move.old, checkout.move.new], {
      cwd: checkout.person.dir,
      env: { ...checkout.person.env, GIT_INDEX_FILE: indexFile },
    });
  }

  test("in the middle of writing the record down", async () => {
    const folder = movesDir(checkout.repository.commonDir);
    for (const name of await readdir(folder)) await rename(join(folder, name), join(folder, `${name}.new`));
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
    expect(await readdir(folder)).toEqual([]);
  });

  test("before the lock, and with the lock before any file", async () => {
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
    await writeMove(checkout.repository.commonDir, record);
    await lock();
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
  });

  test("with all files moved, and with some moved, some gone and some half written", async () => {
    await lock();
    await moveFiles();
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
    await writeMove(checkout.repository.commonDir, record);
    await lock();
    await moveFiles();
    const whole = await readFile(join(checkout.person.dir, "dir1/file 1.txt"), "utf8");
    await checkout.person.write({
      "dir1/file 1.txt": whole.slice(0, 100),
      "dir2/file 2.txt": "",
      "dir3/file 3.txt": null,
    });
    await checkout.person.write({ "dir0/file 0.txt": "old 0\n".repeat(200), "added/deep/file.txt": "new 1\nne" });
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
  });

  test("with a folder made and the file for it not yet", async () => {
    await lock();
    await moveFiles();
    await checkout.person.write({ "kind/inside.txt": null, "added/deep/file.txt": null });
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await checkout.expectTogether(checkout.move.old);
    await expect(access(join(checkout.person.dir, "added"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("with the index in place and the ref not yet", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
    await checkout.expectTogether(checkout.move.new);
  });

  test("with the ref's locks of a git that died at the ref", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    for (const dead of ["HEAD.lock", "refs/heads/main.lock"]) await writeFile(join(record.gitDir, dead), "");
    expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
    await checkout.expectTogether(checkout.move.new);
  });

  test("with everything moved and the record still there", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    await checkout.person.git(["update-ref", "refs/heads/main", checkout.move.new]);
    expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
    await checkout.expectTogether(checkout.move.new);
  });

  test("on the way back, after the ref could not be moved", async () => {
    await lock();
    await moveFiles();
    await rename(indexFile, join(record.gitDir, "index"));
    await copyFile(join(record.gitDir, "index"), join(movesDir(checkout.repository.commonDir), `${token}.back`));
    await writeMove(checkout.repository.commonDir, { ...record, phase: "returning" });
    await checkout.person.write({
      "dir1/file 1.txt": "old 1\n".repeat(200),
      "dir2/file 2.txt": "old",
      "dir0/file 0.txt": "old 0\n".repeat(9),
    });
    expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
    await checkout.expectTogether(checkout.move.new);
  });

  test("and the next move settles it by itself", async () => {
    await lock();
    await moveFiles();
    await checkout.repository.moveBranch(checkout.move);
    await checkout.expectTogether(checkout.move.new);
  });

  test("what the person wrote after the kill is left as it is", async () => {
    await lock();
    await moveFiles();
    await checkout.person.write({ "dir1/file 1.txt": "written since\n", "kind/inside.txt": "written since\n" });
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    expect(await readFile(join(checkout.person.dir, "dir1/file 1.txt"), "utf8")).toBe("written since\n");
    expect(await readFile(join(checkout.person.dir, "kind/inside.txt"), "utf8")).toBe("written since\n");
    const changed = (await checkout.status()).split("\n").filter((line) => !checkout.dirty.split("\n").includes(line));
    expect(changed.sort()).toEqual([" D kind", ' M "dir1/file 1.txt"', "?? kind/inside.txt"]);
  });

  test("a lock that is not ours is never taken away", async () => {
    const file = join(record.gitDir, "index.lock");
    await writeFile(file, "DIRC somebody's");
    expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
    await access(file);
    await writeMove(checkout.repository.commonDir, { ...record, phase: "moving" });
    await expect(checkout.repository.settleMove(checkout.move)).rejects.toMatchObject({
      reason: "locked",
      details: { file },
    });
    expect(await readFile(file, "utf8")).toBe("DIRC somebody's");
  });
});

test("a git that is killed in the middle of the files is taken back by the move itself", async () => {
  await checkout.person.write({ ".git/info/attributes": "*.txt filter=deadly\n" });
  const count = join(checkout.person.parent, "count");
  // The parent of the filter is the git that moves the files.
  const script = `cat; echo x >> '${count}'; if [ $(wc -l < '${count}') -eq 12 ]; then kill -9 $PPID; fi`;
  await checkout.person.git(["config", "filter.deadly.smudge", script]);
  await checkout.person.git(["config", "filter.deadly.clean", "cat"]);
  await expect(checkout.repository.moveBranch(checkout.move)).rejects.toMatchObject({ reason: "failed" });
  await checkout.expectTogether(checkout.move.old);
});

test("nothing half done is settled by looking only", async () => {
  expect(await checkout.repository.settleMove(checkout.move)).toBe("rolled-back");
  await checkout.repository.moveBranch(checkout.move);
  expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
  await checkout.person.git(["commit", "-qm", "Goes on"]);
  expect(await checkout.repository.settleMove(checkout.move)).toBe("finished");
});
