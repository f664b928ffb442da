// What an attempt carries over from the one before it: its session, its answers, or nothing.
import { describe, expect, it } from "vitest";
import { dueEffects } from "../../src/domain/due-effects.ts";
import { continuePrompt } from "../../src/domain/prompt.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import { occupiesSlot } from "../../src/domain/task-state.ts";
import { about, epicOf, given, history, taskOf, type Said } from "../support/epic-history.ts";
import { epicWith, pastIn, samples, steps, toReady, toWorking } from "./task-routes.ts";

const resume = (past: Parameters<typeof epicOf>[0]): Said => ({ type: "ResumeEpic", options: epicOf(past).options });
const turnEnd = (finish: string): Said => about("t", { ...samples.RecordTurnEnd, finish });
const resumed = (past: Parameters<typeof epicOf>[0]) => history(past, resume(past), ...steps("t", "StartTask"));

describe("a resume", () => {
  it("only collects when the turn was over before the interruption", () => {
    const success = steps("t", "ReportCompletion");
    const past = history(
      pastIn("working"),
      ...success,
      turnEnd("stop"),
      ...steps("t", "RecordWork", "RecordCheck", "InterruptTask"),
    );
    const told = given(past).when(resume(past)).emits("epic_resumed", "task_retried");
    const task = taskOf(history(told.past, ...steps("t", "StartTask")), "t");
    expect(task).toMatchObject({ attempt: 2, turn_done: true, session_id: "ses", worktree_path: "/trees/t" });
    expect(task.completion?.status).toBe("success");
    expect([task.work, task.checks, task.checks_outcome]).toEqual([null, [], null]);
  });

  it("prompts again when the interruption came in the middle of a turn", () => {
    const past = history(
      pastIn("working"),
      ...steps("t", "ReportCompletion"),
      turnEnd("aborted"),
      ...steps("t", "InterruptTask"),
    );
    const task = taskOf(resumed(past), "t");
    expect(task).toMatchObject({
      attempt: 2,
      turn_done: false,
      completion: null,
      session_id: "ses",
      worktree_path: "/trees/t",
    });
    expect(task.prompt).toMatchObject({ message_id: "msg", sent: true });
  });

  it("starts over what never had a session, so that nothing of an earlier attempt is taken for its own", () => {
    const conflict = pastIn("conflict");
    const fresh = history(conflict, ...steps("t", "RetryTask", "StartTask", "InterruptTask"));
    expect(taskOf(fresh, "t")).toMatchObject({ fresh: true, session_id: null });
    expect(taskOf(history(fresh, resume(fresh)), "t")).toMatchObject({ status: "queued", fresh: true });
  });

  it("leaves tasks alone that no interruption stopped", () => {
    for (const status of ["failed", "stopped", "conflict", "ready", "needs_answer"] as const) {
      const past = pastIn(status);
      given(past).when(resume(past)).emits("epic_resumed").leaves("t", { status });
    }
  });
});

describe("a resume of one task", () => {
  const resumeOne = about("t", samples.ResumeTask);
  const interrupted = (...more: readonly Said[]): ReturnType<typeof history> =>
    history(pastIn("working"), ...more, ...steps("t", "InterruptTask"), { type: "InterruptEpic", reason: "crash" });
  const startsIn = (past: Parameters<typeof epicOf>[0]): string[] =>
    dueEffects(epicOf(past)).map((effect) => ("task_id" in effect ? effect.task_id : effect.kind));

  it("starts it and nothing else, and its epic stays interrupted", () => {
    const both = history(
      epicWith([{ id: "t" }, { id: "u" }, { id: "v" }]),
      ...steps("t", "StartTask", "InterruptTask"),
      ...steps("u", "StartTask", "InterruptTask"),
      { type: "InterruptEpic", reason: "crash" },
    );
    expect(startsIn(both)).toEqual([]);
    const told = given(both).when(resumeOne).emits("task_retried");
    told.leaves("t", { status: "queued" }).leaves("u", { status: "interrupted" });
    expect([epicOf(told.past).interrupted, startsIn(told.past)]).toEqual(["crash", ["t"]]);
    const again = history(told.past, { type: "InterruptEpic", reason: "signal" });
    expect(startsIn(again)).toEqual([]);
  });

  it("only collects when the turn was over before the interruption, as a resume of the epic does", () => {
    const past = interrupted(...steps("t", "ReportCompletion"), turnEnd("stop"));
    const task = taskOf(history(past, resumeOne, ...steps("t", "StartTask")), "t");
    expect(task).toMatchObject({ attempt: 2, turn_done: true, session_id: "ses", worktree_path: "/trees/t" });
  });

  it("prompts a worker again that was stopped while its turn was parked", () => {
    const parked = history(
      pastIn("needs_answer", { unattended: "wait" }),
      turnEnd("parked"),
      ...steps("t", "StopTask"),
    );
    const task = taskOf(history(parked, resumeOne, ...steps("t", "StartTask")), "t");
    expect(task).toMatchObject({ session_id: "ses", turn_done: false });
  });

  it("is taken once, and has nothing to do where nothing was interrupted or stopped", () => {
    given(history(interrupted(), resumeOne)).when(resumeOne).emits();
    for (const status of ["failed", "ready", "conflict", "discarded"] as const)
      given(pastIn(status)).when(resumeOne).refuses("NotNow");
  });
});

