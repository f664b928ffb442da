// A plan that is refused says what, where and how to mend it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlan } from "../../src/domain/plan-parse.ts";
import type { PlanProblem } from "../../src/domain/plan-problem.ts";

const task = (id: string, more: object = {}) => ({ id, title: `Task ${id}`, description: "Do it.", ...more });
const plan = (tasks: unknown, more: object = {}) => JSON.stringify({ title: "Plan", tasks, ...more });

function problems(text: string): PlanProblem[] {
  const parsed = parsePlan(text);
  if (parsed.ok) throw new Error("the plan was accepted");
  return parsed.problems;
}

/** A text that is wrong, and what the only problem has to be. */
const refused: [name: string, text: string, problem: Partial<PlanProblem>][] = [
  [
    "no title",
    JSON.stringify({ tasks: [task("a")] }),
    { code: "missing", field: "title", task: null, remedy: "Add title." },
  ],
  [
    "an empty title",
    plan([task("a")], { title: "  " }),
    { code: "empty", field: "title", message: "the title is empty" },
  ],
  ["no tasks", plan([]), { code: "no-tasks", field: "tasks" }],
  ["a list as plan", "[]", { code: "wrong-type", field: "", message: "the plan has to be an object" }],
  ["tasks that are no list", plan("x"), { code: "wrong-type", field: "tasks", remedy: "Make tasks a list." }],
  ["no description", plan([{ id: "a", title: "A" }]), { code: "missing", field: "tasks[0].description", task: "a" }],
  [
    "an empty description",
    plan([task("a", { description: "\n" })]),
    { code: "empty", field: "tasks[0].description", task: "a" },
  ],
  ["an empty criterion", plan([task("a", { success: ["x", ""] })]), { code: "empty", field: "tasks[0].success[1]" }],
  [
    "an empty check",
    plan([task("a")], { checks: [{ name: "t", run: " " }] }),
    { code: "empty", field: "checks[0].run", task: null },
  ],
  [
    "a timeout of 0",
    plan([task("a", { checks: [{ name: "t", run: "x", timeout_s: 0 }] })]),
    { code: "out-of-range", field: "tasks[0].checks[0].timeout_s", task: "a" },
  ],
  [
    "an unknown key",
    plan([task("a")], { contxt: "x" }),
    { code: "unknown-key", field: "contxt", remedy: 'Did you mean "context"?' },
  ],
  [
    "an unknown key of a task",
    plan([task("a", { flies: [] })]),
    { code: "unknown-key", field: "tasks[0].flies", task: "a", remedy: 'Did you mean "files"?' },
  ],
  [
    "an unknown key of a check",
    plan([task("a", { checks: [{ name: "t", run: "x", timeout: 5 }] })]),
    { code: "unknown-key", field: "tasks[0].checks[0].timeout", remedy: 'Did you mean "timeout_s"?' },
  ],
  ["a bad id", plan([task("Büro")]), { code: "bad-id", field: "tasks[0].id", task: "Büro" }],
  ["the id _integration", plan([task("_integration")]), { code: "bad-id", field: "tasks[0].id" }],
  ["an id of 41 letters", plan([task("a".repeat(41))]), { code: "bad-id", field: "tasks[0].id" }],
  [
    "a duplicate id",
    plan([task("a"), task("b"), task("a")]),
    { code: "duplicate-id", field: "tasks[2].id", task: "a", message: '"a" is already the id of tasks[0]' },
  ],
  [
    "an unknown dependency",
    plan([task("parser"), task("b", { after: ["parsr"] })]),
    { code: "unknown-dependency", field: "tasks[1].after[0]", task: "b", remedy: 'Did you mean "parser"?' },
  ],
  [
    "a task after itself",
    plan([task("a", { after: ["a"] })]),
    { code: "self-dependency", field: "tasks[0].after[0]", task: "a" },
  ],
  [
    "a cycle",
    plan([task("x"), task("a", { after: ["x", "c"] }), task("b", { after: ["a"] }), task("c", { after: ["b"] })]),
    { code: "cycle", task: "a", field: "tasks[1].after", message: "these tasks wait for each other: a → c → b → a" },
  ],
  [
    "an absolute path",
    plan([task("a", { files: ["/etc/passwd"] })]),
    { code: "path-outside", field: "tasks[0].files[0]", task: "a" },
  ],
  [
    "a path that climbs",
    plan([task("a", { files: ["src/../../x"] })]),
    { code: "path-outside", field: "tasks[0].files[0]" },
  ],
  [
    "a path that climbs in a choice",
    plan([task("a", { files: ["src/{..,a}/x"] })]),
    { code: "path-outside", field: "tasks[0].files[0]" },
  ],
  ["a path at home", plan([task("a", { readonly: ["~/x"] })]), { code: "path-outside", field: "tasks[0].readonly[0]" }],
  ["a drive", plan([task("a", { files: ["C:/x"] })]), { code: "path-outside", field: "tasks[0].files[0]" }],
  ["backslashes", plan([task("a", { files: ["src\\x"] })]), { code: "path-outside", field: "tasks[0].files[0]" }],
  [
    "git's own folder",
    plan([task("a", { files: [".git/hooks/*"] })]),
    { code: "path-outside", field: "tasks[0].files[0]" },
  ],
  [
    "git's own folder below",
    plan([task("a", { files: ["sub/.git/config"] })]),
    { code: "path-outside", field: "tasks[0].files[0]" },
  ],
  ["an open bracket", plan([task("a", { files: ["src/[a"] })]), { code: "bad-glob", field: "tasks[0].files[0]" }],
  ["an open brace", plan([task("a", { files: ["src/{a,b"] })]), { code: "bad-glob", field: "tasks[0].files[0]" }],
  ["a negated glob", plan([task("a", { files: ["!src/**"] })]), { code: "bad-glob", field: "tasks[0].files[0]" }],
  ["a folder with its slash", plan([task("a", { files: ["src/"] })]), { code: "bad-glob", remedy: 'Write "src/**".' }],
  ["a doubled slash", plan([task("a", { files: ["src//a.ts"] })]), { code: "bad-glob", remedy: 'Write "src/a.ts".' }],
  [
    "more stars than a matcher can bear",
    plan([task("a", { files: [`${"*a".repeat(60)}b`] })]),
    { code: "bad-glob", field: "tasks[0].files[0]" },
  ],
  [
    "claims of unordered tasks",
    plan([task("a", { files: ["src/**"] }), task("b", { files: ["docs/*.md", "src/x.ts"] })]),
    {
      code: "overlap",
      task: "b",
      field: "tasks[1].files[1]",
      message: '"a" (src/**) and "b" (src/x.ts) may change the same file at the same time, for example "src/x.ts"',
    },
  ],
];

