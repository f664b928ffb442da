// What rows say of tasks and epics.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../../../src/domain/commands.ts";
import { decide } from "../../../../src/domain/decide.ts";
import { taskStatuses } from "../../../../src/domain/task-status.ts";
import type { EpicState } from "../../../../src/domain/epic-state.ts";
import type { TaskState } from "../../../../src/domain/task-state.ts";
import { activityLength, activityOf } from "../../../../src/surfaces/vscode/tree/activity.ts";
import { epicRow } from "../../../../src/surfaces/vscode/tree/epic-row.ts";
import { taskActions } from "../../../../src/surfaces/vscode/tree/task-actions.ts";
import { taskNotes } from "../../../../src/surfaces/vscode/tree/task-notes.ts";
import { taskRow } from "../../../../src/surfaces/vscode/tree/task-row.ts";
import { live, lives } from "../../../domain/random-lives.ts";
import { pastIn, steps } from "../../../domain/task-routes.ts";
import { createEpic, epicOf, history, planOfTasks, type Said } from "../../../support/epic-history.ts";
import { english } from "../english.ts";
import { plainView } from "./plain-view.ts";

const created = history([], createEpic(planOfTasks([{ id: "one" }, { id: "two", after: ["one"] }])));
const epic = epicOf(created);

function taskWith(fields: Partial<TaskState>): TaskState {
  const task = epic.tasks.get("one");
  if (task === undefined) throw new Error("no task");
  return { ...task, ...fields };
}

const sentence = (fields: Partial<TaskState>, live: string | null = null): string =>
  activityOf(english, epic, taskWith(fields), live);

describe("what a task does now", () => {
  it("is said in every state, in one line", () => {
    for (const status of taskStatuses) expect(sentence({ status })).toMatch(/^\S.*\S$/);
  });

  it("is the newest sign of life while it works, and its last report without one", () => {
    const progress = { percent: 40, message: "writes the tests" };
    expect(sentence({ status: "working", progress }, "edits src/tax.js")).toBe("edits src/tax.js");
    expect(sentence({ status: "working", progress })).toBe("writes the tests");
  });

  it("is the exact command that it wants to run", () => {
    const ask = { kind: "permission" as const, request_id: "r", permission: "bash", patterns: ["rm -rf dist"] };
    expect(sentence({ status: "needs_permission", asks: [ask] })).toBe("Wants to run: rm -rf dist");
  });

  it("begins with what a person took of its commit, or took back, until its worker is at it again", () => {
    const work = { commit: "c", base: "b", ref: "r", files_touched: ["a"], irregularities: [], outside_changes: [] };
    const before = {
      work: { ...work, leftovers_committed: false },
      checks: [],
      checks_outcome: null,
      needs_review: false,
    };
    const edit = { old: { start: 1, count: 1 }, new: { start: 1, count: 1 } };
    const rejected = (hunks: (typeof edit)[] | null) => ({
      kind: "rejected" as const,
      part: [{ path: "a", hunks }],
      files: 5,
      before,
    });
    const parts = [rejected(null), rejected([edit]), rejected([edit])];
    expect(sentence({ status: "ready", parts })).toBe("1 file rejected · 2 hunks rejected · Ready");
    expect(sentence({ status: "working", parts })).toBe("Works");
    const taken = { ...rejected(null), kind: "taken" as const };
    expect(sentence({ status: "landed", parts: [taken] })).toMatch(/^1 of 5 files taken · Approved/);
  });

  it("steers nothing, whatever a worker calls itself", () => {
    const failure = { code: "opencode_error" as const, error: "\u001b[31mred\u001b[0m\n\u202egnp.exe" };
    expect(sentence({ status: "failed", failure })).toBe("Failed: red gnp.exe");
  });

  it("is at most two hundred characters long", () => {
    const failure = { code: "opencode_error" as const, error: "é".repeat(5000) };
    const said = sentence({ status: "failed", failure });
    expect(said).toHaveLength(activityLength);
    expect(said.endsWith("…")).toBe(true);
  });

  it("adds nothing to the word of a task that is ready", () => {
    const work = {
      commit: "c",
      base: "b",
      ref: "r",
      files_touched: ["a.js"],
      irregularities: [],
      outside_changes: [],
      leftovers_committed: false,
    };
    expect(sentence({ status: "ready", work })).toBe("Ready");
    expect(sentence({ status: "ready", work: { ...work, files_touched: [] } })).toBe("Ready, and changed nothing");
  });

  it("comes with its progress only while its worker is at it", () => {
    const progress = { percent: 70, message: "runs the tests" };
    const shown = (status: TaskState["status"]) => taskRow(epic, taskWith({ status, progress }), plainView).progress;
    expect(shown("working")).toBe(70);
    expect(shown("needs_answer")).toBe(70);
    for (const status of ["ready", "landed", "failed", "discarded"] as const) expect(shown(status)).toBeNull();
  });

  it("names what a queued task waits for", () => {
    const two = epic.tasks.get("two");
    expect(two === undefined ? "" : activityOf(english, epic, two, null)).toBe("Waits for one");
  });
});