describe("a retry", () => {
  it("of a conflict or of what was discarded starts over on what has landed since", () => {
    for (const status of ["conflict", "discarded"] as const) {
      const told = given(pastIn(status))
        .when(about("t", samples.RetryTask))
        .leaves("t", { status: "queued", fresh: true });
      const task = taskOf(history(told.past, ...steps("t", "StartTask")), "t");
      expect(task).toMatchObject({
        attempt: 2,
        session_id: null,
        worktree_path: null,
        work: null,
        conflict_files: [],
        failure: null,
      });
    }
  });

  it("of ready or failed work goes on in its session, unless a new one is asked for", () => {
    for (const status of ["ready", "failed", "stopped", "interrupted"] as const) {
      const goesOn = history(pastIn(status), ...steps("t", "RetryTask", "StartTask"));
      expect(taskOf(goesOn, "t")).toMatchObject({
        session_id: "ses",
        fresh: false,
        completion: null,
        turn_done: false,
      });
      const anew = history(
        pastIn(status),
        about("t", { ...samples.RetryTask, fresh: true }),
        ...steps("t", "StartTask"),
      );
      expect(taskOf(anew, "t")).toMatchObject({ session_id: null, fresh: true, progress: null, prompt: null });
    }
  });

  it("prompts again although the turn before it was over", () => {
    expect(taskOf(history(pastIn("ready"), ...steps("t", "RetryTask", "StartTask")), "t").turn_done).toBe(false);
  });

  it("keeps the time of the first start, so that the duration is what the person waited", () => {
    const first = taskOf(pastIn("ready"), "t");
    const second = taskOf(history(pastIn("ready"), ...steps("t", "RetryTask", "StartTask")), "t");
    expect([second.started_at, second.ended_at]).toEqual([first.started_at, null]);
  });
});

describe("the end of a worker's time", () => {
  const ends = (past: Parameters<typeof epicOf>[0]) => taskOf(past, "t").ended_at;

  it("is when it was stopped or interrupted, and not when its work was discarded", () => {
    for (const how of ["StopTask", "InterruptTask"] as const) {
      const past = history(pastIn("working"), ...steps("t", how));
      expect(ends(past)).toBe(Date.parse(past.at(-1)?.ts ?? ""));
      expect(ends(history(past, ...steps("t", "DiscardTask")))).toBe(ends(past));
    }
  });

  it("stays where it was for one that is stopped before it goes on", () => {
    const waiting = history(pastIn("ready"), ...steps("t", "RetryTask"));
    expect(ends(history(waiting, ...steps("t", "StopTask")))).toBe(ends(pastIn("ready")));
  });
});

