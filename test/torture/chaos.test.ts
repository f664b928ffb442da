// A slice of `npm run torture -- --only chaos`: the owner and the server of a run are killed.
import { expect, it } from "vitest";
import { chaosTorture } from "./chaos-torture.ts";

it("nothing is lost, repeated or left when the owner or the server is killed in the middle", async () => {
  for (const seed of [8, 10]) {
    const [line] = await chaosTorture.run({ rounds: 1, seed, progress: () => undefined });
    expect(line?.faults).toEqual([]);
    expect(line?.control).toBe("6 of 6 planted faults seen");
  }
});
