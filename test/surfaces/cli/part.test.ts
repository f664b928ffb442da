// The verbs `reject` and `take` over the real program: parts of a worker's commit by file and by the number of a hunk.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ends } from "../../support/command-line.ts";
import { desk } from "../../support/desk.ts";
import { scripted, writes } from "../../support/swarm-fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

const before = Array.from({ length: 40 }, (_, at) => `line ${at + 1}\n`);
const after = before.map((line, at) => ([4, 29].includes(at) ? `better ${line}` : line));

test("parts of finished work are rejected, brought back, and taken alone", async () => {
  const { fixture, swarm } = await desk();
  const { person } = fixture;
  writeFileSync(join(person.repository, "long.txt"), before.join(""));
  person.git("add", "long.txt");
  person.git("commit", "--quiet", "-m", "a long file");
  const steps = [
    { tool: "write", args: { filePath: "{{cwd}}/new.txt", content: "new\n" } },
    ...writes("a", "long.txt", after.join("")),
  ];
  const plan = JSON.stringify({ title: "Sample epic", tasks: [scripted("a", steps)] });
  await ends(swarm(["run", "-", "--json"], { stdin: plan }), 0);
  const branch = (): string => person.git("for-each-ref", "--format=%(refname)", "refs/heads/swarm/*/a").trim();
  const shown = (path: string): string => person.git("show", `${branch()}:${path}`);
  const first = person.git("rev-parse", branch());

  const lost = swarm(["reject", "-", "a", "lost.txt"]);
  await ends(lost, 2);
  expect(lost.err()).toMatch(/a does not change lost\.txt. Say one of .*long\.txt/);
  const many = swarm(["reject", "-", "a", "long.txt", "--hunk", "3"]);
  await ends(many, 2);
  expect(many.err()).toMatch(/has 2 hunks[\s\S]*1 \(line 5\), 2 \(line 30\)/);
  const none = swarm(["reject", "-", "a", "new.txt", "--hunk", "1"]);
  await ends(none, 2);
  expect(none.err()).toMatch(/new\.txt has no hunks/);
  expect(person.git("rev-parse", branch())).toBe(first);

  const rejected = swarm(["reject", "-", "a", "long.txt", "--hunk", "2"]);
  await ends(rejected, 0);
  expect(rejected.out()).toMatch(/^Rejected long\.txt: a is at [0-9a-f]{12}\. Undo: opencode-swarm reject sample/m);
  expect(shown("long.txt")).toBe(after.map((line, at) => (at === 29 ? before[29] : line)).join(""));
  const status = swarm(["status"]);
  await ends(status, 0);
  expect(status.out()).toMatch(/1 hunk rejected/);

  const undone = swarm(["reject", "-", "a", "--undo"]);
  await ends(undone, 0);
  expect(undone.out()).toContain(`a is at ${first.slice(0, 12)} again.`);
  expect(person.git("rev-parse", branch())).toBe(first);

  const taken = swarm(["take", "-", "a", "new.txt"]);
  await ends(taken, 0);
  expect(taken.out()).toMatch(/^Next:\n {2}bring it into your branch {2}opencode-swarm land sample-epic-/m);
  const changed = person.git(
    "diff",
    "--name-only",
    "main",
    "refs/heads/swarm/" + branch().split("/")[3] + "/_integration",
  );
  expect(changed.trim()).toBe("new.txt");
  expect(shown("long.txt")).toBe(after.join(""));
  const late = swarm(["reject", "-", "a", "--undo"]);
  await ends(late, 1);
  expect(late.err()).toMatch(/a is landed/);
});
