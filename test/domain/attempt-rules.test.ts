// How an attempt ends: by evidence, by the worker's word where it holds the work back, by a failure or a stall.
import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/domain/finding.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import { about, given, history, taskOf, type Said } from "../support/epic-history.ts";
import { epicWith, evidence, pastIn, samples, steps, toFinish, toReady, toWorking } from "./task-routes.ts";

const completion = (status: "success" | "blocked" | "failed"): Said =>
  about("t", {
    type: "ReportCompletion",
    status,
    session_id: "ses",
    summary: "I need a key",
    files_touched: ["said.ts"],
  });

/** Worked, said this of itself, collected and checked: only finishing is left. */
const beforeFinish = (status: "success" | "blocked" | "failed", options: Partial<RunOptions> = {}) =>
  history(pastIn("working", options), completion(status), ...steps("t", ...toFinish.slice(0, -1)));

const finish = about("t", { type: "FinishWork" });
const failWith = (code: "stalled" | "provider_auth") =>
  about("t", { type: "FailWorker", code, error: "no sign", stack: null });

describe("a worker that ends", () => {
  it("becomes ready with the files that git saw, not those that it named", () => {
    const told = given(beforeFinish("success")).when(finish).emits("worker_completed", "task_finished");
    told.leaves("t", { status: "ready", needs_review: false, checks_outcome: "passed" });
    const [completed, finished] = told.past.slice(-2);
    expect(completed?.data).toEqual({
      session_id: "ses",
      bead_id: "t",
      epic_id: "epic-1",
      status: "success",
      summary: "I need a key",
      files_touched: ["a.ts"],
      duration_ms: expect.any(Number) as number,
      timestamp: Date.parse(completed?.ts ?? ""),
    });
    expect(finished?.data).toEqual({ commit: "work", needs_review: false, checks: "passed", files_touched: ["a.ts"] });
  });

  it("needs a review when it never said that it is complete", () => {
    const past = history(pastIn("working"), ...steps("t", ...toFinish.slice(0, -1)));
    given(past).when(finish).emits("task_finished").leaves("t", { status: "ready", needs_review: true });
  });

  it("needs a review when something was not as we left it", () => {
    const work = { ...samples.RecordWork, irregularities: ["the branch was deleted"] };
    given(history(beforeFinish("success"), about("t", work)))
      .when(finish)
      .leaves("t", { needs_review: true });
  });

  it("fails when it says that it failed, and nothing stays asked", () => {
    const past = history(beforeFinish("failed"), ...steps("t", "AskQuestion"));
    const told = given(past).when(finish).emits("worker_completed");
    told.leaves("t", { status: "failed", asks: [], failure: { code: "reported_failed", error: "I need a key" } });
  });

  it("asks a person when it says that it is blocked and somebody will answer", () => {
    for (const options of [{ unattended: "wait" }, { unattended: "decide", attended: true }] as const) {
      const told = given(beforeFinish("blocked", options)).when(finish).emits("worker_completed", "question_asked");
      const asks = [
        { kind: "question", request_id: "blocked-1", questions: [{ question: "I need a key", options: [] }] },
      ] as const;
      told.leaves("t", { status: "needs_answer", asks: [...asks] as never });
      given(told.past).when(finish).emits();
    }
  });

  it("fails when it says that it is blocked and nobody is there", () => {
    const told = given(beforeFinish("blocked", { unattended: "decide" })).when(finish);
    told.emits("worker_completed", "worker_failed");
    told.leaves("t", {
      status: "failed",
      failure: { code: "reported_blocked", error: "the worker is blocked: I need a key" },
    });
  });

  it("has failed checks when one is red, did not end, or ended only because its time was over", () => {
    for (const how of [{ exit_code: 1 }, { exit_code: null }, { exit_code: 0, timed_out: true }]) {
      const past = history(beforeFinish("success"), about("t", { type: "RecordCheck", ...evidence, ...how }));
      given(past).when(finish).leaves("t", { checks_outcome: "failed" });
    }
    const unchecked = history(pastIn("working"), completion("success"), ...steps("t", "RecordTurnEnd", "RecordWork"));
    given(unchecked).when(finish).leaves("t", { checks_outcome: "none" });
  });
});