describe("what wants a look", () => {
  it("is what speaks against it: checks, lost tests, a missing report, what it left, a change of the checkout", () => {
    const check = { name: "tests", run: "npm test", commit: "c", exit_code: 1, timed_out: false, duration_ms: 1 };
    const findings = [
      { kind: "lost-tests" as const, paths: ["a.js"] },
      { kind: "skipped-tests" as const, paths: ["a.js"] },
      { kind: "changed-checks" as const, names: ["tests"], paths: ["a.js"] },
      { kind: "left-part" as const },
      { kind: "false-claims" as const, paths: ["b.js"] },
    ];
    const work = {
      commit: "c",
      base: "b",
      ref: "r",
      files_touched: ["a.js"],
      irregularities: ["HEAD moved."],
      findings,
    };
    const task = taskWith({
      status: "ready",
      checks_outcome: "failed",
      checks: [{ ...check, output_tail: "" }],
      work: { ...work, outside_changes: ["1", "2", "3", "4"], leftovers_committed: true },
    });
    expect(taskNotes(english, task, { worktreeIsGone: false, overlaps: [] })).toEqual([
      "Failed checks: tests",
      "It takes tests away: a.js",
      "It skips tests: a.js",
      "It changed what the check tests runs: a.js",
      "It committed a part and left the rest uncommitted; that was committed for it.",
      "It says that it changed what it did not change: b.js",
      "It ended without saying that it is complete.",
      "Meanwhile your checkout changed: 1, 2, 3, …",
      "HEAD moved.",
    ]);
  });

  it("is a worktree that somebody deleted", () => {
    expect(taskNotes(english, taskWith({ status: "stopped" }), { worktreeIsGone: true, overlaps: [] })).toEqual([
      "Its worktree is gone. What it committed is safe; a retry makes a new worktree.",
    ]);
  });

  it("is another's work in the same places, or what is merged already", () => {
    const overlap = { epic_id: "e", task_id: "a", other_id: "b", files: ["1", "2", "3", "4"] };
    const notesOf = (id: string, other_id: string | null) =>
      taskNotes(english, taskWith({ id, status: "working" }), {
        worktreeIsGone: false,
        overlaps: [{ ...overlap, other_id }],
      });
    expect(notesOf("a", "b")).toEqual(["Overlaps with b in 1, 2, 3, …"]);
    expect(notesOf("b", "b")).toEqual(["Overlaps with a in 1, 2, 3, …"]);
    expect(notesOf("a", null)).toEqual(["Overlaps with what is merged already, in 1, 2, 3, …"]);
  });

  it("is nothing once it has landed", () => {
    expect(
      taskNotes(english, taskWith({ status: "landed", needs_review: true }), {
        worktreeIsGone: true,
        overlaps: [],
      }),
    ).toEqual([]);
  });
});

const commands: Record<string, Command["type"]> = {
  approve: "ApproveTask",
  stop: "StopTask",
  resume: "ResumeTask",
  retry: "RetryTask",
  discard: "DiscardTask",
};

function accepts(state: EpicState, action: string, taskId: string): boolean {
  const type = commands[action];
  if (type === undefined) return true;
  const said = { type, epic_id: state.id, task_id: taskId, attempt: null, reason: "asked", ref: null };
  return decide(state, said as unknown as Command, 0).ok;
}

describe("what can be done with a task", () => {
  it("is never refused by the rules", () => {
    fc.assert(
      fc.property(lives, (lived) => {
        live(lived, ({ after }) => {
          for (const task of after.tasks.values())
            for (const action of taskActions(after, task))
              expect({ action, status: task.status, ok: accepts(after, action, task.id) }).toMatchObject({ ok: true });
        });
      }),
      { numRuns: 20 },
    );
  });

  it("begins with a resume where it was interrupted or stopped, and nowhere else", () => {
    const able = taskStatuses.filter((status) => taskActions(epic, taskWith({ status })).includes("resume"));
    expect(able).toEqual(["stopped", "interrupted"]);
    expect(taskActions(epic, taskWith({ status: "interrupted" }))).toEqual([
      "resume",
      "stop",
      "retry",
      "skip",
      "discard",
    ]);
    expect(taskActions(epic, taskWith({ status: "stopped" }))).toEqual(["resume", "retry", "skip", "discard"]);
  });

  it("is nothing where another process owns the swarm", () => {
    const view = { ...plainView, open: false };
    expect(taskRow(epic, taskWith({ status: "working" }), view).actions).toEqual([]);
    expect(epicRow(epic, view).actions).toEqual([]);
  });
});

