// A slice of the torture: owners that are killed under load lose nothing.
import { expect, test } from "vitest";
import { killOwner } from "./kill-owner-torture.ts";

test("an owner killed 14 times under load loses nothing that was acknowledged, and a careless one does", async () => {
  const lines = await killOwner.run({ rounds: 14, seed: 1, progress: () => undefined });
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
  expect(lines.map((line) => line.rounds)).toEqual([14]);
  expect(lines[0]?.control).toMatch(/lost in [1-9]\d* of 4/);
});
