// A slice of the torture of landings: one kill of a landing, one of an undo.
import { expect, it } from "vitest";
import { landingKillTorture } from "./landing-kill-torture.ts";

it("a landing and an undo that are killed are all as before or all as after", async () => {
  const lines = await landingKillTorture.run({ rounds: 2, seed: 1, progress: () => undefined });
  expect(lines).toHaveLength(2);
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
});
