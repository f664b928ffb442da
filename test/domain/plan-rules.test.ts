// Order and claims of a plan, and what the repository adds to them.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologicalOrder, transitiveDependencies } from "../../src/domain/plan-graph.ts";
import { planHash } from "../../src/domain/plan-hash.ts";
import { parsePlan } from "../../src/domain/plan-parse.ts";
import { checkPlanAgainst } from "../../src/domain/plan-rules.ts";
import { taskPlanSchema, type Plan, type TaskPlan } from "../../src/domain/plan.ts";

const task = (id: string, more: Partial<TaskPlan> = {}): TaskPlan =>
  taskPlanSchema.parse({ id, title: id, description: id, ...more });
const plan = (...tasks: TaskPlan[]): Plan => ({ title: "Plan", context: "", tasks, checks: [] });
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

describe("checkPlanAgainst", () => {
  it("names a tracked file that two unordered tasks claim", () => {
    const found = checkPlanAgainst(plan(task("a", { files: ["src/**"] }), task("b", { files: ["**/*.css"] })), [
      "README.md",
      "src/app/site.css",
    ]);
    expect(found).toMatchObject([{ code: "overlap", task: "b", field: "tasks[1].files[0]" }]);
    expect(found[0]?.message).toContain('"a" (src/**) and "b" (**/*.css)');
    expect(found[0]?.message).toContain('"src/app/site.css"');
    expect(found[0]?.remedy).toContain('after: ["a"]');
  });

  it("refuses globs that could meet in a file that does not exist yet", () => {
    const two = plan(task("a", { files: ["src/*.ts"] }), task("b", { files: ["src/new-*"] }));
    expect(checkPlanAgainst(two, ["src/old.ts"])).toMatchObject([{ code: "overlap" }]);
  });

  it("says nothing of tasks in order, of readonly paths and of tasks without a claim", () => {
    const ordered = plan(
      task("a", { files: ["**"] }),
      task("b", { after: ["a"] }),
      task("c", { files: ["x"], after: ["b"] }),
    );
    expect(checkPlanAgainst(ordered, ["x"])).toEqual([]);
    expect(
      checkPlanAgainst(plan(task("a", { files: ["x"] }), task("b", { readonly: ["x"] }), task("c")), ["x"]),
    ).toEqual([]);
  });

  it("reports each clashing pair once", () => {
    const all = { files: ["src/**", "test/**"] };
    const found = checkPlanAgainst(plan(task("a", all), task("b", all), task("c", all)), []);
    expect(found.map(({ field }) => field)).toEqual(["tasks[1].files[0]", "tasks[2].files[0]", "tasks[2].files[0]"]);
  });

  it("refuses a folder that is claimed like a file", () => {
    expect(
      checkPlanAgainst(plan(task("a", { files: ["src/app", "src/app/x.ts", "new"] })), ["src/app/x.ts"]),
    ).toMatchObject([{ code: "folder-claimed", field: "tasks[0].files[0]", remedy: 'Write "src/app/**".' }]);
  });

  it("keeps its promise for every tracked file", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
      .map((parts) => parts.join("/"));
    const glob = fc
      .array(fc.constantFrom("a", "b", "*", "**", "{a,c}"), { minLength: 1, maxLength: 3 })
      .map((p) => p.join("/"));
    fc.assert(
      fc.property(glob, glob, fc.array(path, { maxLength: 8 }), (left, right, files) => {
        const both = plan(task("l", { files: [left] }), task("r", { files: [right] }));
        const claimed = (of: string) =>
          files.filter(
            (file) => checkPlanAgainst(plan(task("l", { files: [of] }), task("r", { files: [file] })), []).length > 0,
          );
        const shared = claimed(left).filter((file) => claimed(right).includes(file));
        const clash = checkPlanAgainst(both, files).some(({ code }) => code === "overlap");
        expect(clash || shared.length === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Plans whose tasks wait only for tasks that stand earlier in a hidden order. */
const dag = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.tuple(
      fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: size, maxLength: size }),
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, index) => index),
        { minLength: size },
      ),
    ),
  )
  .map(([waits, positions]) => {
    const tasks = waits.map((wishes, index) =>
      task(`t${index}`, { after: index === 0 ? [] : [...new Set(wishes.map((wish) => `t${wish % index}`))] }),
    );
    return plan(...positions.flatMap((position) => tasks[position] ?? []));
  });

describe("the order of a plan", () => {
  it("respects after in every plan without a cycle, and parsePlan accepts it", () => {
    fc.assert(
      fc.property(dag, (one) => {
        expect(parsePlan(JSON.stringify(one))).toEqual({ ok: true, plan: one });
        const order = topologicalOrder(one).map(({ id }) => id);
        expect(new Set(order)).toEqual(new Set(one.tasks.map(({ id }) => id)));
        expect(order).toHaveLength(one.tasks.length);
        for (const { id, after } of one.tasks)
          for (const earlier of after) expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(id));
        for (const [id, before] of transitiveDependencies(one))
          for (const earlier of before) expect(order.indexOf(earlier)).toBeLessThan(order.indexOf(id));
      }),
    );
  });

  it("refuses any plan into which an edge back was put, and lists a whole cycle", () => {
    let tried = 0;
    fc.assert(
      fc.property(dag, fc.nat(), (one, pick) => {
        const before = transitiveDependencies(one);
        const pairs = [...before].flatMap(([later, earlier]) => [...earlier].map((id) => [id, later] as const));
        const pair = pairs[pick % Math.max(1, pairs.length)];
        if (pair === undefined) return;
        tried += 1;
        const [earlier, later] = pair;
        const knotted = plan(
          ...one.tasks.map((each) => (each.id === earlier ? { ...each, after: [...each.after, later] } : each)),
        );
        const parsed = parsePlan(JSON.stringify(knotted));
        if (parsed.ok) throw new Error("a cycle was accepted");
        const message = parsed.problems.find(({ code }) => code === "cycle")?.message ?? "";
        const circle = message.replace(/^.*: /, "").split(" → ");
        expect(circle.length).toBeGreaterThan(2);
        expect(circle[0]).toBe(circle.at(-1));
        for (const [index, id] of circle.slice(0, -1).entries())
          expect(knotted.tasks.find((each) => each.id === id)?.after).toContain(circle[index + 1]);
        expect(() => topologicalOrder(knotted)).toThrow(RangeError);
      }),
    );
    expect(tried).toBeGreaterThan(20);
  });

  it("follows the plan where after leaves a choice", () => {
    const one = plan(task("c", { after: ["z"] }), task("z"), task("b"), task("a"));
    expect(topologicalOrder(one).map(({ id }) => id)).toEqual(["z", "c", "b", "a"]);
  });
});

describe("planHash", () => {
  it("is the same for the same plan in another order of keys, and ignores $schema", () => {
    const one = plan(task("a"));
    const { title, ...rest } = one;
    expect(planHash({ ...rest, title, $schema: "x" }, sha)).toBe(planHash(one, sha));
  });

  it("differs when the plan says something else", () => {
    const names = new Set(
      [
        plan(task("a")),
        plan(task("b")),
        plan(task("a"), task("b")),
        plan(task("b"), task("a")),
        plan(task("a", { agent: "x" })),
      ].map((one) => planHash(one, sha)),
    );
    expect(names.size).toBe(5);
  });
});
