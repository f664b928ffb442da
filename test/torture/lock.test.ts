// A slice of the torture: of six processes that contend for the ownership one has it.
import { expect, test } from "vitest";
import { lock } from "./lock-torture.ts";

test("of six contenders one at a time is the owner, whoever is killed or stopped, and a naive lock has two", async () => {
  const lines = await lock.run({ rounds: 6, seed: 1, progress: () => undefined });
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
  expect(lines[0]?.control).toMatch(/two owners in [1-9]/);
});
