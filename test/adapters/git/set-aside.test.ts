// Uncommitted work in the way of a move: set aside, and back byte for byte, merged with what the move brought; or nothing moves.
import { chmod, lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BranchMove, Repository } from "../../../src/application/ports/repository.ts";
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { createRepository, type TestRepository } from "../../support/repositories.ts";
import { bundleChild } from "./bundle-child.ts";

const ref = "refs/opencode-swarm/e/_aside/1";
const lines = (first: string, last: string, end = "\n") =>
  [first, ..."b c d e f g h i".split(" "), last].map((line) => `${line}${end}`).join("");

let person: TestRepository;
let repository: Repository;
let move: BranchMove;

const at = (path: string) => join(person.dir, path);
const put = (path: string, content: string | Uint8Array) => writeFile(at(path), content);

beforeEach(async () => {
  person = await createRepository({
    ".gitattributes": "*.crlf text eol=crlf\nmixed.lf text eol=lf\n",
    ".gitignore": "*.log\n",
    "both.txt": lines("a", "z"),
    "win.crlf": lines("a", "z"),
    "mixed.lf": lines("a", "z"),
    "raw.txt": lines("a", "z", "\r\n"),
    "staged.txt": lines("a", "z"),
    "twice.txt": lines("a", "z"),
    "run.sh": "echo a\n",
    "bin.dat": "\0one",
    "gone.txt": "same\n",
    "far.txt": "far\n",
  });
  const old = await person.git(["rev-parse", "HEAD"]);
  await put("bin.dat", Buffer.from([0, 1, 2, 255, 13, 10]));
  const next = await person.commit({
    "both.txt": lines("A", "z"),
    "win.crlf": lines("A", "z", "\r\n"),
    "mixed.lf": lines("A", "z"),
    "raw.txt": lines("A", "z", "\r\n"),
    "staged.txt": lines("A", "z"),
    "twice.txt": lines("A", "z"),
    "run.sh": "echo A\n",
    "gone.txt": null,
    "new.txt": "new\n",
    "built.log": "log\n",
    "deep/er/link": "file\n",
  });
  await person.git(["add", "-f", "built.log"]);
  await person.git(["commit", "-q", "--amend", "--no-edit"]);
  move = { branch: "main", old, new: (await person.git(["rev-parse", "HEAD"])) || next };
  await person.git(["reset", "-q", "--hard", old]);
  repository = await openRepository(person.dir, { env: person.env });
});
afterEach(async () => {
  await repository.close();
  await person.remove();
});

/** Everything that can be in the way and comes back by itself; and some that is not in the way. */
async function makeDirty(): Promise<void> {
  await put("both.txt", lines("a", "Z"));
  await put("win.crlf", lines("a", "Z", "\r\n"));
  await put("raw.txt", lines("a", "Z", "\r\n"));
  await put("staged.txt", lines("a", "Z"));
  await person.git(["add", "staged.txt"]);
  await put("twice.txt", lines("a", "Z"));
  await person.git(["add", "twice.txt"]);
  await put("twice.txt", lines("a", "ZZ"));
  await chmod(at("run.sh"), 0o750);
  await put("bin.dat", Buffer.from([0, 1, 2, 255, 13, 10]));
  await person.git(["rm", "-q", "gone.txt"]);
  await put("new.txt", "new\n");
  await put("built.log", "log\n");
  await put("far.txt", "mine\n");
  await put("notes ü.txt", "untracked\n");
}

/** Every file of the checkout with its bytes and kind, and what is staged. */
async function everything(): Promise<Record<string, string>> {
  const found: Record<string, string> = { " staged": await person.git(["ls-files", "--stage"]) };
  for (const name of await readdir(person.dir, { recursive: true })) {
    if (name === ".git" || name.startsWith(".git/")) continue;
    const stat = await lstat(at(name));
    if (stat.isSymbolicLink()) found[name] = `-> ${await readlink(at(name))}`;
    else if (stat.isFile())
      found[name] = `${(stat.mode & 0o777).toString(8)} ${(await readFile(at(name))).toString("hex")}`;
  }
  return found;
}

