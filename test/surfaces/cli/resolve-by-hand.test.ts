// The verb `resolve` by hand over the real program: begun, looked at, given up, begun again and finished.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ends } from "../../support/command-line.ts";
import { desk } from "../../support/desk.ts";
import { scripted, writes } from "../../support/swarm-fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

test("a conflict is resolved in the worker's worktree, and what is not finished is named", async () => {
  const { fixture, swarm } = await desk();
  const { person } = fixture;
  const tasks = [
    scripted("hers", writes("hers", "both.txt", "hers\n")),
    scripted("his", writes("his", "both.txt", "his\n")),
    scripted("third", writes("third", "third.txt", "3\n"), { after: ["his"] }),
  ];
  await ends(swarm(["run", "-", "--json"], { stdin: JSON.stringify({ title: "Sample epic", tasks }) }), 0);
  await ends(swarm(["approve", "-", "hers"]), 0);
  await ends(swarm(["approve", "-", "his"]), 1);
  const status = swarm(["status"]);
  await ends(status, 0);
  expect(status.out()).toMatch(/both\.txt \(1 hunk: lines 1-5\)/);
  expect(status.out()).toMatch(/opencode-swarm resolve sample-epic-\S+ his --by-hand/);

  const begun = swarm(["resolve", "-", "his", "--by-hand"]);
  await ends(begun, 0);
  const path = /^Resolve 1 file in (.*)\n {2}both\.txt$/m.exec(begun.out())?.[1] ?? "";
  const file = join(path, "both.txt");
  expect(existsSync(file)).toBe(true);
  expect(begun.out()).toMatch(/opencode-swarm resolve sample-epic-\S+ his --finish/);
  expect(begun.out()).not.toContain("retry");
  const early = swarm(["resolve", "-", "his", "--finish", "--json"]);
  await ends(early, 1);
  expect(early.out()).toContain('"code":"unresolved","message":"conflict markers are left in both.txt"');
  const both = swarm(["resolve", "-", "his", "--finish", "--abort"]);
  await ends(both, 2);

  writeFileSync(file, "half\n");
  const aborted = swarm(["resolve", "-", "his", "--abort"]);
  await ends(aborted, 0);
  expect(readFileSync(file, "utf8")).toBe("his\n");
  const log = swarm(["log"]);
  await ends(log, 0);
  const kept = /given up, kept as (\S+)/.exec(log.out())?.[1] ?? "";
  expect(person.git("show", `${kept}:both.txt`)).toBe("half\n");

  await ends(swarm(["skip", "-", "his"]), 2);
  await ends(swarm(["resolve", "-", "his", "--by-hand"]), 0);
  writeFileSync(file, "hers\nhis\n");
  person.git("-C", path, "add", "both.txt");
  const done = swarm(["resolve", "-", "his", "--finish"]);
  await ends(done, 0);
  expect(done.out()).toMatch(/^his is resolved as [0-9a-f]{12} and waits for your review; checks: none\.$/m);
  await ends(swarm(["approve", "-", "his"]), 0);
  const skipped = swarm(["skip", "-", "third", "--yes"]);
  await ends(skipped, 0);
  expect(skipped.out()).toContain("Skipped third: it had no work yet.");
  await ends(swarm(["land"]), 0);
  expect(person.git("show", "main:both.txt")).toBe("hers\nhis\n");
});
