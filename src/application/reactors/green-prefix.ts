// Finds how much of a stack of approved work may land, and what in it is to blame, with as few runs of the checks as can be.
import type { CheckRun } from "../../domain/check-run.ts";

export interface StackVerdict {
  /** So many of its steps may land, from the first: no check is red there that was green without them. */
  steps: number;
  /** What the step behind them turns red; null when all of them may land. */
  offence: CheckRun | null;
}

/**
 * `test` gives the checks that are red with so many steps. A stack that is green as a whole needs one run. A check that is red
 * without any step is nobody's fault, and holds nothing back. An offender among n steps is found with two runs and log2(n)
 * more; what is blamed was seen red with the step, and not so without it.
 */
export async function greenPrefix(
  steps: number,
  test: (steps: number) => Promise<readonly CheckRun[]>,
): Promise<StackVerdict> {
  const all = await test(steps);
  if (all.length === 0) return { steps, offence: null };
  const before = new Set((await test(0)).map(({ name }) => name));
  const turned = (red: readonly CheckRun[]): CheckRun | null => red.find(({ name }) => !before.has(name)) ?? null;
  let offence = turned(all);
  if (offence === null) return { steps, offence: null };
  let [good, bad] = [0, steps];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const found = turned(await test(middle));
    if (found === null) good = middle;
    else [bad, offence] = [middle, found];
  }
  return { steps: good, offence };
}