const text = async (path: string) => (await readFile(at(path))).toString("utf8");
const staged = (path: string) => person.git(["show", `:${path}`]);
const nothingOfOurs = async () => {
  expect(await readdir(at(".git/opencode-swarm/moves")).catch(() => [])).toEqual([]);
  await expect(lstat(at(".git/index.lock"))).rejects.toMatchObject({ code: "ENOENT" });
  const names = await readdir(person.dir, { recursive: true });
  expect(names.filter((name) => name.includes(".opencode-swarm-"))).toEqual([]);
};

async function expectArrived(): Promise<void> {
  expect(await person.git(["rev-parse", "HEAD"])).toBe(move.new);
  expect(await text("both.txt")).toBe(lines("A", "Z"));
  expect(await staged("both.txt")).toBe(lines("A", "z").trimEnd());
  expect(await text("win.crlf")).toBe(lines("A", "Z", "\r\n"));
  expect(await text("raw.txt")).toBe(lines("A", "Z", "\r\n"));
  expect(await text("staged.txt")).toBe(lines("A", "Z"));
  expect(await staged("staged.txt")).toBe(lines("A", "Z").trimEnd());
  expect(await text("twice.txt")).toBe(lines("A", "ZZ"));
  expect(await staged("twice.txt")).toBe(lines("A", "Z").trimEnd());
  expect(await text("run.sh")).toBe("echo A\n");
  expect((await lstat(at("run.sh"))).mode & 0o100).toBe(0o100);
  expect([...(await readFile(at("bin.dat")))]).toEqual([0, 1, 2, 255, 13, 10]);
  expect((await person.git(["status", "--porcelain", "-uall"])).split("\n").map((line) => line.trim())).toEqual([
    "M both.txt",
    "M far.txt",
    "M raw.txt",
    "M run.sh",
    "M  staged.txt",
    "MM twice.txt",
    "M win.crlf",
    '?? "notes \\303\\274.txt"',
  ]);
  await nothingOfOurs();
}

test("what is in the way comes back merged, staged and not, and stays below the ref", async () => {
  await makeDirty();
  await expect(repository.moveBranch(move)).rejects.toMatchObject({ reason: "would-overwrite" });
  const before = await everything();
  expect(await repository.moveBranch(move, ref)).toEqual([]);
  await expectArrived();
  expect(await person.git(["show", `${ref}:twice.txt`])).toBe(lines("a", "ZZ").trimEnd());
  expect(await person.git(["show", `${ref}^2:twice.txt`])).toBe(lines("a", "Z").trimEnd());
  expect(await person.git(["rev-parse", "--verify", "--quiet", "refs/stash"]).catch(() => "none")).toBe("none");
  expect(before["far.txt"]).toBe((await everything())["far.txt"]);
});

describe("nothing moves, and the files are named, when", () => {
  const refusals: [string, string[], () => Promise<unknown>][] = [
    ["the same lines were changed", ["both.txt"], () => put("both.txt", lines("mine", "z"))],
    ["the same binary was changed", ["bin.dat"], () => put("bin.dat", Buffer.from([0, 9]))],
    [
      "only what is staged conflicts",
      ["both.txt"],
      async () => {
        await put("both.txt", lines("mine", "z"));
        await person.git(["add", "both.txt"]);
        await put("both.txt", lines("a", "z"));
      },
    ],
    ["an untracked file differs", ["new.txt"], () => put("new.txt", "mine\n")],
    ["an ignored file differs", ["built.log"], () => put("built.log", "mine\n")],
    ["a file was changed that goes", ["gone.txt"], () => put("gone.txt", "mine\n")],
    [
      "a folder stands where a file comes",
      ["new.txt"],
      async () => {
        await mkdir(at("new.txt"));
        await put("new.txt/x", "mine\n");
      },
    ],
    [
      "a link stands on the way",
      ["deep/er"],
      async () => {
        await mkdir(at("deep"));
        await symlink("../far.txt", at("deep/er"));
      },
    ],
    [
      "`git add -N` was used",
      ["new.txt"],
      async () => {
        await put("new.txt", "new\n");
        await person.git(["add", "-N", "new.txt"]);
      },
    ],
    [
      "a repository of its own stands there",
      ["new.txt/"],
      async () => {
        await mkdir(at("new.txt"));
        await person.git(["init", "-q"], at("new.txt"));
        await put("new.txt/x", "x");
        await person.git(["add", "-A"], at("new.txt"));
        await person.git(["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"], at("new.txt"));
      },
    ],
  ];
  test.each(refusals)("%s", async (_, files, change) => {
    await change();
    const before = await everything();
    const refusal = { reason: "would-overwrite", details: { aside: "refused" } };
    const error: unknown = await repository.moveBranch(move, ref).catch((cause: unknown) => cause);
    expect(error).toMatchObject(refusal);
    expect((error as { details: { files: string[] } }).details.files.join(" ")).toContain(files[0] ?? "?");
    expect(await everything()).toEqual(before);
    expect(await person.git(["rev-parse", "HEAD"])).toBe(move.old);
    await nothingOfOurs();
  });
});

