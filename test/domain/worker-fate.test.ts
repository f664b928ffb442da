// What is said of a worker that a new owner finds depends on what git and the disk have of it, and on nothing else.
import { describe, expect, it } from "vitest";
import { newTask, type TaskState } from "../../src/domain/task-state.ts";
import { taskStatuses } from "../../src/domain/task-status.ts";
import { fateOf, missingOf, type GroundFound } from "../../src/domain/worker-fate.ts";
import { planOfTasks } from "../support/epic-history.ts";

const [plan] = planOfTasks([{ id: "a" }]).tasks;
const ref = "refs/opencode-swarm/e/a/1";
const work = {
  commit: "c",
  base: "b",
  ref,
  files_touched: [],
  irregularities: [],
  outside_changes: [],
  leftovers_committed: false,
};

function task(over: Partial<TaskState>): TaskState {
  if (plan === undefined) throw new Error("no plan");
  return { ...newTask(plan), attempt: 1, branch: "swarm/e/a", worktree_path: "/w/a", ...over };
}

const all: GroundFound = { worktrees: new Set(["/w/a"]), refs: new Set(["refs/heads/swarm/e/a", ref]) };
const withoutWorktree: GroundFound = { ...all, worktrees: new Set() };
const nothing: GroundFound = { worktrees: new Set(), refs: new Set() };

describe("the fate of a worker", () => {
  it("is none for a task that never began, and for one that was thrown away", () => {
    expect(fateOf(task({ attempt: 0, status: "queued" }), all)).toBeNull();
    expect(fateOf(task({ status: "discarded" }), all)).toBeNull();
  });

  it.each(["starting", "working", "retrying", "stalled"] as const)("is live while it is %s", (status) => {
    expect(fateOf(task({ status }), nothing)).toBe("live");
  });

  it.each(["interrupted", "stopped", "failed", "queued", "blocked", "changes_requested"] as const)(
    "that is %s can be resumed from its worktree or from its branch, and is lost without both",
    (status) => {
      expect(fateOf(task({ status }), all)).toBe("resumable");
      expect(fateOf(task({ status }), withoutWorktree)).toBe("resumable");
      expect(fateOf(task({ status }), nothing)).toBe("lost");
    },
  );

  it("that asked and was parked can be resumed", () => {
    expect(fateOf(task({ status: "needs_answer", turn_done: true }), all)).toBe("resumable");
    expect(fateOf(task({ status: "needs_answer", turn_done: false }), all)).toBe("live");
  });

  it.each(["ready", "approved", "conflict", "landing"] as const)(
    "that is %s is done as long as its commit is kept",
    (status) => {
      expect(fateOf(task({ status, work }), withoutWorktree)).toBe("done");
      expect(fateOf(task({ status, work }), nothing)).toBe("lost");
    },
  );

  it("that landed is done: the branch has it", () => {
    expect(fateOf(task({ status: "landed", work }), nothing)).toBe("done");
  });

  it("is known for every state", () => {
    for (const status of taskStatuses)
      expect(fateOf(task({ status, work }), all) === null).toBe(status === "discarded");
  });
});

it("what is missing is named: worktree, branch, kept commit", () => {
  expect(missingOf(task({ status: "ready", work }), all)).toEqual([]);
  expect(missingOf(task({ status: "ready", work }), withoutWorktree)).toEqual(["worktree"]);
  expect(missingOf(task({ status: "ready", work }), nothing)).toEqual(["worktree", "branch", "work"]);
  expect(missingOf(task({ worktree_path: null }), nothing)).toEqual([]);
});
