// A worker of the model: what an attempt reports, in an order that a real one could have; some of them are late or gone.
import type { FailureCode, PromptPurpose } from "../../src/domain/events.ts";
import type { World } from "./epic-world.ts";
import { evidence, samples } from "./task-routes.ts";

/** One attempt that reports. `choose(n)` gives a number from 0 to n - 1. */
export interface Worker {
  readonly taskId: string;
  readonly attempt: number;
  step(choose: (n: number) => number): void;
  over(): boolean;
}

const failures = ["provider_auth", "stalled", "stalled", "opencode_error"] as const satisfies readonly FailureCode[];
export function startWorker(world: World, taskId: string, attempt: number): Worker {
  const begun = world.task(taskId);
  const session_id = begun.session_id ?? `ses-${taskId}-${attempt}`;
  let phase: "worktree" | "session" | "request" | "sent" | "turn" | "collect" | "checks" | "finish" | "over" =
    "worktree";
  let prompts = 0;
  const say: World["say"] = (id, said) => world.say(id, said, attempt);
  const messageId = (): string => `msg-${taskId}-${attempt}-${prompts}`;
  const purpose = (): PromptPurpose => {
    const { review, review_message } = mine();
    return review !== null && review_message === null ? "review" : "task";
  };
  const mine = () => (world.task(taskId).attempt === attempt ? world.task(taskId) : begun);

  const endTurn = (finish: string): void => {
    say(taskId, { ...samples.RecordTurnEnd, finish, cost: 0.1 }, attempt);
  };

  function turn(choose: (n: number) => number): void {
    const ask = mine().asks[0];
    const request_id = `req-${taskId}-${attempt}-${choose(3)}`;
    const done = { session_id, summary: "said", files_touched: [] };
    const park = (): void => {
      endTurn("parked");
      phase = "over";
    };
    const acts: (() => void)[] = [
      () => say(taskId, { ...samples.ReportProgress, session_id }, attempt),
      () => say(taskId, samples.ReportRetrying, attempt),
      () => say(taskId, samples.ReportStalled, attempt),
      () => say(taskId, samples.ReportActive, attempt),
      () => say(taskId, { type: "AskPermission", request_id, permission: "webfetch", patterns: ["*"] }, attempt),
      () => say(taskId, { type: "AskQuestion", request_id: `q-${request_id}`, questions: [] }, attempt),
      () => say(taskId, { type: "ReportCompletion", status: "success", ...done }, attempt),
      () => say(taskId, { type: "ReportCompletion", status: choose(2) === 0 ? "blocked" : "failed", ...done }, attempt),
      () => {
        if (ask?.kind === "permission") {
          say(taskId, { type: "ReplyPermission", request_id: ask.request_id, reply: "once", message: null }, attempt);
        }
        if (ask?.kind === "question") {
          say(taskId, { type: "AnswerQuestion", request_id: ask.request_id, answers: [["yes"]] }, attempt);
        }
      },
      () => {
        endTurn("aborted");
        say(
          taskId,
          { type: "FailWorker", code: failures[choose(4)] ?? "stalled", error: "broke", stack: null },
          attempt,
        );
        phase = "over";
      },
      () => {
        endTurn("aborted");
        say(taskId, samples.InterruptTask, attempt);
        phase = "over";
      },
      () => {
        say(taskId, samples.ReportRetrying, attempt);
        phase = "request";
      },
    ];
    const ending = (): void => {
      if (ask !== undefined) return;
      endTurn("stop");
      phase = "collect";
    };
    // A worker that has asked mostly waits, and is parked when nobody comes.
    if (ask !== undefined && choose(3) > 0) park();
    else (acts[choose(acts.length + 6)] ?? ending)();
  }

  function collect(choose: (n: number) => number): void {
    if (choose(12) === 0) {
      say(taskId, { type: "FailWorker", code: "worktree_failed", error: "no worktree", stack: null }, attempt);
      phase = "over";
      return;
    }
    const files_touched = choose(5) === 0 ? [] : ["a.ts"];
    const irregularities = choose(5) === 0 ? ["the branch was deleted"] : [];
    say(taskId, { ...samples.RecordWork, files_touched, irregularities }, attempt);
    phase = "checks";
  }

  function check(choose: (n: number) => number): void {
    const kind = choose(8);
    if (kind >= 6) {
      phase = "finish";
      return;
    }
    const exit = kind === 0 ? { exit_code: 1 } : kind === 1 ? { exit_code: null, timed_out: true } : { exit_code: 0 };
    say(taskId, { type: "RecordCheck", ...evidence, ...exit }, attempt);
  }

  return {
    taskId,
    attempt,
    over: () => phase === "over",
    step(choose) {
      switch (phase) {
        case "worktree":
          say(taskId, samples.RecordWorktree, attempt);
          phase = mine().turn_done ? "collect" : "session";
          return;
        case "session":
          say(
            taskId,
            { type: "RecordWorkerSpawned", session_id, worktree_path: "/trees/t", prompt_hash: "p" },
            attempt,
          );
          phase = "request";
          return;
        case "request":
          prompts += 1;
          say(
            taskId,
            { type: "RequestPrompt", message_id: messageId(), prompt_hash: "p", purpose: purpose() },
            attempt,
          );
          phase = "sent";
          return;
        case "sent":
          say(taskId, { type: "RecordPromptSent", message_id: messageId() }, attempt);
          phase = "turn";
          return;
        case "turn":
          turn(choose);
          return;
        case "collect":
          collect(choose);
          return;
        case "checks":
          check(choose);
          return;
        case "finish":
          say(taskId, samples.FinishWork, attempt);
          phase = "over";
          return;
        case "over":
          return;
      }
    },
  };
}