describe("a worker that breaks", () => {
  it("is tried once more after a stall, in its session, and then fails", () => {
    const told = given(pastIn("stalled")).when(failWith("stalled")).emits("task_retried");
    told.leaves("t", { status: "queued", fresh: false, retry_reason: "stalled", stall_retries: 1 });
    const second = history(told.past, ...steps("t", ...toWorking));
    expect(taskOf(second, "t")).toMatchObject({ attempt: 2, session_id: "ses" });
    given(second).when(failWith("stalled")).emits("worker_failed").leaves("t", { status: "failed" });
  });

  it("starts over after a stall before it had a session", () => {
    given(pastIn("starting")).when(failWith("stalled")).emits("task_retried").leaves("t", { fresh: true });
  });

  it("fails at once for any other reason, says why, and asks nothing any more", () => {
    const told = given(pastIn("needs_permission")).when(failWith("provider_auth")).emits("worker_failed");
    told.leaves("t", { status: "failed", asks: [], failure: { code: "provider_auth", error: "no sign" } });
    expect(told.past.at(-1)?.data).toEqual({
      session_id: "ses",
      bead_id: "t",
      epic_id: "epic-1",
      error: "no sign",
      stack: null,
      timestamp: Date.parse(told.past.at(-1)?.ts ?? ""),
      code: "provider_auth",
    });
  });

  it("asks nothing any more once it is taken up again", () => {
    given(pastIn("needs_permission")).when(failWith("stalled")).leaves("t", { status: "queued", asks: [] });
    given(pastIn("needs_answer")).when(about("t", samples.RetryTask)).leaves("t", { status: "queued", asks: [] });
  });

  it("blocks what waits for it, until it is mended", () => {
    const tasks = [{ id: "t" }, { id: "u" }, { id: "v", after: ["t", "u"] }, { id: "w", after: ["v"] }];
    const working = history(epicWith(tasks), ...steps("t", ...toWorking), ...steps("u", ...toWorking));
    const one = given(working).when(failWith("provider_auth")).emits("worker_failed", "task_blocked", "task_blocked");
    one.leaves("v", { status: "blocked", blocked_by: ["t"] }).leaves("w", { status: "blocked", blocked_by: ["t"] });
    const both = given(one.past)
      .when(about("u", samples.StopTask))
      .emits("task_stopped", "task_blocked", "task_blocked");
    both.leaves("w", { blocked_by: ["t", "u"] });
    const mended = given(both.past)
      .when(about("t", samples.RetryTask))
      .emits("task_retried", "task_blocked", "task_blocked");
    mended.leaves("v", { blocked_by: ["u"] });
    const free = given(mended.past).when(about("u", samples.RetryTask));
    free.emits("task_retried", "task_unblocked", "task_unblocked").leaves("w", { status: "queued", blocked_by: [] });
  });
});

describe("approval", () => {
  const ready = (options: Partial<RunOptions>, work: Partial<typeof samples.RecordWork> = {}) =>
    given(history(beforeFinish("success", options), about("t", { ...samples.RecordWork, ...work }))).when(finish);

  it("follows the policy at once", () => {
    ready({ approve: "none" }).leaves("t", { status: "ready" });
    ready({ approve: "checks" }).emits("worker_completed", "task_finished", "task_approved");
    ready({ approve: "checks" }, { files_touched: [] }).leaves("t", { status: "ready" });
    ready({ approve: "checks" }, { irregularities: ["odd"] }).leaves("t", { status: "ready" });
    ready({ approve: "all" }, { files_touched: [] }).leaves("t", { status: "approved" });
    const leftPart: Finding = { kind: "left-part" };
    const lost: Finding = { kind: "lost-tests", paths: ["a.ts"] };
    for (const odd of [{ irregularities: ["odd"] }, { findings: [lost] }])
      ready({ approve: "all" }, odd).leaves("t", { status: "ready", needs_review: true });
    ready({ approve: "checks" }, { findings: [leftPart] }).leaves("t", { status: "ready", needs_review: true });
    ready({ approve: "all" }, { findings: [leftPart] }).leaves("t", { status: "approved", needs_review: true });
  });

  it("needs a check under the policy checks, and a success under every policy", () => {
    const unchecked = history(
      pastIn("working", { approve: "checks" }),
      completion("success"),
      ...steps("t", "RecordTurnEnd", "RecordWork"),
    );
    given(unchecked).when(finish).leaves("t", { status: "ready" });
    for (const status of ["failed", "blocked"] as const) {
      for (const unattended of ["wait", "decide"] as const) {
        const told = given(beforeFinish(status, { approve: "all", unattended })).when(finish);
        expect(told.past.map((event) => event.type)).not.toContain("task_approved");
      }
    }
  });

  it("comes to what waits for it when a resume brings a more generous policy", () => {
    const past = history(epicWith([{ id: "t" }]), ...steps("t", ...toReady));
    const { options } = { ...past[0]?.data } as { options: RunOptions };
    given(past)
      .when({ type: "ResumeEpic", options: { ...options, approve: "all" } })
      .emits("epic_resumed", "task_approved");
  });
});
