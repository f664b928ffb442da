// The rules of an epic as a whole: made once, landed once, taken back once; and what is due when.
import { describe, expect, it } from "vitest";
import { decide } from "../../src/domain/decide.ts";
import { dueEffects } from "../../src/domain/due-effects.ts";
import { evolve } from "../../src/domain/epic-state.ts";
import { runOptionsSchema } from "../../src/domain/run-options.ts";
import { about, createEpic, epicOf, given, history, planOfTasks, taskOf, type Said } from "../support/epic-history.ts";
import { epicWith, pastIn, samples, steps, toLanded, toReady, toWorking } from "./task-routes.ts";

const begin: Said = { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "fast-forward" };
const landed = history(pastIn("landed"), begin, { type: "RecordEpicLanded" });
const undo = (how: "reset" | "revert"): Said => ({ type: "BeginUndo", old: "tip", new: "base", how });
const due = (past: Parameters<typeof epicOf>[0]): string[] =>
  dueEffects(epicOf(past)).map((effect) => ("task_id" in effect ? `${effect.kind}:${effect.task_id}` : effect.kind));

describe("an epic", () => {
  it("is created once, and must exist for anything else", () => {
    const past = epicWith([{ id: "t" }]);
    given(past)
      .when(createEpic(planOfTasks([{ id: "t" }])))
      .refuses("EpicAlreadyExists");
    given([])
      .when({ type: "InterruptEpic", reason: "crash" })
      .refuses("UnknownEpic", /status/);
    given([]).when(about("t", samples.ApproveTask)).refuses("UnknownEpic");
  });

  it("refuses a history that does not start with its creation", () => {
    const [, second] = epicWith([{ id: "t" }]);
    if (second === undefined) throw new Error("no second event");
    expect(() => evolve(null, second)).toThrow(/starts with integration_created/);
  });

  it("has one integration branch, whose tip follows what lands in it", () => {
    given(epicWith([{ id: "t" }]))
      .when({ type: "RecordIntegration", branch: "other", commit: "x" })
      .emits();
    expect(epicOf(pastIn("landed")).integration?.tip).toBe("tip");
    const moved = history(pastIn("landed"), { type: "MoveIntegration", old: "tip", new: "tip2", target_commit: "m" });
    expect(epicOf(moved).integration?.tip).toBe("tip2");
  });

  it("keeps its own checks apart from those of its tasks", () => {
    const { type: _, ...check } = samples.RecordCheck;
    const past = history(pastIn("ready"), { type: "RecordEpicCheck", ...check });
    expect([epicOf(past).checks.length, taskOf(past, "t").checks.length]).toEqual([1, 1]);
  });

  it("lands in one move at a time", () => {
    given(history(pastIn("landed"), begin))
      .when(begin)
      .refuses("LandingInProgress", /main/);
    given(history(pastIn("landed"), begin))
      .when(undo("reset"))
      .refuses("LandingInProgress");
    given(landed).when({ type: "RecordEpicLanded" }).emits();
    expect(epicOf(landed).landed).toMatchObject({ landing: 1, branch: "main", commit: "tip", previous: "base" });
  });

  it("forgets a move that was given up", () => {
    const told = given(history(pastIn("landed"), begin)).when({ type: "AbandonEpicLanding", reason: "killed" });
    expect(epicOf(told.emits("epic_landing_abandoned").past)).toMatchObject({ move: null, landed: null, landings: 1 });
    const undoing = given(history(landed, undo("revert"))).when({ type: "AbandonUndo", reason: "killed" });
    expect(epicOf(undoing.emits("epic_undo_abandoned").past).landed).not.toBeNull();
    for (const type of ["AbandonEpicLanding", "AbandonUndo"] as const)
      given(landed).when({ type, reason: "late" }).emits();
  });

  it("is undone once, as it was begun", () => {
    given(pastIn("landed")).when(undo("reset")).refuses("NothingLanded");
    for (const how of ["reset", "revert"] as const) {
      const told = given(history(landed, undo(how)))
        .when({ type: "RecordUndone" })
        .emits("epic_landing_undone");
      expect(epicOf(told.past)).toMatchObject({ landed: null, undone: how, move: null });
      given(told.past).when({ type: "RecordUndone" }).emits();
    }
    given(history(landed, undo("reset")))
      .when({ type: "RecordEpicLanded" })
      .emits();
  });

  it("takes the options of a resume", () => {
    const options = runOptionsSchema.parse({ max_parallel: 7, approve: "all" });
    const past = history(
      pastIn("working"),
      { type: "InterruptEpic", reason: "signal" },
      { type: "ResumeEpic", options },
    );
    expect(epicOf(past)).toMatchObject({ options, interrupted: null });
  });

  it("decides the same of the same", () => {
    const command = { ...about("t", samples.FailWorker), epic_id: "epic-1" } as Parameters<typeof decide>[1];
    const epic = epicOf(pastIn("working"));
    expect(decide(epic, command, 5)).toEqual(decide(epic, command, 5));
    expect(epic).toEqual(epicOf(pastIn("working")));
  });
});

