// How much of a stack may land, and who is to blame: over every kind of stack, with few runs.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { greenPrefix } from "../../../src/application/reactors/green-prefix.ts";
import type { CheckRun } from "../../../src/domain/check-run.ts";

const red: CheckRun = {
  name: "test",
  run: "npm test",
  exit_code: 1,
  timed_out: false,
  duration_ms: 1,
  output_tail: "",
};

/** `green[n]`: the checks are green with n steps. */
async function judged(green: readonly boolean[]) {
  const runs: number[] = [];
  const verdict = await greenPrefix(green.length - 1, async (steps) => {
    runs.push(steps);
    return green[steps] === true ? [] : [red];
  });
  return { verdict, runs };
}

const stacks = fc.array(fc.boolean(), { minLength: 2, maxLength: 40 });

describe("how much of a stack may land", () => {
  it("is all of it after one run, when that is green", async () => {
    expect(await judged([true, false, true])).toEqual({ verdict: { steps: 2, offence: null }, runs: [2] });
  });

  it("is what comes before the first red step, found in a few runs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.nat(), async (steps, at) => {
        const first = 1 + (at % steps);
        const { verdict, runs } = await judged(Array.from({ length: steps + 1 }, (_, count) => count < first));
        expect(verdict).toEqual({ steps: first - 1, offence: red });
        expect(runs.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(steps)));
        expect(new Set(runs).size).toBe(runs.length);
      }),
    );
  });

  it("ends with what was seen green, and blames only a step that was seen red right on top of it", async () => {
    await fc.assert(
      fc.asyncProperty(stacks, async (green) => {
        const { verdict, runs } = await judged([true, ...green]);
        const at = (steps: number) => [true, ...green][steps];
        expect([at(verdict.steps), runs.includes(verdict.steps)]).toEqual([true, true]);
        if (verdict.offence === null) expect(verdict.steps).toBe(green.length);
        else expect([at(verdict.steps + 1), runs.includes(verdict.steps + 1)]).toEqual([false, true]);
      }),
    );
  });

  it("is all of it when nothing is red that was not red without it", async () => {
    expect((await judged([false, false, false])).verdict).toEqual({ steps: 2, offence: null });
  });

  it("finds the offender of one check while another is red all the time", async () => {
    const other = { ...red, name: "lint" };
    const verdict = await greenPrefix(5, async (steps) => (steps < 4 ? [other] : [other, red]));
    expect(verdict).toEqual({ steps: 3, offence: red });
  });
});
