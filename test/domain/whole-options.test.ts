// The options of a run that an older release recorded are whole when they are read.
import { describe, expect, it } from "vitest";
import { runOptionsSchema } from "../../src/domain/run-options.ts";
import { wholeOptions } from "../../src/domain/whole-options.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import { createEpic, folded, history, planOfTasks } from "../support/epic-history.ts";

/** As 0.1.0 wrote them. */
const old = {
  max_parallel: 3,
  approve: "checks",
  land: true,
  model: null,
  unattended: "wait",
  attended: false,
  stall_s: 300,
  rate_limit_window_s: 600,
} as const;

describe("the recorded options of a run", () => {
  it("get the defaults of today where an older release knew of no such option", () => {
    const { approve, land, unattended } = old;
    expect(wholeOptions(old)).toEqual(runOptionsSchema.parse({ approve, land, unattended }));
    expect(wholeOptions({ ...old, squash: false })).toEqual(wholeOptions(old));
    expect(wholeOptions({ ...old, squash: true })).toEqual({ ...wholeOptions(old), strategy: "squash" });
  });

  it("stay what they are when they are recorded whole", () => {
    const options = runOptionsSchema.parse({ join: "rebase", strategy: "merge", landing_stack: 1, max_steps: 7 });
    expect(wholeOptions(options)).toEqual(options);
  });

  it("are whole in an epic that an older release created or resumed", () => {
    const past = history([], createEpic(planOfTasks([{ id: "a" }])), {
      type: "ResumeEpic",
      options: { ...old, squash: true } as unknown as EpicState["options"],
    });
    expect(folded(past)?.options).toMatchObject({ strategy: "squash", join: "squash", landing_stack: 8 });
    const created = past.slice(0, 1).map((event) => ({ ...event, data: { ...event.data, options: old } }));
    expect(folded(created as typeof past)?.options).toEqual(wholeOptions(old));
  });
});
