// The verb `export` over the real program: an epic's landed work in its order, and a worker's with what it left.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ends } from "../../support/command-line.ts";
import { desk } from "../../support/desk.ts";
import { scripted, writes } from "../../support/swarm-fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

test("an epic and a worker are written as patches that make the same tree elsewhere", async () => {
  const { fixture, swarm } = await desk();
  const { person } = fixture;
  const git = (...args: string[]): string => person.git(...args).trim();
  const tasks = [
    scripted("a", writes("a", "a.txt", "a\n")),
    scripted("b", writes("b", "b.txt", "b\n"), { after: ["a"] }),
    scripted("c", writes("c", "c.txt", "c\n"), { after: ["b"] }),
  ];
  const plan = JSON.stringify({ title: "Sample epic", tasks });
  await ends(swarm(["run", "-", "--json"], { stdin: plan }), 0);
  const nothing = swarm(["export", "-", "c"]);
  await ends(nothing, 1);
  expect(nothing.err()).toContain("there is nothing of c to export");
  await ends(swarm(["approve", "-", "a"]), 0);
  await ends(swarm(["run", "--resume", "-"]), 0);
  const [integration = "", worker = ""] = ["_integration", "b"].map((name) =>
    git("for-each-ref", "--format=%(refname)", `refs/heads/swarm/*/${name}`),
  );
  const path =
    git("worktree", "list", "--porcelain")
      .split("\n")
      .find((line) => line.endsWith("/b"))
      ?.slice(9) ?? "";
  writeFileSync(join(path, "left.txt"), "left\n");

  const written = swarm(["export", "-", "--output", "../out"]);
  await ends(written, 0);
  const files = written
    .out()
    .split("\n")
    .filter((line) => line.endsWith(".patch"));
  const out = join(person.repository, "..", "out");
  expect(files).toEqual(
    ["0001-task-a.patch", "b/0001-work-of-b.patch", "b/0002-uncommitted.patch"]
      .map((name) => join(out, name))
      .map((file, at) => (at === 1 ? files[1] : file)),
  );
  expect(files[1]).toMatch(/\/out\/b\/0001-[a-z0-9-]+\.patch$/);
  expect(written.out()).toContain("Wrote 3 patches. Apply with: git am --keep-cr");
  git("checkout", "--quiet", "-b", "elsewhere", "main");
  git("am", "--quiet", "--keep-cr", files[0] ?? "");
  expect(git("rev-parse", "HEAD^{tree}")).toBe(git("rev-parse", `${integration}^{tree}`));
  git("am", "--quiet", "--keep-cr", files[1] ?? "");
  expect(git("rev-parse", "HEAD^{tree}")).toBe(git("rev-parse", `${worker}^{tree}`));
  git("am", "--quiet", "--keep-cr", files[2] ?? "");
  expect(git("show", "HEAD:left.txt")).toBe("left");
  git("checkout", "--quiet", "main");

  const again = swarm(["export", "-", "--output", "../out", "--json"]);
  await ends(again, 1);
  expect(again.out()).toContain('"code":"exists"');
  await ends(swarm(["export", "-", "b", "--output", "../out/b", "--force"]), 0);
  const usual = swarm(["export", "-", "b"]);
  await ends(usual, 0);
  expect(
    existsSync(join(person.repository, usual.out().split("\n")[0]?.split(`${person.repository}/`)[1] ?? "-")),
  ).toBe(true);
});
