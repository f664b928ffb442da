// Work as patches: what `git am` makes of them elsewhere is the same, byte for byte, whatever the work is called.
import { chmod, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
let repository: Repository;
let base: string;
let folder: string;

const hostile = [
  "../../etc/passwd; rm -rf ~ [PATCH 9/9] \u202Etxt",
  "",
  "diff --git a/README.md b/README.md",
  "--- a/README.md",
  "+++ b/README.md",
  "@@ -1 +1 @@",
  "-# Sample",
  "+evil",
  "---",
  "Index: README.md",
  "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001",
  "From: Somebody Else <else@example.com>",
].join("\n");

beforeEach(async () => {
  const start = {
    "README.md": "# Sample\n",
    "crlf.txt": "one\r\ntwo\r\n",
    "moved.txt": "1\n2\n3\n4\n",
    "gone.txt": "gone\n",
  };
  person = await createRepository({
    ...start,
    "run.sh": "echo\n",
    "bin.dat": Buffer.from([0, 1, 2, 255]).toString("latin1"),
  });
  base = await git("rev-parse", "HEAD");
  repository = await openRepository(person.dir, { env: person.env });
  folder = join(await realpath(await mkdtemp(join(tmpdir(), "patches-"))), "out");
});
afterEach(async () => {
  await repository.close();
  await person.remove();
  await rm(join(folder, ".."), { recursive: true });
});

const git = (...args: string[]) => person.git(args);
const series = (tip: string, leftovers: string | null = null) => ({
  folder,
  below: null,
  base,
  tip,
  title: "The whole",
  leftovers,
});

async function commitAs(message: string, name = "Ürsula Ö", at = "@1700000000 +0530"): Promise<string> {
  await git("add", "-A");
  await git("-c", `user.name=${name}`, "commit", "--quiet", "--allow-empty", "--date", at, "-m", message);
  return git("rev-parse", "HEAD");
}

/** Trees, authors and dates of what the patches make on the base. */
async function applied(files: readonly string[]): Promise<string[]> {
  await git("checkout", "--quiet", "--force", "-B", "elsewhere", base);
  await git("am", "--quiet", "--keep-cr", ...files);
  return (await git("log", "--reverse", "--format=%T %an %at %ad", "--date=format:%z", `${base}..HEAD`)).split("\n");
}
const originals = async (...commits: string[]): Promise<string[]> =>
  Promise.all(commits.map((commit) => git("show", "-s", "--format=%T %an %at %ad", "--date=format:%z", commit)));

test("each commit is one, in their order, and all kinds of changes come through", async () => {
  for (const [name, value] of [
    ["diff.noprefix", "true"],
    ["format.attach", "x"],
    ["format.signature", "-- me"],
    ["format.subjectPrefix", "X"],
    ["diff.renames", "copies"],
    ["format.outputDirectory", "nowhere"],
    ["diff.context", "0"],
  ] as const)
    await git("config", name, value);
  const dir = person.dir;
  await writeFile(join(dir, "bin.dat"), Buffer.from([0, 13, 10, 255, 13, 10, 0]));
  await writeFile(join(dir, "crlf.txt"), "one\r\nzwei\r\nthree\nno end\r");
  await rename(join(dir, "moved.txt"), join(dir, "ein Ordner ü.txt"));
  const first = await commitAs(hostile);
  await rm(join(dir, "gone.txt"));
  await chmod(join(dir, "run.sh"), 0o755);
  await symlink("run.sh", join(dir, "link"));
  await writeFile(join(dir, "-- a"), "-- b\n");
  const second = await commitAs("second", "A <b>", "@1600000000 -0800");
  const empty = await commitAs("nothing changed");
  await rm(join(dir, "-- a"));
  const third = await commitAs("third");
  expect(empty).not.toBe(third);
  const done = await repository.writePatches([series(third)], { overwrite: false });
  expect(done.kind).toBe("written");
  expect(done.files.map((file) => basename(file))).toEqual([
    "0001-etc-passwd-rm-rf-patch-9-9-txt.patch",
    "0002-second.patch",
    "0003-third.patch",
  ]);
  expect(await applied(done.files)).toEqual(await originals(first, second, third));
  expect(await git("show", "HEAD:README.md")).toBe("# Sample");
});

test("merges among them come one by one where they follow on the base, and else as one", async () => {
  await git("checkout", "--quiet", "-b", "side");
  await writeFile(join(person.dir, "side.txt"), "side\n");
  const side = await commitAs("on the side");
  await git("checkout", "--quiet", "-b", "line", base);
  await writeFile(join(person.dir, "line.txt"), "line\n");
  const line = await commitAs("on the line");
  await git("merge", "--quiet", "--no-ff", "-m", "Merge", "side");
  const merged = await git("rev-parse", "HEAD");
  const steps = await repository.writePatches([series(merged)], { overwrite: false });
  expect((await applied(steps.files)).map((one) => one.split(" ")[0])).toEqual(
    (await originals(line, merged)).map((one) => one.split(" ")[0]),
  );
  const whole = await repository.writePatches([{ ...series(merged), base: side, folder: join(folder, "whole") }], {
    overwrite: false,
  });
  expect(whole.files.map((file) => basename(file))).toEqual(["0001-the-whole.patch"]);
});

test("what is uncommitted is the last, and a file that is there is only replaced by word", async () => {
  await writeFile(join(person.dir, "new.txt"), "new\n");
  const tip = await commitAs("committed");
  await writeFile(join(person.dir, "left.txt"), "left\n");
  const left = await commitAs("snapshot");
  const first = await repository.writePatches([series(tip, left)], { overwrite: false });
  expect(first.files.map((file) => basename(file))).toEqual(["0001-committed.patch", "0002-uncommitted.patch"]);
  expect((await applied(first.files)).at(-1)?.split(" ")[0]).toBe(await git("rev-parse", `${left}^{tree}`));
  expect(await git("log", "-1", "--format=%s")).toBe("Uncommitted changes: The whole");

  const outside = join(folder, "..", "outside.txt");
  await writeFile(outside, "of the person\n");
  const taken = join(folder, "0001-committed.patch");
  await rm(taken);
  await symlink(outside, taken);
  await rm(join(folder, "0002-uncommitted.patch"));
  const again = await repository.writePatches([series(tip, left)], { overwrite: false });
  expect(again).toEqual({ kind: "exists", files: [taken] });
  expect(await readdir(folder)).toEqual(["0001-committed.patch"]);
  expect(await repository.writePatches([series(tip, left)], { overwrite: true })).toMatchObject({ kind: "written" });
  expect(await readFile(outside, "utf8")).toBe("of the person\n");
  expect(await readFile(taken, "utf8")).toContain("Subject: [PATCH] committed");
});
