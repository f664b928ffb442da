// kill -9 in the middle of a move of the person's checked-out branch: before or after once settled, never between.
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMove } from "../../../src/adapters/git/move-record.ts";
import { bundleChild } from "./bundle-child.ts";
import { createDirtyCheckout, type DirtyCheckout } from "./dirty-checkout.ts";

let checkout: DirtyCheckout;
beforeEach(async () => {
  checkout = await createDirtyCheckout(150);
});
afterEach(() => checkout.remove());

test(
  "kill -9 at thirty moments of the move, of the process alone or with its git, forwards and backwards",
  { timeout: 120_000 },
  async () => {
    const { person, repository, move, expectTogether } = checkout;
    const child = await bundleChild("move-child", person.parent);
    const start = (from: string, to: string) =>
      execa("node", [child, person.dir, "main", from, to], {
        env: person.env,
        extendEnv: false,
        detached: true,
        reject: false,
      });
    const untilSaid = (running: ReturnType<typeof start>, word: string) =>
      new Promise<void>((resolve) =>
        running.stdout.on("data", (text: Buffer) => text.toString().includes(word) && resolve()),
      );

    const whole = start(move.old, move.new);
    await untilSaid(whole, "ready");
    const begun = performance.now();
    await untilSaid(whole, "done");
    const duration = performance.now() - begun;
    await whole;
    await expectTogether(move.new);

    const outcomes = { finished: 0, "rolled-back": 0 };
    let cutOff = 0;
    let from = move.new;
    let to = move.old;
    for (let kill = 0; kill < 30; kill += 1) {
      const running = start(from, to);
      await untilSaid(running, "ready");
      await new Promise((resolve) => setTimeout(resolve, (duration * kill) / 28));
      const { pid } = running;
      if (pid === undefined) throw new Error("not started");
      try {
        process.kill(kill % 2 === 0 ? -pid : pid, "SIGKILL");
      } catch {
        // It had ended already: then the move is done and must be found so.
      }
      await running;
      if ((await readMove(repository.commonDir, "main"))?.phase === "moving") cutOff += 1;
      const settled = await repository.settleMove({ branch: "main", old: from, new: to });
      expect(await repository.settleMove({ branch: "main", old: from, new: to })).toBe(settled);
      outcomes[settled] += 1;
      await expectTogether(settled === "finished" ? to : from);
      if (settled === "finished") [from, to] = [to, from];
    }
    // Without these the kills would have proved nothing.
    expect(outcomes["rolled-back"]).toBeGreaterThan(0);
    expect(cutOff).toBeGreaterThan(0);
  },
);
