// Which paths the file tools may write to, on real folders and links.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outsideReason } from "../../src/plugin/write-guard.ts";

let root: string;
let worktree: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "swarm-guard-")));
  worktree = join(root, "wörk tree");
  mkdirSync(join(worktree, "src"), { recursive: true });
  mkdirSync(join(root, "wörk tree beside"));
  writeFileSync(join(root, "secret.txt"), "s");
  symlinkSync(root, join(worktree, "up"));
  symlinkSync("../secret.txt", join(worktree, "leak.txt"));
  symlinkSync("not-yet/../../new.txt", join(worktree, "dangling"));
  symlinkSync("loop-b", join(worktree, "loop-a"));
  symlinkSync("loop-a", join(worktree, "loop-b"));
  symlinkSync("src", join(worktree, "inside-link"));
  symlinkSync(worktree, join(root, "alias"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = (filePath: string) => outsideReason(worktree, "write", { filePath });
const patch = (line: string) =>
  outsideReason(worktree, "apply_patch", { patchText: `*** Begin Patch\n${line}\n*** End Patch` });

describe("allowed", () => {
  test.each([
    "a.txt",
    "src/deep/er/new.ts",
    "./src/../b.txt",
    "inside-link/x.ts",
    ".github/workflows/ci.yml",
    "..weird",
  ])("%s", async (path) => {
    expect(await write(path)).toBeNull();
    expect(await patch(`*** Update File: ${path}`)).toBeNull();
  });
  test("an absolute path inside, also through another name of the worktree", async () => {
    expect(await write(join(worktree, "c.txt"))).toBeNull();
    expect(await write(join(root, "alias", "c.txt"))).toBeNull();
    expect(await outsideReason(join(root, "alias"), "edit", { filePath: join(worktree, "c.txt") })).toBeNull();
  });
  test("tools that write no file, and arguments without a path", async () => {
    expect(await outsideReason(worktree, "bash", { command: "echo > /x" })).toBeNull();
    expect(await outsideReason(worktree, "read", { filePath: "/etc/hostname" })).toBeNull();
    expect(await outsideReason(worktree, "write", null)).toBeNull();
    expect(await outsideReason(worktree, "write", { filePath: 7 })).toBeNull();
  });
});

describe("refused as outside", () => {
  test.each(["../x", "..", "/etc/passwd", "up/x", "leak.txt", "dangling", "src/../../x", "up/wörk tree beside/x"])(
    "%s",
    async (path) => {
      expect(await write(path)).toContain("is outside your worktree");
    },
  );
  test("a folder beside the worktree whose name begins alike", async () => {
    expect(await write(join(root, "wörk tree beside", "x"))).toContain("is outside");
  });
  test.each(["Add File", "Update File", "Delete File", "Move to"])("a patch that says %s", async (verb) => {
    expect(await patch(`*** ${verb}: ../x`)).toContain("../x is outside");
    expect(await patch(`*** Update File: a.txt\n*** ${verb}: /etc/x`)).toContain("/etc/x is outside");
  });
});

test("a path in the content of a patch is no target", async () => {
  expect(await patch("*** Add File: a.txt\n+*** Add File: /etc/passwd")).toBeNull();
});

test.each([".git", ".git/config", "sub/.GIT/hooks/pre-commit"])("%s belongs to git", async (path) => {
  expect(await write(path)).toContain("belongs to git itself");
});

test("links in a circle end in an answer", async () => {
  const answer = await Promise.race([
    write("loop-a"),
    new Promise((resolve) => setTimeout(resolve, 5000, "no answer")),
  ]);
  expect(answer).not.toBe("no answer");
});