const accepted: [name: string, text: string][] = [
  ["the least there is", plan([task("a")])],
  ["a $schema", plan([task("a")], { $schema: "./swarm-plan.schema.json" })],
  ["a byte order mark", `\ufeff${plan([task("a")])}`],
  ["claims in order", plan([task("a", { files: ["src/**"] }), task("b", { files: ["src/x.ts"], after: ["a"] })])],
  [
    "claims in order through a third",
    plan([task("a", { files: ["s"] }), task("b", { after: ["a"] }), task("c", { files: ["s"], after: ["b"] })]),
  ],
  ["one path that one changes and another reads", plan([task("a", { files: ["s"] }), task("b", { readonly: ["s"] })])],
  [
    "names like folders of git",
    plan([task("a", { files: [".github/**", ".gitignore", "a..b", "...", "app/[id]/(x)/y.tsx"] })]),
  ],
];

describe("parsePlan", () => {
  it.each(refused)("refuses %s, with field and remedy", (_name, text, problem) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject(problem);
    expect(found[0]?.remedy).not.toBe("");
    expect(found[0]?.line).toBe(1);
  });

  it.each(accepted)("accepts %s", (_name, text) => {
    expect(parsePlan(text)).toMatchObject({ ok: true });
  });

  it("fills in what is optional", () => {
    expect(parsePlan(plan([task("a", { checks: [{ name: "t", run: "true" }] })]))).toEqual({
      ok: true,
      plan: {
        title: "Plan",
        context: "",
        checks: [],
        tasks: [
          {
            ...task("a"),
            files: [],
            readonly: [],
            after: [],
            success: [],
            checks: [{ name: "t", run: "true", timeout_s: 600 }],
          },
        ],
      },
    });
  });

  it("reports all problems at once, each at its line and column", () => {
    const text = [
      '{ "title": "",',
      '  "tasks": [',
      '    { "id": "A",',
      '      "title": "x", "surprise": 1 }',
      "] }",
    ].join("\n");
    expect(problems(text).map(({ code, line, column }) => [code, line, column])).toEqual([
      ["empty", 1, 12],
      ["bad-id", 3, 13],
      ["missing", 3, 5],
      ["unknown-key", 4, 33],
    ]);
  });

  const notJson: [name: string, text: string, line: number, column: number][] = [
    ["nothing", "", 1, 1],
    ["a trailing comma", '{\n  "a": 1,\n}', 3, 1],
    ["a missing comma", '{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ["a comment", "{ // x\n}", 1, 3],
    ["single quotes", "{'a': 1}", 1, 2],
    ["a text without its end", '{"a": "b', 1, 7],
    ["a cut end", '{"a": [1, 2', 1, 12],
    ["something after the end", "{} x", 1, 4],
    ["a bare word", '{"a": yes}', 1, 7],
    ["a number that is none", '{"a": 01}', 1, 7],
    ["more nesting than any plan has", "[".repeat(100_000), 1, 102],
  ];
  it.each(notJson)("finds the place where JSON breaks: %s", (_name, text, line, column) => {
    expect(problems(text)).toMatchObject([{ code: "not-json", field: "", line, column }]);
  });

  it("reads any JSON as JSON.parse does, and refuses what JSON.parse refuses", () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", "{", "}", ",", '"', "1", "x", " "))
      .map(
        ([json, at, sign]) => json.slice(0, at % (json.length + 1)) + sign + json.slice((at % (json.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        const isJson = (() => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        expect(problems(text).some(({ code }) => code === "not-json")).toBe(!isJson);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a key that is written twice", () => {
    const text = '{"title": "a", "title": "b", "tasks": [{"id": "a", "title": "t", "description": "d"}]}';
    expect(problems(text)).toMatchObject([{ code: "duplicate-key", field: "title", column: 25 }]);
  });

  it("is not led astray by keys that every object has", () => {
    expect(problems(plan([task("a")], { constructor: 1 }))).toMatchObject([
      { code: "unknown-key", field: "constructor" },
    ]);
    expect(problems('{"__proto__": {}, "title": "t", "tasks": []}').map(({ code }) => code)).toContain("no-tasks");
  });
});
