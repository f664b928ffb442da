// The tables beside `events`: what each row says after a history.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taskStatuses } from "../../src/domain/task-status.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { about, epicOf, history, start, taskOf } from "../support/epic-history.ts";
import { projectedRows, type Row } from "./projected-rows.ts";
import { epicWith, pastIn, samples, steps, toReady, toWorking } from "./task-routes.ts";

const rowOf = (past: readonly RecordedEvent[], taskId = "t"): Row =>
  projectedRows(past)["tasks"]?.find((row) => row["task_id"] === taskId) ?? {};
const at = (past: readonly RecordedEvent[], type: string): string =>
  past.findLast((event) => event.type === type)?.ts ?? "";

describe("the table tasks", () => {
  it.each(taskStatuses)("says %s", (status) => {
    expect(rowOf(pastIn(status))["status"]).toBe(status);
  });

  it("has a row a task from the beginning", () => {
    const past = epicWith([{ id: "a" }, { id: "b", after: ["a"] }]);
    const rows = projectedRows(past)["tasks"];
    expect(rows?.map((row) => [row["task_id"], row["title"], row["status"], row["attempt"], row["branch"]])).toEqual([
      ["a", "Title of a", "queued", 0, null],
      ["b", "Title of b", "queued", 0, null],
    ]);
  });

  it("tells the whole of an attempt", () => {
    const tokens = { input: 10, output: 2, reasoning: 0, cache_read: 0, cache_write: 0 };
    const past = history(
      pastIn("working"),
      about("t", samples.ReportProgress),
      about("t", { ...samples.RecordTurnEnd, tokens, cost: 0.5 }),
      ...steps("t", "RecordWork", "RecordCheck", "FinishWork", "ApproveTask", "BeginTaskLanding", "RecordTaskLanded"),
    );
    expect(rowOf(past)).toEqual({
      epic_id: "epic-1",
      task_id: "t",
      title: "Title of t",
      status: "landed",
      attempt: 1,
      branch: "swarm/epic-1/t",
      base: "base",
      worktree_path: "/trees/t",
      session_id: "ses",
      progress_percent: 40,
      message: "on it",
      commit_id: "work",
      files: 1,
      checks: "passed",
      needs_review: 1,
      failure: null,
      landed_commit: "tip",
      tokens_input: 10,
      tokens_output: 2,
      cost: 0.5,
    });
    expect(rowOf(history(past, ...steps("t", "RecordWorktreeRemoved")))["worktree_path"]).toBeNull();
  });

  it("forgets the evidence of an earlier attempt, and with a new session all of it", () => {
    const again = rowOf(history(pastIn("ready"), ...steps("t", "RetryTask", "StartTask")));
    expect(again).toMatchObject({ attempt: 2, commit_id: null, files: null, checks: null, needs_review: null });
    expect(again).toMatchObject({ session_id: "ses", worktree_path: "/trees/t" });
    const anew = rowOf(history(pastIn("conflict"), about("t", samples.RetryTask), ...steps("t", "StartTask")));
    expect(anew).toMatchObject({ session_id: null, worktree_path: null, progress_percent: null, message: null });
    expect(rowOf(history(pastIn("failed"), ...steps("t", "RetryTask")))).toMatchObject({
      status: "queued",
      failure: null,
    });
  });

  it("keeps a cost that came without tokens", () => {
    const past = history(pastIn("working"), about("t", { ...samples.RecordTurnEnd, tokens: null, cost: 0.25 }));
    expect(rowOf(past)).toMatchObject({ cost: 0.25, tokens_input: null });
  });

  it("agrees with the folded state on all that an event alone can say", () => {
    const routes = taskStatuses.filter((one) => one !== "changes_requested" && one !== "blocked");
    fc.assert(
      fc.property(fc.constantFrom(...routes), fc.boolean(), (status, again) => {
        const first = pastIn(status);
        const retryable = [
          "ready",
          "failed",
          "stopped",
          "conflict",
          "discarded",
          "interrupted",
          "needs_answer",
          "stalled",
        ];
        const past =
          again && retryable.includes(status) ? history(first, ...steps("t", "RetryTask", ...toReady)) : first;
        const task = taskOf(past, "t");
        const { attempt, branch, base, worktree_path, session_id, landed_commit, cost } = task;
        const known = { status: task.status, attempt, branch, base, worktree_path, session_id, landed_commit, cost };
        expect(rowOf(past)).toMatchObject({
          ...known,
          commit_id: task.work?.commit ?? null,
          checks: task.checks_outcome,
          failure: task.failure?.error ?? null,
          progress_percent: task.progress?.percent ?? null,
        });
      }),
    );
  });
});

