// What `run --json` ends with: every field is there, and what is unknown is null.
import { describe, expect, it } from "vitest";
import { resultOf } from "../../src/domain/result.ts";
import { taskStatuses, type TaskStatus } from "../../src/domain/task-status.ts";
import { about, epicOf, history } from "../support/epic-history.ts";
import { epicIn, epicWith, pastIn, samples, steps, toReady } from "./task-routes.ts";

const only = (status: TaskStatus) => resultOf(epicIn(status)).tasks.find((task) => task.id === "t");

describe("the result of an epic", () => {
  it("has every field in every state, and null for what is unknown", () => {
    for (const status of taskStatuses) {
      const result = resultOf(epicIn(status));
      expect(JSON.parse(JSON.stringify(result))).toStrictEqual(result);
      expect(Object.keys(result)).toEqual(["type", "epic_id", "status", "tasks", "landed"]);
      expect(Object.keys(result.tasks[0] ?? {})).toEqual(Object.keys(only("queued") ?? {}));
    }
    expect(resultOf(epicIn("queued"))).toStrictEqual({
      type: "result",
      epic_id: "epic-1",
      status: "waiting",
      tasks: [
        {
          id: "t",
          status: "queued",
          branch: null,
          commit: null,
          worktree_path: null,
          session_id: null,
          files_touched: null,
          tokens: null,
          cost: null,
          duration_ms: null,
          checks: null,
          needs_review: false,
          reason: null,
        },
      ],
      landed: null,
    });
  });

  it("names the worker's pinned commit and what git saw of it", () => {
    const tokens = { input: 10, output: 2, reasoning: 1, cache_read: 5, cache_write: 0 };
    const used = about("t", { ...samples.RecordTurnEnd, tokens, cost: 0.01 });
    const past = history(pastIn("working"), used, ...steps("t", "RecordWork", "RecordCheck", "FinishWork"));
    expect(resultOf(epicOf(past)).tasks[0]).toStrictEqual({
      id: "t",
      status: "ready",
      branch: "swarm/epic-1/t",
      commit: "work",
      worktree_path: "/trees/t",
      session_id: "ses",
      files_touched: ["a.ts"],
      tokens,
      cost: 0.01,
      duration_ms: 8000,
      checks: "passed",
      needs_review: true,
      reason: "stopped without saying that it is complete",
    });
  });

  it("says in one sentence why a task is not where it should be", () => {
    expect(only("failed")?.reason).toBe("the provider failed: it broke. Retry it, or choose another model");
    expect(only("conflict")?.reason).toBe("conflicts in a.ts (1 hunk: lines 3-7)");
    expect(only("blocked")?.reason).toBe("waits for p, which cannot land");
    expect(only("needs_permission")?.reason).toBe("wants webfetch: https://a.b");
    expect(only("needs_answer")?.reason).toBe("Which?");
    for (const status of ["queued", "working", "ready", "landed"] as const) expect(only(status)?.reason).toBeNull();
  });

  it("speaks of the person's branch only when it moved", () => {
    expect(resultOf(epicIn("landed")).landed).toBeNull();
    const begin = { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "squash" } as const;
    const past = history(pastIn("landed"), begin, { type: "RecordEpicLanded" });
    expect(resultOf(epicOf(past)).landed).toEqual({ branch: "main", commit: "tip" });
    const undone = history(
      past,
      { type: "BeginUndo", old: "tip", new: "base", how: "reset" },
      { type: "RecordUndone" },
    );
    expect(resultOf(epicOf(undone)).landed).toBeNull();
  });

  it("carries the refusal of a landing with a remedy", () => {
    const past = history(pastIn("landed"), {
      type: "RefuseEpicLanding",
      code: "conflict",
      message: "main moved",
      files: ["a.ts"],
    });
    expect(resultOf(epicOf(past))).toMatchObject({
      status: "conflict",
      error: {
        code: "conflict",
        message: "main moved",
        remedy: expect.stringContaining("opencode-swarm land") as string,
      },
    });
  });

  it("lists the tasks in the order of the plan, whatever happened first", () => {
    const past = history(
      epicWith([{ id: "z" }, { id: "a" }, { id: "m" }]),
      ...steps("m", ...toReady),
      ...steps("a", "StartTask"),
    );
    expect(resultOf(epicOf(past)).tasks.map((task) => task.id)).toEqual(["z", "a", "m"]);
  });
});
