// What the person is told to type, for each way in which an epic can wait.
import { describe, expect, test } from "vitest";
import type { RecordedEvent } from "../../../src/domain/events.ts";
import { nextSteps } from "../../../src/surfaces/cli/next-steps.ts";
import { about, createEpic, epicOf, history, planOfTasks } from "../../support/epic-history.ts";

const session = { session_id: "ses_1" };
const begun = history(
  [],
  createEpic(planOfTasks([{ id: "a" }])),
  { type: "RecordIntegration", branch: "swarm/epic-1/_integration", commit: "base" },
  about("a", { type: "StartTask", branch: "swarm/epic-1/a", base: "base" }),
  about("a", { type: "RecordWorkerSpawned", ...session, worktree_path: "/w/a", prompt_hash: "h" }, 1),
  about("a", { type: "RequestPrompt", message_id: "msg_1", prompt_hash: "h", purpose: "task" }, 1),
  about("a", { type: "RecordPromptSent", message_id: "msg_1" }, 1),
);
const ready = history(
  begun,
  about("a", { type: "ReportCompletion", ...session, status: "success", summary: "done", files_touched: [] }, 1),
  about("a", { type: "RecordTurnEnd", finish: "stop", tokens: null, cost: null, last_message: null }, 1),
  about(
    "a",
    {
      type: "RecordWork",
      commit: "c0ffee",
      base: "base",
      ref: "refs/opencode-swarm/epic-1/a/1",
      files_touched: ["x"],
      leftovers_committed: false,
      irregularities: [],
      outside_changes: [],
    },
    1,
  ),
  about("a", { type: "FinishWork" }, 1),
);
const asks = (options: string[]): RecordedEvent[] =>
  history(
    begun,
    about("a", { type: "AskQuestion", request_id: "que_1", questions: [{ question: "Which?", options }] }, 1),
  );

const commands = (past: readonly RecordedEvent[], dir: string | null = null): string[] =>
  nextSteps(epicOf(past), { dir }).map((step) => step.command);

describe("the next step", () => {
  test("of finished work is to look at it and to approve it", () => {
    expect(commands(ready)).toEqual(["git diff base c0ffee", "opencode-swarm approve epic-1 a"]);
  });

  test("repeats the folder that the person named, as a shell takes it", () => {
    expect(commands(ready, "../it's here")).toEqual([
      "git -C '../it'\\''s here' diff base c0ffee",
      "opencode-swarm approve epic-1 a --dir '../it'\\''s here'",
    ]);
  });

  test("of a question is its answer, quoted", () => {
    expect(commands(asks(["Use $HOME; rm -rf '/'"]))).toEqual([
      "opencode-swarm answer epic-1 a 'Use $HOME; rm -rf '\\''/'\\'''",
    ]);
    expect(commands(asks(["\u001b[2Jyes"]))).toEqual(["opencode-swarm answer epic-1 a yes"]);
  });

  test("never offers a worker's words as an option of ours", () => {
    expect(commands(asks(["--yes"]))).toEqual(['opencode-swarm answer epic-1 a "…"']);
  });

  test("of a failed task is to retry it", () => {
    const failed = history(
      begun,
      about("a", { type: "FailWorker", code: "provider_auth", error: "401", stack: null }, 1),
    );
    expect(commands(failed)).toEqual(["opencode-swarm retry epic-1 a"]);
  });

  test("of an interrupted epic is to resume it", () => {
    const interrupted = history(begun, about("a", { type: "InterruptTask", reason: "stopped" }));
    expect(commands(interrupted)).toEqual(["opencode-swarm run --resume epic-1"]);
  });

  test("after the last task is to land, and after that to undo", () => {
    const inside = history(
      ready,
      about("a", { type: "ApproveTask" }),
      about("a", { type: "BeginTaskLanding", commit: "c0ffee", old: "base", new: "tip" }),
      about("a", { type: "RecordTaskLanded" }),
    );
    expect(commands(inside)).toEqual(["opencode-swarm land epic-1"]);
    const landed = history(
      inside,
      { type: "BeginEpicLanding", branch: "main", old: "base", new: "tip", strategy: "fast-forward" },
      { type: "RecordEpicLanded" },
    );
    expect(commands(landed)).toEqual(["opencode-swarm undo epic-1"]);
  });
});