describe("the table epics", () => {
  const landing = {
    type: "BeginEpicLanding",
    branch: "main",
    old: "base",
    new: "tip",
    strategy: "fast-forward",
  } as const;
  const epicRow = (past: readonly RecordedEvent[]): Row => projectedRows(past)["epics"]?.[0] ?? {};

  it("has one row, with where the epic comes from and where it is", () => {
    const past = history(pastIn("landed"), landing, { type: "RecordEpicLanded" });
    expect(projectedRows(past)["epics"]).toEqual([
      {
        epic_id: "epic-1",
        title: "An epic",
        plan_hash: "hash",
        target_branch: "main",
        base_commit: "base",
        created_at: new Date(start + 1000).toISOString(),
        tasks: 1,
        integration_branch: "swarm/epic-1/_integration",
        integration_commit: "tip",
        landed_commit: "tip",
        refusal: null,
        interrupted: 0,
        moving: 0,
      },
    ]);
  });

  it("says what a crash left in the middle", () => {
    const moving = history(pastIn("landed"), landing);
    expect(epicRow(moving)).toMatchObject({ moving: 1, landed_commit: null });
    expect(epicRow(history(moving, { type: "AbandonEpicLanding", reason: "killed" }))["moving"]).toBe(0);
    const landed = history(moving, { type: "RecordEpicLanded" });
    const undoing = history(landed, { type: "BeginUndo", old: "tip", new: "base", how: "reset" });
    expect(epicRow(undoing)).toMatchObject({ moving: 1, landed_commit: "tip" });
    expect(epicRow(history(undoing, { type: "AbandonUndo", reason: "killed" }))["moving"]).toBe(0);
    expect(epicRow(history(undoing, { type: "RecordUndone" }))).toMatchObject({ moving: 0, landed_commit: null });
  });

  it("says what stands in the way until it is tried again", () => {
    const refused = history(pastIn("landed"), {
      type: "RefuseEpicLanding",
      code: "conflict",
      message: "no",
      files: [],
    });
    expect(epicRow(refused)["refusal"]).toBe("no");
    expect(epicRow(history(refused, landing))["refusal"]).toBeNull();
    expect(epicRow(history(refused, { type: "RetryEpicLanding", despite_checks: false }))["refusal"]).toBeNull();
    const stopped = history(refused, { type: "InterruptEpic", reason: "signal" });
    expect(epicRow(stopped)["interrupted"]).toBe(1);
    const { options } = epicOf(refused);
    expect(epicRow(history(stopped, { type: "ResumeEpic", options }))).toMatchObject({ interrupted: 0, refusal: null });
  });

  it("follows the integration branch", () => {
    const moved = history(pastIn("landed"), { type: "MoveIntegration", old: "tip", new: "tip2", target_commit: "m" });
    expect(epicRow(moved)["integration_commit"]).toBe("tip2");
  });
});

describe("the table asks", () => {
  it("has a row a question, and its answer", () => {
    const asked = history(pastIn("working"), ...steps("t", "AskQuestion", "AskPermission"));
    const question = { epic_id: "epic-1", task_id: "t", request_id: "que", kind: "question", text: "Which?" };
    const open = { answer: null, answered_by: null, answered_at: null };
    const permission = { ...question, request_id: "per", kind: "permission", text: "webfetch https://a.b" };
    expect(projectedRows(asked)["asks"]).toEqual([
      { ...question, ...open, asked_at: at(asked, "question_asked") },
      { ...permission, ...open, asked_at: at(asked, "permission_asked") },
    ]);
    const past = history(asked, ...steps("t", "AnswerQuestion", "ReplyPermission"));
    expect(projectedRows(past)["asks"]).toMatchObject([
      { answer: "x", answered_by: "user", answered_at: at(past, "question_answered") },
      { answer: "once", answered_by: "user", answered_at: at(past, "permission_replied") },
    ]);
  });
});

describe("the table checks", () => {
  it("keeps the evidence of every attempt and of the epic", () => {
    const twice = history(
      pastIn("ready"),
      ...steps("t", "RetryTask", ...toWorking),
      about("t", { ...samples.RecordCheck, exit_code: null, timed_out: true }),
    );
    const { type: _, ...check } = samples.RecordCheck;
    const rows = projectedRows(history(twice, { type: "RecordEpicCheck", ...check }))["checks"];
    expect(rows?.map((row) => [row["task_id"], row["attempt"], row["exit_code"], row["timed_out"]])).toEqual([
      ["t", 1, 0, 0],
      ["t", 2, null, 1],
      [null, null, 0, 0],
    ]);
    expect(rows?.[0]).toMatchObject({
      epic_id: "epic-1",
      name: "unit",
      run: "npm test",
      commit_id: "work",
      duration_ms: 5,
    });
  });
});

describe("every table", () => {
  it("makes nothing of what belongs to no epic", () => {
    const [event] = epicWith([{ id: "t" }]);
    const stray = {
      ...event,
      epic_id: null,
      type: "opencode_started",
      data: { version: "1", pid: 1 },
    } as RecordedEvent;
    expect(projectedRows([stray])).toEqual({
      epics: [],
      tasks: [],
      asks: [],
      checks: [],
      reviews: [],
      reviewed_files: [],
    });
  });
});
