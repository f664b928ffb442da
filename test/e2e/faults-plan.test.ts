// The fault table: plans, files and words of the command line that are refused before anything is made.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/built-program.ts";
import { createPerson, type Person } from "../support/opencode-person.ts";
import { expectRefused, footprint, type RefusedRow } from "./fault-rows.ts";

/** A plan as its text, or as what makes it. */
type PlanText = string | Record<string, unknown>;

const task = (id: string, more: Record<string, unknown> = {}) => ({ id, title: id, description: `Do ${id}.`, ...more });
const plan = (...tasks: Record<string, unknown>[]): PlanText => ({ title: "Broken", tasks });

/** All are exit 2. `field`: what the result names. */
type PlanRow = readonly [fault: string, plan: PlanText, code: string, field: string | undefined, sentence: RegExp];

const planRows: readonly PlanRow[] = [
  [
    "text that is not JSON",
    '{\n  "title": "x",\n  "tasks": [}\n',
    "not-json",
    undefined,
    /bad\.swarm\.json:3:13: a value is expected, but there is "}"\. Correct the JSON at line 3, column 13\.$/m,
  ],
  ["a file that is empty", "", "not-json", undefined, /bad\.swarm\.json:1:1: a value is expected, but the text ends\./],
  [
    "a key that is written twice",
    '{"title": "x", "title": "y", "tasks": [{"id": "a", "title": "a", "description": "a"}]}',
    "duplicate-key",
    "title",
    /title is written twice .* Keep one of the two/,
  ],
  [
    "an unknown key",
    plan(task("a", { file: ["a.txt"] })),
    "unknown-key",
    "tasks[0].file",
    /:1:\d+: "file" is not a field .*\(task a, tasks\[0\]\.file\)\. Did you mean "files"\?/,
  ],
  [
    "a missing field",
    plan({ id: "a", title: "a" }),
    "missing",
    "tasks[0].description",
    /tasks\[0\]\.description is missing \(task a, .*Add tasks\[0\]\.description\./,
  ],
  ["no title", { tasks: [task("a")] }, "missing", "title", /title is missing \(title\)\. Add title\./],
  [
    "a field of the wrong kind",
    plan(task("a", { after: "b" })),
    "wrong-type",
    "tasks[0].after",
    /tasks\[0\]\.after has to be a list .*Make tasks\[0\]\.after a list\./,
  ],
  [
    "an empty text",
    plan(task("a", { description: "  \n" })),
    "empty",
    "tasks[0].description",
    /the description is empty \(task a, tasks\[0\]\.description\)\. Write what it should say/,
  ],
  [
    "a bad id",
    plan(task("Add API")),
    "bad-id",
    "tasks[0].id",
    /an id is 1 to 40 of a-z, 0-9 and -.*tasks\[0\]\.id\)\. Use only a-z, 0-9 and -/,
  ],
  [
    "a check without time",
    plan(task("a", { checks: [{ name: "n", run: "true", timeout_s: 0 }] })),
    "out-of-range",
    "tasks[0].checks[0].timeout_s",
    /timeout_s.* \S/,
  ],
  [
    "a duplicate id",
    plan(task("a"), task("a")),
    "duplicate-id",
    "tasks[1].id",
    /"a" is already the id of tasks\[0\].*Give each task an id of its own\./,
  ],
  [
    "an unknown id in after",
    plan(task("model"), task("b", { after: ["modle"] })),
    "unknown-dependency",
    "tasks[1].after[0]",
    /"b" waits for "modle", and no task has that id.*Did you mean "model"\?/,
  ],
  [
    "a task that waits for itself",
    plan(task("a", { after: ["a"] })),
    "self-dependency",
    "tasks[0].after[0]",
    /"a" waits for itself.*Remove "a" from its own after\./,
  ],
  [
    "a cycle",
    plan(task("a", { after: ["c"] }), task("b", { after: ["a"] }), task("c", { after: ["b"] })),
    "cycle",
    "tasks[0].after",
    /wait for each other: a → c → b → a.*Remove one of these/,
  ],
  [
    "a path outside the repository",
    plan(task("a", { files: ["../secrets/**"] })),
    "path-outside",
    "tasks[0].files[0]",
    /"\.\.\/secrets\/\*\*" leaves its folder with \.\..*Write it relative to the root of the repository/,
  ],
  [
    "an absolute path to be read",
    plan(task("a", { readonly: ["/etc/passwd"] })),
    "path-outside",
    "tasks[0].readonly[0]",
    /"\/etc\/passwd" starts at the root of the file system/,
  ],
  [
    "a glob that is none",
    plan(task("a", { files: ["src/[a"] })),
    "bad-glob",
    "tasks[0].files[0]",
    /"src\/\[a" is no glob: .*Close every bracket, or write the path out\./,
  ],
  [
    "claims that overlap",
    plan(task("a", { files: ["src/**"] }), task("b", { files: ["**/*.ts"] })),
    "overlap",
    "tasks[1].files[0]",
    /"a" \(src\/\*\*\) and "b" \(\*\*\/\*\.ts\) may change the same file .*for example "src\/.*after: \["a"\] in "b"/,
  ],
  [
    "a folder that is claimed as if it were a file",
    plan(task("a", { files: ["lib"] })),
    "folder-claimed",
    "tasks[0].files[0]",
    /"lib" is a folder.*Write "lib\/\*\*"\./,
  ],
  ["no tasks", plan(), "no-tasks", "tasks", /a plan has at least one task.*Add at least one task/],
  [
    "a base that does not exist",
    { title: "Broken", base: "no-such-branch", tasks: [task("a")] },
    "unknown-base",
    "base",
    /starts from no-such-branch, which is no branch, tag or commit of \S.*\(base\)\. Name one that exists/,
  ],
];