describe("the times of a row", () => {
  const view = { ...plainView, since: () => 5000 };
  it("begin with the present phase while it works", () => {
    const row = taskRow(epic, taskWith({ status: "working", started_at: 1000 }), view);
    expect(row).toMatchObject({ since: 5000, endedAt: null });
  });
  it("span all its work once it rests", () => {
    const row = taskRow(epic, taskWith({ status: "ready", started_at: 1000, ended_at: 9000 }), view);
    expect(row).toMatchObject({ since: 1000, endedAt: 9000 });
  });
  it("end with the interruption where no end was stored", () => {
    const row = taskRow(epic, taskWith({ status: "interrupted", started_at: 1000, ended_at: null }), view);
    expect(row).toMatchObject({ since: 1000, endedAt: 5000 });
  });
  it("are unknown before the first start", () => {
    expect(taskRow(epic, taskWith({ status: "queued" }), view)).toMatchObject({ since: null, endedAt: null });
  });
});

describe("the branch of a row", () => {
  it("is gone with discarded work, whose ref stands in its place", () => {
    const discarded = { status: "discarded", branch: "swarm/e/one", kept_ref: "refs/opencode-swarm/e/one/1" } as const;
    const rowOf = (fields: Partial<TaskState>) => taskRow(epic, taskWith(fields), plainView);
    expect(rowOf(discarded)).toMatchObject({ branch: null, keptUnder: "refs/opencode-swarm/e/one/1" });
    expect(rowOf({ ...discarded, status: "queued" })).toMatchObject({ branch: "swarm/e/one", keptUnder: null });
  });
});

describe("an epic's row", () => {
  const ended = (...more: Said[]): EpicState => epicOf(history(pastIn("landed"), ...more));
  const landing: Said[] = [
    { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "fast-forward" },
    { type: "RecordEpicLanded" },
  ];
  const refused = (code: string, message: string): Said => ({
    type: "RefuseEpicLanding",
    code,
    message,
    files: ["a.txt", "b.txt"],
  });
  const noteOf = (of: EpicState) => epicRow(of, plainView).note;

  it("says what keeps it from its branch, and what helps", () => {
    expect(noteOf(ended(refused("conflict", "no")))).toBe(
      "Not merged: main has moved on and conflicts in a.txt, b.txt. Run git merge swarm/epic-1/_integration on main, " +
        "resolve the conflict and commit, then merge again.",
    );
    expect(noteOf(ended(refused("would-overwrite", "no")))).toBe(
      "Not merged: uncommitted changes in a.txt, b.txt stand in the way. Commit them or move them away, then " +
        "merge again.",
    );
    expect(noteOf(ended(refused("checks-failed", 'the check "tests" exited with 1')))).toBe(
      'Not merged: the check "tests" exited with 1',
    );
  });

  it("is merged when the person's branch has it, not before, and undone when a commit took it back", () => {
    const undone: Said[] = [{ type: "BeginUndo", old: "tip", new: "back", how: "revert" }, { type: "RecordUndone" }];
    const words = (epic: EpicState) => {
      const row = epicRow(epic, plainView);
      return [row.state, ...[...epic.tasks.values()].map((one) => taskRow(epic, one, plainView).merged)];
    };
    expect(words(ended())).toEqual(["mergeable", "no"]);
    expect(words(ended(...landing))).toEqual(["merged", "yes"]);
    expect(words(ended(...landing, ...undone))).toEqual(["undone", "undone"]);
  });

  it("offers no merge that would be refused: after an undo by commit the branch holds the commits already", () => {
    const undone = (how: "reset" | "revert"): Said[] => [
      { type: "BeginUndo", old: "tip", new: "back", how },
      { type: "RecordUndone" },
    ];
    expect(epicRow(ended(...landing, ...undone("reset")), plainView).actions).toEqual(["merge"]);
    expect(epicRow(ended(...landing, ...undone("revert")), plainView).actions).toEqual([]);
  });

  it("ends when its last worker came to its end, also by a stop", () => {
    const past = history(pastIn("working"), ...steps("t", "StopTask"));
    expect(epicRow(epicOf(past), plainView).endedAt).toBe(Date.parse(past.at(-1)?.ts ?? ""));
  });

  it("leaves unknown costs unknown", () => {
    expect(epicRow(epic, plainView)).toMatchObject({ cost: null, tokens: null, startedAt: null, total: 2, landed: 0 });
  });
  it("says trouble that no event tells, and offers to go on", () => {
    const row = epicRow(epic, { ...plainView, trouble: () => "OpenCode stopped." });
    expect(row.note).toBe("OpenCode stopped.");
    expect(row.actions).toContain("resume");
  });
});
