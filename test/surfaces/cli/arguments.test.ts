// What the command line refuses before anything is opened, and what it says then.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invoke } from "../../support/command-line.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "swarm-arguments-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refused: [argv: string[], words: RegExp][] = [
  [["rnu", "x"], /Did you mean run\?/],
  [["run", "x", "--landd"], /Did you mean --land\?/],
  [["run"], /name a plan file, or an epic with --resume/],
  [["run", "a.json", "--resume", "b"], /not both/],
  [["run", "a.json", "--squash"], /--squash needs --land/],
  [["run", "a.json", "--strategy", "merge"], /--strategy needs --land/],
  [["run", "a.json", "--land", "--strategy", "rebase"], /fast-forward, merge, squash/],
  [["run", "a.json", "--commit-message", "fix: ${titel}"], /cannot hold \$\{titel\}; what is known is \$\{title\}/],
  [["run", "a.json", "--join", "octopus"], /squash, merge, rebase/],
  [["land", "--squash", "--strategy", "merge"], /cannot be used with/],
  [["land", "--message", "Mine"], /--message needs --strategy merge or squash/],
  [["run", "a.json", "--max-parallel", "0"], /from 1 to 100/],
  [["run", "a.json", "--max-parallel", "2.5"], /from 1 to 100/],
  [["run", "a.json", "--stall", "soon"], /seconds above 0/],
  [["run", "a.json", "--approve", "some"], /none, checks, all/],
  [["run", "a.json", "--unattended", "maybe"], /wait, decide/],
  [["run", "a.json", "b.json"], /too many arguments/],
  [["answer", "e", "t"], /missing required argument 'words'/],
  [["log", "--sql"], /argument missing/],
];

describe("the command line", () => {
  test.each(refused)("refuses %j with exit code 2 and says why", async (argv, words) => {
    const call = invoke(argv);
    expect(await call.code).toBe(2);
    expect(call.err()).toMatch(words);
    expect(call.out()).toBe("");
  });

  test("ends JSON with a refusal when the arguments are wrong", async () => {
    const call = invoke(["run", "x", "--landd", "--json"]);
    expect(await call.code).toBe(2);
    expect(call.json()).toEqual([
      {
        type: "result",
        epic_id: null,
        status: "refused",
        tasks: [],
        landed: null,
        error: expect.objectContaining({
          code: "unknownOption",
          message: expect.stringContaining("--landd"),
        }) as object,
      },
    ]);
    expect(call.err()).toMatch(/--landd/);
  });

  test("shows every verb in its help, and examples in that of a verb", async () => {
    const help = invoke(["--help"]);
    expect(await help.code).toBe(0);
    for (const verb of "run status log answer retry approve reject take land undo discard stop clean doctor".split(
      " ",
    )) {
      expect(help.out()).toMatch(new RegExp(`^ {2}${verb}\\b`, "m"));
    }
    const run = invoke(["run", "--help"]);
    expect(await run.code).toBe(0);
    expect(run.out()).toMatch(/Examples:/);
    expect(run.out()).toMatch(/130 +stopped by Ctrl-C/);
  });

  test("prints its version", async () => {
    const call = invoke(["--version"]);
    expect(await call.code).toBe(0);
    expect(call.out()).toBe("1.2.3\n");
  });

  test("refuses a plan that is not there, before any repository is looked at", async () => {
    const call = invoke(["run", "no.swarm.json", "--json"], { cwd: folder });
    expect(await call.code).toBe(2);
    expect(call.err()).toMatch(/no\.swarm\.json does not exist/);
    expect(call.json()).toMatchObject([{ status: "refused", error: { code: "plan-unreadable" } }]);
  });

  test("refuses a folder as a plan", async () => {
    const call = invoke(["run", "."], { cwd: folder });
    expect(await call.code).toBe(2);
    expect(call.err()).toMatch(/is a folder/);
  });

  test("names file, line and column of a mistake in the JSON", async () => {
    writeFileSync(join(folder, "broken.json"), '{\n  "title": oops\n}');
    const call = invoke(["run", "broken.json"], { cwd: folder });
    expect(await call.code).toBe(2);
    expect(call.err()).toMatch(/broken\.json:2:12: /);
  });

  test("says every problem of a plan with its task, its field and what to do", async () => {
    const tasks = [
      { id: "a", title: "A", description: "do", after: ["b"], files: ["../x"] },
      { id: "b", title: "B", description: "do", after: ["a"] },
    ];
    const call = invoke(["run", "-", "--json"], { stdin: JSON.stringify({ title: "T", tasks }) });
    expect(await call.code).toBe(2);
    const [result] = call.json() as [
      { error: object; errors: { code: string; task?: string; field?: string; remedy: string }[] },
    ];
    expect(result.errors.map((one) => one.code).toSorted()).toEqual(["cycle", "path-outside"]);
    expect(result.errors.find((one) => one.code === "path-outside")).toMatchObject({
      task: "a",
      field: "tasks[0].files[0]",
    });
    expect(result.errors.every((one) => one.remedy !== "")).toBe(true);
    expect(call.err().trim().split("\n")).toHaveLength(2);
    expect(call.err()).toMatch(/<stdin>:1:\d+: .*\(task a, tasks\[0\]\.files\[0\]\)/);
  });
});
