// A slice of the torture: no loss of power takes what was acknowledged.
import { expect, test } from "vitest";
import { powerLoss } from "./power-loss-torture.ts";

test("a disk after a loss of power opens and has all that was acknowledged, as long as syncs count", async () => {
  const lines = await powerLoss.run({ rounds: 30, seed: 1, progress: () => undefined });
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
  expect(lines.map((line) => line.rounds)).toEqual([30]);
  expect(lines[0]?.control).toMatch(/lost in [1-9]/);
});
