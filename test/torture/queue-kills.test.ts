// A slice of the torture of the landing queue: killed twice while it works.
import { expect, it } from "vitest";
import { queueKillTorture } from "./queue-kill-torture.ts";

it("a landing queue that is killed goes on by itself, and no commit of it is red", async () => {
  const lines = await queueKillTorture.run({ rounds: 3, seed: 2, progress: () => undefined });
  expect(lines.flatMap((line) => line.faults)).toEqual([]);
});
