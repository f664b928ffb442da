// The whole table: every command in every state, and every way out that a person is told of.
import { describe, expect, it } from "vitest";
import type { Command, TaskCommandType } from "../../src/domain/commands.ts";
import { decide, provisional } from "../../src/domain/decide.ts";
import { dueEffects } from "../../src/domain/due-effects.ts";
import { evolve, type EpicState } from "../../src/domain/epic-state.ts";
import { statusRules, taskStatuses, type TaskStatus } from "../../src/domain/task-status.ts";
import { outcomeOf, taskCommandTypes } from "../../src/domain/task-table.ts";
import { commandFor, epicIn } from "./task-routes.ts";

const now = Date.parse("2026-02-01T00:00:00Z");
const statusOf = (epic: EpicState): TaskStatus => epic.tasks.get("t")?.status ?? "queued";
const cells = taskStatuses.flatMap((status) => taskCommandTypes.map((type) => ({ status, type })));

function carryOut(epic: EpicState, command: Command): EpicState {
  const decision = decide(epic, command, now);
  if (!decision.ok) throw new Error(decision.rejection.message);
  return decision.events.reduce((state, event) => evolve(state, provisional(event, now)), epic);
}

/** States that an accepted command may lead to, beside the one that it found. */
const leadsTo: Record<TaskCommandType, readonly TaskStatus[]> = {
  StartTask: ["starting"],
  RecordWorktree: [],
  RecordWorkerSpawned: [],
  RequestPrompt: [],
  RecordPromptSent: ["working"],
  ReportProgress: ["working"],
  ReportRetrying: ["retrying"],
  ReportStalled: ["stalled"],
  ReportActive: ["working"],
  AskPermission: ["needs_permission"],
  ReplyPermission: ["working", "queued"],
  AskQuestion: ["needs_answer"],
  AnswerQuestion: ["working", "queued"],
  ReportCompletion: [],
  ReportReply: [],
  RecordTurnEnd: [],
  RecordWork: [],
  RecordCheck: [],
  FinishWork: ["ready", "failed", "needs_answer"],
  FailWorker: ["failed", "queued"],
  ApproveTask: ["approved"],
  RequestChanges: ["changes_requested"],
  MarkReviewed: [],
  RejectPart: ["ready"],
  TakePart: ["approved"],
  UndoPart: [],
  BeginTaskLanding: ["landing"],
  RecordTaskLanded: ["landed"],
  AbandonTaskLanding: ["approved"],
  AskToResolve: ["changes_requested"],
  TakeTaskOut: ["ready"],
  SendTaskBack: ["changes_requested", "ready"],
  RecordTaskConflict: ["conflict"],
  BeginResolution: [],
  AbandonResolution: [],
  RecordResolution: ["ready"],
  RetryTask: ["queued", "blocked"],
  ResumeTask: ["queued", "blocked"],
  StopTask: ["stopped"],
  InterruptTask: ["interrupted"],
  DiscardTask: ["discarded"],
  SkipTask: ["discarded"],
  RecordWorktreeRemoved: [],
};

/** An answer to something that this state did not ask. */
const unasked = (type: TaskCommandType, status: TaskStatus): boolean =>
  type === "ReportReply" ||
  (type === "ReplyPermission" && status === "needs_answer") ||
  (type === "AnswerQuestion" && status === "needs_permission");

describe("the table of a task", () => {
  it("reaches every state by events", () => {
    for (const status of taskStatuses) expect(statusOf(epicIn(status))).toBe(status);
  });

  it.each(cells.filter(({ type, status }) => outcomeOf(type, status) === "accept"))(
    "accepts $type in $status",
    ({ type, status }) => {
      const epic = epicIn(status);
      const decision = decide(epic, commandFor(type), now);
      if (unasked(type, status)) {
        expect(decision).toMatchObject({ ok: false, rejection: { code: "UnknownRequest" } });
        return;
      }
      const after = carryOut(epic, commandFor(type));
      expect([status, ...leadsTo[type]]).toContain(statusOf(after));
      expect(after.version).toBe(epic.version + (decision.ok ? decision.events.length : 0));
    },
  );

  it("ignores what is late or repeated without an event", () => {
    for (const { type, status } of cells.filter((cell) => outcomeOf(cell.type, cell.status) === "ignore")) {
      expect(decide(epicIn(status), commandFor(type), now), `${type} in ${status}`).toEqual({ ok: true, events: [] });
    }
  });

  it("refuses the rest, and names the ways out", () => {
    const refused = cells.filter((cell) => outcomeOf(cell.type, cell.status) === "refuse");
    for (const { type, status } of refused) {
      const decision = decide(epicIn(status), commandFor(type), now);
      expect(decision, `${type} in ${status}`).toMatchObject({ ok: false, rejection: { code: "NotNow" } });
      const message = decision.ok ? "" : decision.rejection.message;
      expect(message).toContain(`t is ${status.replace("_", " ")}`);
      for (const way of statusRules[status].wayOut) expect(message).toContain(way);
    }
  });

  it("drops every report of an attempt that is not the present one", () => {
    for (const { type, status } of cells) {
      const epic = epicIn(status);
      const attempt = epic.tasks.get("t")?.attempt ?? 0;
      for (const other of [attempt - 1, attempt + 1]) {
        const decision = decide(epic, commandFor(type, other), now);
        expect(decision, `${type} in ${status}`).toMatchObject({ ok: false, rejection: { code: "StaleAttempt" } });
      }
    }
  });

  it("lets nothing move a task that has landed, but a person who takes it out", () => {
    const epic = epicIn("landed");
    for (const type of taskCommandTypes.filter((one) => outcomeOf(one, "landed") === "accept")) {
      expect(statusOf(carryOut(epic, commandFor(type)))).toBe(type === "TakeTaskOut" ? "ready" : "landed");
    }
  });

  it("names the tasks that exist when it is asked about another", () => {
    const command = { ...commandFor("ApproveTask"), task_id: "ghost" };
    expect(decide(epicIn("blocked"), command, now)).toEqual({
      ok: false,
      rejection: { code: "UnknownTask", message: "epic-1 has no task ghost; its tasks are p, t" },
    });
  });
});