describe("an answer", () => {
  const wait: Partial<RunOptions> = { unattended: "wait" };
  const parked = history(pastIn("needs_answer", wait), turnEnd("parked"));
  const answer = about("t", samples.AnswerQuestion);

  it("lets a worker go on that waits for it, and clears its own ask only", () => {
    const past = history(pastIn("needs_permission"), ...steps("t", "AskQuestion"));
    const told = given(past).when(answer).emits("question_answered").leaves("t", { status: "needs_permission" });
    expect(taskOf(told.past, "t").asks.map((ask) => ask.request_id)).toEqual(["per"]);
    given(told.past)
      .when(about("t", samples.ReplyPermission))
      .leaves("t", { status: "working", asks: [], late_answers: [] });
  });

  it("to something that was never asked is refused, and so is a second one", () => {
    given(pastIn("needs_answer"))
      .when(about("t", { ...samples.AnswerQuestion, request_id: "ghost" }))
      .refuses("UnknownRequest", /ghost/);
    given(pastIn("needs_answer")).when(about("t", samples.ReplyPermission)).refuses("UnknownRequest");
    given(history(parked, answer)).when(answer).refuses("NotNow");
  });

  it("to the same question asked again is asked once", () => {
    given(pastIn("needs_answer")).when(about("t", samples.AskQuestion)).emits();
  });

  it("frees the slot while it is awaited, and queues the task when it came late", () => {
    expect(occupiesSlot(taskOf(pastIn("needs_answer", wait), "t"))).toBe(true);
    expect(occupiesSlot(taskOf(parked, "t"))).toBe(false);
    given(parked).when(answer).emits("question_answered").leaves("t", { status: "queued", asks: [], fresh: false });
  });

  it("that came late is carried into the same session until a turn has used it", () => {
    const started = history(parked, answer, ...steps("t", "StartTask"));
    expect(taskOf(started, "t")).toMatchObject({ attempt: 2, session_id: "ses", turn_done: false });
    expect(continuePrompt(taskOf(started, "t"))).toContain("You asked: Which?\nThe answer: x");
    const prompt = { ...samples.RequestPrompt, message_id: "m2" };
    const taken = about("t", { type: "RecordPromptSent", message_id: "m2" });
    const sent = history(started, ...steps("t", "RecordWorktree", "RecordWorkerSpawned"), about("t", prompt), taken);
    expect(taskOf(history(sent, turnEnd("aborted")), "t").late_answers).toHaveLength(1);
    expect(taskOf(history(sent, turnEnd("stop")), "t").late_answers).toEqual([]);
  });

  it("that came late survives an interruption before it was sent", () => {
    const past = history(parked, answer, ...steps("t", "StartTask", "InterruptTask"));
    const task = taskOf(resumed(past), "t");
    expect([task.attempt, task.turn_done, task.late_answers.length]).toEqual([3, false, 1]);
  });

  it("that came late allows nothing to another session", () => {
    const allowed = history(
      pastIn("needs_permission", wait),
      turnEnd("parked"),
      ...steps("t", "ReplyPermission", "StopTask"),
    );
    const anew = history(allowed, about("t", { ...samples.RetryTask, fresh: true }), ...steps("t", "StartTask"));
    expect(taskOf(anew, "t").late_answers).toEqual([]);
  });

  it("waits until the last of several questions is answered", () => {
    const two = history(pastIn("needs_answer", wait), ...steps("t", "AskPermission"), turnEnd("parked"));
    const one = given(two).when(answer).leaves("t", { status: "needs_permission" });
    const both = given(one.past).when(about("t", samples.ReplyPermission)).leaves("t", { status: "queued" });
    expect(taskOf(both.past, "t").late_answers.map((late) => late.kind)).toEqual(["question", "permission"]);
  });

  it("to a worker that said it is blocked is a message to its session", () => {
    const blocked = about("t", { ...samples.ReportCompletion, status: "blocked", summary: "Which key?" });
    const asked = history(pastIn("working", wait), blocked, ...steps("t", "RecordTurnEnd", "RecordWork", "FinishWork"));
    const told = given(asked).when(
      about("t", { type: "AnswerQuestion", request_id: "blocked-1", answers: [["the red one"]] }),
    );
    told.leaves("t", { status: "queued" });
    const task = taskOf(history(told.past, ...steps("t", "StartTask")), "t");
    expect(task).toMatchObject({ session_id: "ses", completion: null, turn_done: false });
    expect(continuePrompt(task)).toContain("Which key?");
    expect(continuePrompt(task)).toContain("the red one");
  });
});

describe("a prompt", () => {
  it("is recorded as taken once, and only the one that was meant", () => {
    const past = history(epicWith([{ id: "t" }]), ...steps("t", ...toWorking.slice(0, -1)));
    given(past)
      .when(about("t", { type: "RecordPromptSent", message_id: "other" }))
      .emits();
    const told = given(past)
      .when(about("t", samples.RecordPromptSent))
      .emits("prompt_sent")
      .leaves("t", { status: "working" });
    given(told.past).when(about("t", samples.RecordPromptSent)).emits();
  });
});

describe("usage", () => {
  it("keeps what is known when a later turn does not know it", () => {
    const tokens = { input: 1, output: 2, reasoning: 3, cache_read: 4, cache_write: 5 };
    const known = about("t", { ...samples.RecordTurnEnd, tokens, cost: 0.5 });
    const past = history(pastIn("working"), known, turnEnd("stop"));
    expect(taskOf(past, "t")).toMatchObject({ tokens, cost: 0.5 });
    expect(taskOf(history(epicWith([{ id: "t" }]), ...steps("t", ...toReady)), "t")).toMatchObject({
      tokens: null,
      cost: null,
    });
  });
});
