// A task that a person skips: what comes after it goes on without it, until it is retried.
import { describe, expect, it } from "vitest";
import { dueEffects } from "../../src/domain/due-effects.ts";
import { about, epicOf, given, history, taskOf } from "../support/epic-history.ts";
import { epicWith, samples, steps, toLanded, toWorking } from "./task-routes.ts";

const skip = (id: string) => about(id, { ...samples.SkipTask, ref: "refs/opencode-swarm/epic-1/p/1-removed" });
const family = () => epicWith([{ id: "g" }, { id: "p", after: ["g"] }, { id: "t", after: ["p"] }]);
const starts = (past: ReturnType<typeof family>): string[] =>
  dueEffects(epicOf(past)).flatMap((effect) => (effect.kind === "start-task" ? [effect.task_id] : []));

describe("a skipped task", () => {
  it("lets what comes after it start, also if it was discarded or has failed before", () => {
    const failed = history(family(), ...steps("g", ...toLanded), ...steps("p", ...toWorking, "FailWorker"));
    expect(taskOf(failed, "t").status).toBe("blocked");
    for (const past of [failed, history(failed, about("p", samples.DiscardTask))]) {
      expect(starts(past)).toEqual([]);
      const skipped = history(past, skip("p"));
      expect(taskOf(skipped, "p")).toMatchObject({ status: "discarded", skipped: true });
      expect(taskOf(skipped, "t").status).toBe("queued");
      expect(starts(skipped)).toEqual(["t"]);
      given(skipped).when(skip("p")).emits();
    }
  });

  it("does not stand for what it waits for itself", () => {
    const skipped = history(family(), skip("p"));
    expect(starts(skipped)).toEqual(["g"]);
    expect(taskOf(skipped, "t").status).toBe("queued");
  });

  it("is waited for again when it is retried, and a discarded one is not skipped", () => {
    const again = history(family(), skip("p"), about("p", samples.RetryTask));
    expect(taskOf(again, "p")).toMatchObject({ status: "queued", skipped: false });
    expect(starts(history(again, ...steps("g", ...toLanded)))).toEqual(["p"]);
    const discarded = history(family(), ...steps("g", ...toLanded), about("p", samples.DiscardTask));
    expect(taskOf(discarded, "t").status).toBe("blocked");
  });
});