describe("the way out of a state", () => {
  const verbs: Record<string, (status: TaskStatus) => TaskCommandType> = {
    stop: () => "StopTask",
    discard: () => "DiscardTask",
    retry: () => "RetryTask",
    resume: () => "ResumeTask",
    approve: () => "ApproveTask",
    resolve: () => "AskToResolve",
    "request changes": () => "RequestChanges",
    answer: (status) => (status === "needs_permission" ? "ReplyPermission" : "AnswerQuestion"),
  };
  const ways = taskStatuses.flatMap((status) => statusRules[status].wayOut.map((way) => ({ status, way })));

  it.each(ways.filter(({ way }) => verbs[way] !== undefined))("$way leads out of $status", ({ status, way }) => {
    const command = verbs[way]?.(status) ?? "StopTask";
    expect(outcomeOf(command, status)).toBe("accept");
    expect(statusOf(carryOut(epicIn(status), commandFor(command)))).not.toBe(status);
  });

  it("is told of every verb that a state accepts", () => {
    for (const status of taskStatuses) {
      for (const [verb, commandOf] of Object.entries(verbs).filter(([name]) => name !== "answer")) {
        const accepts = outcomeOf(commandOf(status), status) === "accept";
        expect([status, verb, statusRules[status].wayOut.includes(verb)]).toEqual([status, verb, accepts]);
      }
    }
  });

  it("run --resume queues what was interrupted and finishes what was landing", () => {
    const resumable = ways.filter(({ way }) => way === "run --resume").map(({ status }) => status);
    expect(resumable).toEqual(["interrupted", "landing"]);
    const resume = (status: TaskStatus): EpicState => {
      const epic = epicIn(status);
      return carryOut(epic, { type: "ResumeEpic", epic_id: epic.id, options: epic.options });
    };
    expect(statusOf(resume("interrupted"))).toBe("queued");
    expect(dueEffects(resume("landing"))).toContainEqual({ kind: "land-tasks" });
  });

  it("undo takes a landed epic back", () => {
    expect(ways.filter(({ way }) => way === "undo").map(({ status }) => status)).toEqual(["landed"]);
    const about = { epic_id: "epic-1" };
    const begin = { ...about, type: "BeginEpicLanding", branch: "main", old: "base", new: "tip" } as const;
    const landing = carryOut(epicIn("landed"), { ...begin, strategy: "fast-forward" });
    const landed = carryOut(landing, { ...about, type: "RecordEpicLanded" });
    const undoing = carryOut(landed, { ...about, type: "BeginUndo", old: "tip", new: "base", how: "reset" });
    expect(carryOut(undoing, { ...about, type: "RecordUndone" })).toMatchObject({ landed: null, undone: "reset" });
  });

  it("skip leads what comes after it out of waiting", () => {
    const skippable = ways.filter(({ way }) => way === "skip");
    expect(skippable.map(({ status }) => status)).toEqual(["stopped", "conflict", "failed", "discarded"]);
    for (const { status } of skippable) {
      expect(outcomeOf("SkipTask", status)).toBe("accept");
      expect(carryOut(epicIn(status), commandFor("SkipTask")).tasks.get("t")).toMatchObject({ skipped: true });
    }
  });

  it("knows every verb that it names", () => {
    const known = new Set([...Object.keys(verbs), "run --resume", "undo", "skip"]);
    expect(ways.filter(({ way }) => !known.has(way))).toEqual([]);
    for (const status of taskStatuses) {
      const { limit, wayOut } = statusRules[status];
      expect([limit === "", wayOut.length === 0]).toEqual([false, false]);
    }
  });
});
