// What becomes of a task when a person takes a part of its commit, or takes a part of it back.
import { describe, expect, it } from "vitest";
import { reviewPrompt } from "../../src/domain/review-prompt.ts";
import { isAtWork, taskStatuses } from "../../src/domain/task-status.ts";
import { about, epicOf, given, history, taskOf, type Said } from "../support/epic-history.ts";
import { projectedRows } from "./projected-rows.ts";
import { pastIn, samples, steps } from "./task-routes.ts";

const reject = (commit: string, previous: string): Said => about("t", { ...samples.RejectPart, commit, previous });
const take = (commit: string, previous: string): Said => about("t", { ...samples.TakePart, commit, previous });
const undo = (commit: string): Said => about("t", { type: "UndoPart", commit });

describe("a part that is rejected", () => {
  it("leaves another commit, whose checks did not run and which nobody has approved", () => {
    const told = given(pastIn("approved")).when(reject("left", "work")).emits("part_rejected");
    told.leaves("t", {
      status: "ready",
      checks: [],
      checks_outcome: "none",
      needs_review: true,
      branch_move: { from: "work", to: "left" },
    });
    expect(taskOf(told.past, "t").work).toMatchObject({ commit: "left", files_touched: ["b.ts"], base: "base" });
    given(told.past).when(about("t", samples.BeginTaskLanding)).refuses("NotNow");
  });

  it("is not approved by a policy: the person has the last word", () => {
    for (const approve of ["all", "checks"] as const) {
      const ready = pastIn("ready");
      const approved = history(ready, { type: "ResumeEpic", options: { ...epicOf(ready).options, approve } });
      expect(taskOf(approved, "t").status).toBe("approved");
      given(approved).when(reject("left", "work")).emits("part_rejected").leaves("t", { status: "ready" });
    }
  });

  it("is of the commit that the person looked at, or refused", () => {
    const past = history(pastIn("ready"), reject("left", "work"));
    for (const said of [reject("other", "work"), take("other", "work"), undo("work")])
      given(past)
        .when(said)
        .refuses("NotNow", /another commit by now/);
  });

  it("comes back with all that was known of it, and the branch goes back", () => {
    const ready = pastIn("ready");
    const twice = history(ready, reject("left", "work"), reject("less", "left"));
    expect(taskOf(twice, "t").parts).toHaveLength(2);
    const once = given(twice).when(undo("less")).emits("part_undone");
    once.leaves("t", { branch_move: { from: "less", to: "left" }, checks_outcome: "none" });
    const all = given(once.past).when(undo("left")).emits("part_undone");
    expect(taskOf(all.past, "t")).toEqual({
      ...taskOf(ready, "t"),
      branch_move: { from: "left", to: "work" },
    });
    given(all.past).when(undo("work")).emits();
  });

  it("is known until the worker has another commit", () => {
    const again = history(
      pastIn("ready"),
      reject("left", "work"),
      ...steps("t", "RequestChanges", "StartTask", "RecordWorktree"),
    );
    const told = reviewPrompt(taskOf(again, "t"), { commit: "left", comments: [], note: "More." });
    expect(told).toMatch(/took changes of yours back, in "a\.ts": .*Do not bring them back\./);
    expect(taskOf(again, "t")).toMatchObject({ parts: [{}], branch_move: { from: "work", to: "left" }, work: null });
    const sent = history(again, ...steps("t", "RequestPrompt", "RecordPromptSent", "RecordTurnEnd", "RecordWork"));
    expect(taskOf(sent, "t")).toMatchObject({ parts: [], branch_move: null });
    const fresh = history(
      pastIn("ready"),
      reject("left", "work"),
      about("t", { ...samples.RetryTask, fresh: true }),
      ...steps("t", "StartTask"),
    );
    expect(taskOf(fresh, "t")).toMatchObject({ parts: [], branch_move: null });
  });

  it("stands in the table of tasks as the task itself does", () => {
    const row = (past: Parameters<typeof projectedRows>[0]) => projectedRows(past)["tasks"]?.[0];
    const rejected = history(pastIn("approved"), reject("left", "work"));
    expect(row(rejected)).toMatchObject({ status: "ready", commit_id: "left", files: 1, checks: "none" });
    const undone = history(rejected, undo("left"));
    expect(row(undone)).toEqual(row(pastIn("ready")));
  });
});

describe("a part that is taken", () => {
  it("is approved, and leaves the worker's branch where it is", () => {
    const told = given(pastIn("ready")).when(take("some", "work")).emits("part_taken", "task_approved");
    told.leaves("t", { status: "approved", branch_move: null });
    const task = taskOf(told.past, "t");
    expect(task.parts).toMatchObject([{ kind: "taken", files: 2, part: [{ path: "a.ts" }] }]);
    given(told.past)
      .when(about("t", { ...samples.BeginTaskLanding, commit: "some" }))
      .emits("task_landing_started");
  });

  it("is chosen once, and anew after it was undone", () => {
    const past = history(pastIn("ready"), take("some", "work"));
    for (const said of [take("other", "some"), reject("other", "some")])
      given(past)
        .when(said)
        .refuses("NotNow", /was taken already; undo that/);
    const undone = history(past, undo("some"));
    expect(taskOf(undone, "t")).toEqual(taskOf(pastIn("ready"), "t"));
    given(undone).when(take("other", "work")).emits("part_taken", "task_approved");
  });
});

describe("a worker that is at work", () => {
  it.each(taskStatuses.filter(isAtWork))("keeps everybody from its commit while it is %s", (status) => {
    for (const said of [reject("left", "work"), take("some", "work"), undo("work")])
      given(pastIn(status))
        .when(said)
        .refuses("NotNow", /its worker is at work, so stop it, or wait until its turn is over/);
  });
});
