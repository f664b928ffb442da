// Random lives of random epics, for properties.
import fc from "fast-check";
import type { Plan } from "../../src/domain/plan.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import { createEpic, planOfTasks } from "../support/epic-history.ts";
import { createLife, type Act, type Choose, type Life } from "./epic-life.ts";
import { createWorld, type Step, type World } from "./epic-world.ts";

const ids = ["a", "b", "c", "d", "e", "f"];

/** Three to six tasks; each waits for some of those before it. */
const plans = fc.array(fc.nat({ max: 63 }), { minLength: 3, maxLength: 6 }).map((masks) =>
  planOfTasks(
    masks.map((mask, at) => ({
      id: ids[at] ?? "",
      after: ids.slice(0, at).filter((_, bit) => (mask >> bit) & (mask >> 3) & 1),
    })),
  ),
);

const options: fc.Arbitrary<Partial<RunOptions>> = fc.record({
  max_parallel: fc.integer({ min: 1, max: 3 }),
  approve: fc.constantFrom("none", "checks", "all"),
  land: fc.boolean(),
  unattended: fc.constantFrom("wait", "decide"),
});

const acts = fc.record({
  act: fc.oneof(
    { weight: 24, arbitrary: fc.constant<Act>("schedule") },
    { weight: 70, arbitrary: fc.constant<Act>("work") },
    { weight: 8, arbitrary: fc.constant<Act>("person") },
    { weight: 3, arbitrary: fc.constantFrom<Act>("stale", "late") },
    { weight: 2, arbitrary: fc.constantFrom<Act>("stop", "crash", "resume", "resume", "resume", "resume") },
  ),
  dice: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 5, maxLength: 5 }),
});

export interface Lived {
  plan: Plan;
  options: Partial<RunOptions>;
  acts: { act: Act; dice: number[] }[];
}

export const lives: fc.Arbitrary<Lived> = fc.record({
  plan: plans,
  options,
  // Long and without bias, so that most lives come as far as landings, conflicts and late answers.
  acts: fc.noBias(fc.array(acts, { minLength: 80, maxLength: 240, size: "max" })),
});

/** Lives it; `look` sees every step. */
export function live(lived: Lived, look: (step: Step) => void): { world: World; life: Life } {
  const world = createWorld(createEpic(lived.plan, lived.options), look);
  const life = createLife(world);
  for (const { act, dice } of lived.acts) {
    let thrown = 0;
    const choose: Choose = (n) => (dice[thrown++ % dice.length] ?? 0) % n;
    life.act(act, choose);
  }
  return { world, life };
}
