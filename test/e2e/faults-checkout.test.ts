// The fault table: work that meets other work. A conflict of two workers, and a worker that writes into the person's checkout.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, type Ran } from "../support/built-program.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";
import { expectTask } from "./fault-rows.ts";

const escapes = (repository: string) => [
  { tool: "write", args: { filePath: `${repository}/escape-1.txt`, content: "x" } },
  { tool: "bash", args: { command: `printf x > '${repository}/escape-2.txt'`, description: "writes elsewhere" } },
  ...writes("outside", "inside.txt", "x"),
];

describe("a run with --approve all --land", () => {
  let fixture: SwarmFixture;
  let ran: Ran;
  let before = "";
  const withStatus = (status: string): string =>
    ran.result?.tasks.find((task) => task.status === status && task.id !== "outside")?.id ?? "none";

  beforeAll(async () => {
    fixture = await swarmFixture();
    const { person } = fixture;
    before = person.git("rev-parse", "main");
    const path = join(person.root, "conflict.json");
    const tasks = [
      ...["one", "two"].map((id) => scripted(id, writes(id, "same.txt", `${id}\n`))),
      scripted("outside", escapes(person.repository)),
    ];
    writeFileSync(path, JSON.stringify(planOf(tasks)));
    ran = await run(person, ["run", path, "--json", "--approve", "all", "--land"]);
  }, 120_000);
  afterAll(() => fixture.close());

  it("of two workers that conflict is 1 conflict, names the files, and makes half a merge nowhere", () => {
    const { person } = fixture;
    expect(ran).toMatchObject({ code: 1, result: { status: "conflict", landed: null } });
    const task = withStatus("conflict");
    expectTask(ran, {
      fault: "conflict",
      task,
      status: "conflict",
      code: null,
      sentence: /^conflicts in same\.txt \(1 hunk: lines? \d.*\)$/,
    });
    expect(person.git("rev-parse", "main")).toBe(before);
    const integration = `swarm/${ran.result?.epic_id}/_integration`;
    expect(person.git("show", `${integration}:same.txt`)).toBe(`${withStatus("landed")}\n`);
    expect(person.git("show", `swarm/${ran.result?.epic_id}/${task}:same.txt`)).toBe(`${task}\n`);
  });

  it("says what to type about the conflict", async () => {
    const status = await run(fixture.person, ["status"]);
    expect(status.stdout).toMatch(new RegExp(`Next: opencode-swarm retry \\S+ ${withStatus("conflict")} `));
  });

  it("refuses to a worker's file tools what lies outside its worktree, and reports what its bash did there", () => {
    const { person, model } = fixture;
    expect(existsSync(join(person.repository, "escape-1.txt"))).toBe(false);
    expect(person.git("status", "--porcelain")).toBe("?? escape-2.txt\n");
    const sentence = /meanwhile your checkout changed: escape-2\.txt/;
    expectTask(ran, { fault: "outside", task: "outside", status: "landed", code: null, sentence });
    expect(ran.result?.tasks.find((task) => task.id === "outside")?.files_touched).toEqual(["inside.txt"]);
    const told = model.requests.flatMap((request) => request.messages.filter((message) => message.role === "tool"));
    expect(JSON.stringify(told)).toMatch(/escape-1\.txt.*worktree/);
  });
});