/** Faults of the words after the program's name. All are exit 2. */
type WordRow = readonly [fault: string, args: readonly string[], code: string, sentence: RegExp];

const wordRows: readonly WordRow[] = [
  ["a plan file that is missing", ["run", "../none.json"], "plan-unreadable", /\.\.\/none\.json does not exist\. Name/],
  ["a plan that is a folder", ["run", "../home"], "plan-unreadable", /\.\.\/home is a folder\. Name a file in it/],
  [
    "a path through a file",
    ["run", "../home/.gitconfig/x"],
    "plan-unreadable",
    /cannot be read \(ENOTDIR\)\. Name a file/,
  ],
  ["no plan at all", ["run"], "usage", /name a plan file, or an epic with --resume/],
  [
    "an unknown option",
    ["run", "../x.json", "--aprove", "all"],
    "unknownOption",
    /--aprove'\s.*Did you mean --approve/s,
  ],
  ["an unknown choice", ["run", "../x.json", "--approve", "some"], "invalidArgument", /choices are none, checks, all/],
  ["a number that is none", ["run", "../x.json", "--stall", "soon"], "invalidArgument", /--stall.*seconds above 0/],
  ["an unknown verb", ["rnu", "../x.json"], "unknownCommand", /unknown command 'rnu'\s.*Did you mean run/s],
  ["an epic to resume before there is one", ["run", "--resume", "x"], "UnknownEpic", /no epic x\. .*`opencode-swarm/],
  [
    "an unknown epic",
    ["land", "other-epic"],
    "UnknownEpic",
    /no epic other-epic\. .*opencode-swarm status` lists them/,
  ],
];

describe("a plan or a command line is refused with 2 and nothing is made:", () => {
  let person: Person;
  let before: string[];
  beforeAll(() => {
    person = createPerson("http://127.0.0.1:9/v1", {});
    person.write("lib/one.ts", "export const one = 1;\n");
    person.git("add", ".");
    person.git("commit", "--quiet", "-m", "lib");
    mkdirSync(join(person.root, "plans"));
    writeFileSync(join(person.home, ".gitconfig"), "");
    before = footprint(person);
  });
  afterAll(() => person.remove());

  it.each(planRows)("%s", async (fault, text, code, field, sentence) => {
    const content = typeof text === "string" ? text : JSON.stringify(text);
    writeFileSync(join(person.root, "plans", "bad.swarm.json"), content);
    const ran = await run(person, ["run", "../plans/bad.swarm.json", "--json"]);
    expectRefused(ran, { fault, exit: 2, code, sentence });
    expect(ran.result?.error?.field).toBe(field);
    expect(footprint(person)).toEqual(before);
  });

  it.each(wordRows)("%s", async (fault, args, code, sentence) => {
    const row: RefusedRow = { fault, exit: 2, code, sentence };
    expectRefused(await run(person, [...args, "--json"]), row);
    expect(footprint(person)).toEqual(before);
  });

  it("every mistake of a plan at once, each with its place", async () => {
    const path = join(person.root, "plans", "many.json");
    writeFileSync(path, '{\n  "title": "",\n  "tasks": [\n    { "id": "A", "title": "a" }\n  ]\n}\n');
    const ran = await run(person, ["run", path]);
    expect(ran.code).toBe(2);
    const lines = ran.stderr.trim().split("\n");
    expect(lines.map((line) => /many\.json:(\d+:\d+): /.exec(line)?.[1])).toEqual(["2:12", "4:13", "4:5"]);
    expect(ran.stdout).toBe("");
  });

  it("after all of these there is no epic, and nothing of an epic was ever stored", async () => {
    const ran = await run(person, ["log", "--json", "--sql", "SELECT count(*) AS events FROM events"]);
    expect(ran.stdout).toBe('{"events":0}\n');
  });
});
