// One word and one exit code for an epic, for each thing that can be wrong with it.
import { abandoned } from "../../src/domain/abandoned.ts";
import { describe, expect, it } from "vitest";
import { exitCodeOf, epicStatus, isClosed } from "../../src/domain/epic-status.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import type { TaskStatus } from "../../src/domain/task-status.ts";
import { epicOf, history, type Said } from "../support/epic-history.ts";
import { epicIn, pastIn, steps } from "./task-routes.ts";

const landing = { branch: "main", old: "base", new: "tip", strategy: "fast-forward" } as const;
const landed: Said[] = [{ type: "BeginEpicLanding", ...landing }, { type: "RecordEpicLanded" }];
const undone: Said[] = [{ type: "BeginUndo", old: "tip", new: "base", how: "revert" }, { type: "RecordUndone" }];
const refused = (code: string): Said => ({ type: "RefuseEpicLanding", code, message: "main is dirty", files: [] });
const interrupted: Said = { type: "InterruptEpic", reason: "signal" };

const judged = (options: Partial<RunOptions>, ...commands: Said[]) => {
  const epic = epicOf(history(pastIn("landed", options), ...commands));
  return [epicStatus(epic), exitCodeOf(epic)];
};

describe("the status of an epic", () => {
  const alone: Record<TaskStatus, readonly [string, number]> = {
    queued: ["waiting", 0],
    blocked: ["waiting", 0],
    starting: ["waiting", 0],
    working: ["waiting", 0],
    needs_permission: ["waiting", 0],
    needs_answer: ["waiting", 0],
    retrying: ["waiting", 0],
    stalled: ["waiting", 0],
    stopped: ["waiting", 0],
    interrupted: ["interrupted", 1],
    ready: ["waiting", 0],
    changes_requested: ["waiting", 0],
    approved: ["waiting", 0],
    landing: ["waiting", 0],
    conflict: ["conflict", 1],
    landed: ["done", 0],
    failed: ["failed", 1],
    discarded: ["done", 0],
  };

  it.each(Object.entries(alone))("with a task that is %s", (status, expected) => {
    const epic = epicIn(status as TaskStatus);
    expect([epicStatus(epic), exitCodeOf(epic)]).toEqual(expected);
  });

  it("is done only when it is where the person wanted it", () => {
    expect(judged({ land: false })).toEqual(["done", 0]);
    expect(judged({ land: true })).toEqual(["waiting", 1]);
    expect(judged({ land: true }, ...landed)).toEqual(["done", 0]);
    expect(judged({ land: true }, ...landed, ...undone)).toEqual(["waiting", 0]);
  });

  it("says why the person's branch did not move, until a landing is asked for again or the run is resumed", () => {
    const { options } = epicOf(pastIn("landed", { land: true }));
    expect(judged({ land: true }, refused("would-overwrite"))).toEqual(["refused", 1]);
    expect(judged({ land: true }, refused("conflict"))).toEqual(["conflict", 1]);
    expect(judged({ land: true }, refused("would-overwrite"), ...landed)).toEqual(["done", 0]);
    expect(judged({ land: true }, refused("conflict"), { type: "ResumeEpic", options })).toEqual(["waiting", 1]);
    expect(judged({ land: false }, refused("conflict"), { type: "RetryEpicLanding", despite_checks: false })).toEqual([
      "done",
      0,
    ]);
  });

  it("names the interruption first, then a conflict, a failure, a refusal", () => {
    const running = history(pastIn("working"), interrupted, refused("conflict"));
    expect(epicStatus(epicOf(running))).toBe("interrupted");
    // An interrupted run whose work a person has landed since is not interrupted any more.
    expect(judged({}, interrupted)[0]).toBe("done");
    const failed = history(pastIn("failed"), refused("would-overwrite"));
    expect([epicStatus(epicOf(failed)), exitCodeOf(epicOf(failed))]).toEqual(["failed", 1]);
    expect(epicStatus(epicOf(history(failed, refused("conflict"))))).toBe("conflict");
  });

  it("is green again once what failed is taken up or given up", () => {
    for (const type of ["RetryTask", "DiscardTask"] as const) {
      expect(exitCodeOf(epicOf(history(pastIn("failed"), ...steps("t", type))))).toBe(0);
    }
  });
});

describe("an epic whose owner is gone", () => {
  it("is shown as it will be recorded: what worked was interrupted, what waits still waits", () => {
    const left = abandoned(epicOf(pastIn("working")));
    expect([...left.tasks.values()].map((task) => task.status)).toContain("interrupted");
    expect(epicStatus(left)).toBe("interrupted");
    const ready = epicOf(pastIn("ready"));
    expect(abandoned(ready)).toBe(ready);
  });
});

describe("an epic is closed", () => {
  const closed = (...commands: Said[]): boolean =>
    isClosed(epicOf(history(pastIn("landed", { land: true }), ...commands)));
  const reset: Said[] = [{ type: "BeginUndo", old: "tip", new: "base", how: "reset" }, { type: "RecordUndone" }];

  it("when it is in the person's branch, or was taken back for good", () => {
    expect(closed(...landed)).toBe(true);
    expect(closed(...landed, ...undone)).toBe(true);
    expect(isClosed(epicIn("discarded"))).toBe(true);
  });

  it("but not while it can still land", () => {
    expect(closed()).toBe(false);
    expect(closed(...landed, ...reset)).toBe(false);
    expect(isClosed(epicIn("ready"))).toBe(false);
  });
});