test("bytes that git would normalize come back as they were when the move cannot be made", async () => {
  await makeDirty();
  await put("mixed.lf", lines("a", "Z", "\r\n"));
  await writeFile(at(".git/refs/heads/main.lock"), "");
  const before = await everything();
  await expect(repository.moveBranch(move, ref)).rejects.toMatchObject({ reason: "locked" });
  expect(await everything()).toEqual(before);
  expect(await repository.settleMove(move)).toBe("rolled-back");
  expect(await everything()).toEqual(before);
});

test(
  "kill -9 at forty moments: before or after once settled, with all of the person's work",
  { timeout: 240_000 },
  async () => {
    await makeDirty();
    await put("mixed.lf", lines("a", "Z", "\r\n"));
    const dirty = join(person.parent, "dirty");
    await execa("cp", ["-a", person.dir, dirty]);
    const before = await everything();
    const child = await bundleChild("aside-child", person.parent);
    const start = () =>
      execa("node", [child, person.dir, "main", move.old, move.new, ref], {
        env: person.env,
        extendEnv: false,
        detached: true,
        reject: false,
      });
    const untilSaid = (running: ReturnType<typeof start>, word: string) =>
      new Promise<void>((resolve) =>
        running.stdout.on("data", (said: Buffer) => said.toString().includes(word) && resolve()),
      );
    const putBack = async () => {
      await execa("rm", ["-rf", person.dir]);
      await execa("cp", ["-a", dirty, person.dir]);
    };
    const whole = start();
    await untilSaid(whole, "ready");
    const begun = performance.now();
    await untilSaid(whole, "done");
    const duration = performance.now() - begun;
    await whole;
    const after = await everything();
    const outcomes = { finished: 0, "rolled-back": 0 };
    let cutOff = 0;
    for (let kill = 0; kill < 40; kill += 1) {
      await putBack();
      const running = start();
      await untilSaid(running, "ready");
      await new Promise((resolve) => setTimeout(resolve, (duration * kill) / 38));
      const { pid } = running;
      if (pid === undefined) throw new Error("not started");
      try {
        process.kill(kill % 2 === 0 ? -pid : pid, "SIGKILL");
      } catch {
        // It had ended already.
      }
      await running;
      if ((await readdir(at(".git/opencode-swarm/moves")).catch(() => [])).some((name) => name.endsWith(".aside")))
        cutOff += 1;
      const settled = await repository.settleMove(move);
      expect(await repository.settleMove(move)).toBe(settled);
      outcomes[settled] += 1;
      expect(await everything(), `kill ${kill}: ${settled}`).toEqual(settled === "finished" ? after : before);
      expect(await person.git(["rev-parse", "HEAD"])).toBe(settled === "finished" ? move.new : move.old);
      await nothingOfOurs();
    }
    expect(outcomes["rolled-back"]).toBeGreaterThan(0);
    expect(outcomes.finished).toBeGreaterThan(0);
    expect(cutOff).toBeGreaterThan(0);
  },
);
