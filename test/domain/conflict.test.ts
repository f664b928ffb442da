// A conflict that a person resolves by hand: what is kept of it, what may not happen meanwhile, and how it ends.
import { describe, expect, it } from "vitest";
import { conflictWords } from "../../src/domain/conflict.ts";
import { about, given, history, taskOf } from "../support/epic-history.ts";
import { evidence, pastIn, samples, steps } from "./task-routes.ts";

const begun = () => history(pastIn("conflict"), ...steps("t", "BeginResolution"));
const check = { name: "unit", run: "npm test", timed_out: false, duration_ms: 5, output_tail: "" };

describe("a conflict", () => {
  it("is told with the places of each file, as far as they are known", () => {
    const conflicts = [
      { path: "a.ts", count: 1, hunks: [{ start: 3, count: 1 }] },
      {
        path: "b.ts",
        count: 3,
        hunks: [
          { start: 10, count: 5 },
          { start: 30, count: 12 },
        ],
      },
      { path: "c.bin", count: 0, hunks: [] },
    ];
    const words = "a.ts (1 hunk: lines 3), b.ts (3 hunks: lines 10-14, 30-41, …), c.bin, d.ts";
    expect(conflictWords({ conflict_files: ["a.ts", "b.ts", "c.bin", "d.ts"], conflicts })).toBe(words);
    expect(taskOf(pastIn("conflict"), "t").conflicts).toEqual(samples.RecordTaskConflict.conflicts);
  });

  it("that is being resolved by hand is not given to anybody else, and can be discarded", () => {
    for (const type of ["AskToResolve", "RetryTask"] as const)
      given(begun()).when(about("t", samples[type])).refuses("NotNow");
    given(begun()).when(about("t", samples.DiscardTask)).leaves("t", { status: "discarded", resolution: null });
    given(begun()).when(about("t", samples.AbandonResolution)).leaves("t", { status: "conflict", resolution: null });
  });

  it("is begun once, and only of the commit that conflicts", () => {
    given(begun()).when(about("t", samples.BeginResolution)).emits();
    given(pastIn("conflict"))
      .when(about("t", { ...samples.BeginResolution, commit: "other" }))
      .refuses("NotNow");
  });

  it("becomes work to review, whose checks are those of the merge", () => {
    const checks = [check, { ...check, name: "lint" }].map((one, at) => ({ ...one, exit_code: at }));
    const done = history(begun(), about("t", { ...samples.RecordResolution, checks }));
    const task = taskOf(done, "t");
    expect(task).toMatchObject({ status: "ready", needs_review: true, checks_outcome: "failed", resolution: null });
    expect(task).toMatchObject({ conflict_files: [], conflicts: [] });
    expect(task.work).toMatchObject({ commit: "merged", base: "tip" });
    expect(task.checks.map(({ name, commit }) => [name, commit])).toEqual([
      ["unit", "merged"],
      ["lint", "merged"],
    ]);
    expect(evidence.commit).not.toBe("merged");
    given(pastIn("conflict"))
      .when(about("t", { ...samples.RecordResolution, checks }))
      .emits();
  });

  it("of a history without places is one all the same", () => {
    const old = pastIn("conflict").map((event) =>
      event.type === "task_conflicted" ? { ...event, data: { files: ["a.ts"], integration: "tip" } } : event,
    );
    expect(taskOf(old, "t")).toMatchObject({ status: "conflict", conflict_files: ["a.ts"], conflicts: [] });
  });
});
