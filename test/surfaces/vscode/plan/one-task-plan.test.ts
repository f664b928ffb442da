// A sentence becomes a plan that the rules take.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlan } from "../../../../src/domain/plan-parse.ts";
import { idFrom, oneTaskPlan } from "../../../../src/surfaces/vscode/plan/one-task-plan.ts";

describe("a plan of one task", () => {
  it("has a title, an id and the whole text", () => {
    const plan = oneTaskPlan("Reject negative amounts in src/line.js. Add a test for it.\n", "main");
    expect(plan).toMatchObject({ title: "Reject negative amounts in src/line.js", base: "main" });
    expect(plan.tasks).toMatchObject([
      { id: "reject-negative-amounts", description: "Reject negative amounts in src/line.js. Add a test for it." },
    ]);
  });

  it("keeps long sentences and other scripts within its bounds", () => {
    expect(oneTaskPlan("é".repeat(300), null).title).toHaveLength(72);
    expect(idFrom("税金を計算する")).toBe("task");
    expect(idFrom("Größe prüfen")).toBe("gro-e-prufen");
  });

  it("is a valid plan, whatever is written", () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 300 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(texts, (text) => {
        const plan = oneTaskPlan(text, null);
        expect(parsePlan(JSON.stringify(plan))).toMatchObject({ ok: true });
      }),
    );
  });
});