describe("what is due", () => {
  const chain = [{ id: "a" }, { id: "b", after: ["a"] }, { id: "c", after: ["b"] }, { id: "d" }, { id: "e" }];

  it("is the integration branch before anything else", () => {
    expect(due(history([], createEpic(planOfTasks(chain))))).toEqual(["create-integration"]);
  });

  it("starts in the order of the plan, as many as there are slots, when everything before it landed", () => {
    const past = epicWith(chain, { max_parallel: 2 });
    expect(due(past)).toEqual(["start-task:a", "start-task:d"]);
    expect(due(history(past, ...steps("a", "StartTask")))).toEqual(["start-task:d"]);
    expect(due(history(past, ...steps("a", "StartTask"), ...steps("d", "StartTask")))).toEqual([]);
    expect(due(history(past, ...steps("a", ...toReady, "ApproveTask")))).toEqual([
      "land-tasks",
      "start-task:d",
      "start-task:e",
    ]);
    expect(due(history(past, ...steps("a", ...toLanded)))).toEqual(["start-task:b", "start-task:d"]);
  });

  it("gives the slot of a parked worker to another", () => {
    const asked = history(epicWith(chain, { max_parallel: 1 }), ...steps("a", ...toWorking, "AskQuestion"));
    expect(due(asked)).toEqual([]);
    expect(due(history(asked, about("a", { ...samples.RecordTurnEnd, finish: "parked" })))).toEqual(["start-task:d"]);
  });

  it("finishes a landing that was begun", () => {
    const past = history(epicWith(chain), ...steps("d", ...toReady, "ApproveTask", "BeginTaskLanding"));
    expect(due(past)).toContain("land-tasks");
  });

  it("starts no worker while the epic is interrupted, but lands what is approved", () => {
    const past = history(epicWith(chain), ...steps("a", ...toReady, "ApproveTask"), {
      type: "InterruptEpic",
      reason: "signal",
    });
    expect(due(past)).toEqual(["land-tasks"]);
  });

  it("lands the epic once, when it should and every task is there or given up", () => {
    const two = (options: { land: boolean }) =>
      history(epicWith([{ id: "a" }, { id: "b" }], options), ...steps("a", ...toLanded));
    expect(due(two({ land: true }))).toEqual(["start-task:b"]);
    expect(due(history(two({ land: true }), ...steps("b", "DiscardTask")))).toEqual(["land-epic"]);
    expect(due(history(two({ land: false }), ...steps("b", "DiscardTask")))).toEqual([]);
    const refused: Said = { type: "RefuseEpicLanding", code: "conflict", message: "no", files: [] };
    expect(due(history(two({ land: true }), ...steps("b", "DiscardTask"), refused))).toEqual([]);
    const all = history(epicWith([{ id: "a" }], { land: true }), ...steps("a", "DiscardTask"));
    expect(due(all)).toEqual([]);
  });

  it("removes worktrees once the work is in the person's branch", () => {
    expect(due(landed)).toEqual(["remove-worktree:t"]);
    expect(due(history(landed, ...steps("t", "RecordWorktreeRemoved")))).toEqual([]);
  });
});
