// A slice of the torture of worktrees: every fault would be one of the product's.
import { expect, it } from "vitest";
import { worktreeTorture } from "./worktree-torture.ts";

it("random sequences of verbs, workers, meddling and kills lose nothing and leave nothing", async () => {
  const lines = await worktreeTorture.run({ rounds: 4, seed: 1, progress: () => undefined });
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
});
