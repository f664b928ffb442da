// Before something is lost, it is named.
import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../../src/domain/task-state.ts";
import { lossOf, workersOf } from "../../../../src/surfaces/vscode/commands/loss.ts";
import { taskGroups } from "../../../../src/surfaces/vscode/commands/task-items.ts";
import { createEpic, epicOf, history, planOfTasks } from "../../../support/epic-history.ts";
import { english } from "../english.ts";

const plan = planOfTasks([{ id: "one" }, { id: "two", after: ["one"] }, { id: "three", after: ["two"] }]);
const epic = epicOf(history([], createEpic(plan)));

function taskWith(fields: Partial<TaskState>): TaskState {
  const task = epic.tasks.get("one");
  if (task === undefined) throw new Error("no task");
  return { ...task, ...fields };
}

describe("what a discard takes", () => {
  it("names files, the turn that ends and the tasks that cannot start", () => {
    const work = {
      commit: "c",
      base: "b",
      ref: "r",
      irregularities: [],
      outside_changes: [],
      leftovers_committed: false,
    };
    const said = lossOf(
      english,
      epic,
      taskWith({ status: "working", work: { ...work, files_touched: ["a.js", "b.js"] } }),
    );
    expect(said).toBe(
      "It works now: its turn ends. Its changes of 2 files are not merged (a.js, b.js). " +
        "These wait for it and cannot start: two, three. " +
        "Its worktree is removed; its work stays recoverable under refs/opencode-swarm.",
    );
  });

  it("counts the workers that a stop of all ends", () => {
    const tasks = new Map([...epic.tasks].map(([id, task]) => [id, { ...task, status: "working" as const }]));
    expect(workersOf([{ ...epic, tasks }, epic])).toBe(3);
  });
});

describe("tasks in a list", () => {
  it("have their full text, and nothing in it is an icon or a link", () => {
    const hostile = {
      ...taskWith({ status: "failed" }),
      plan: { ...taskWith({}).plan, title: "$(zap) [x](command:y)" },
    };
    const failure = { code: "opencode_error" as const, error: "it broke" };
    const tasks = new Map(epic.tasks).set("one", { ...hostile, failure });
    const [group] = taskGroups(english, [{ ...epic, tasks }], (task) => task.status === "failed");
    expect(group?.items).toEqual([
      {
        label: "$(error) $ (zap) [x] (command:y)",
        description: "one · failed",
        detail: "Failed: it broke",
        task: { epicId: "epic-1", taskId: "one" },
      },
    ]);
  });
});
