// A sample of every command of a task, and a way of commands into every state that events can reach.
import type { TaskCommand, TaskCommandType } from "../../src/domain/commands.ts";
import type { EpicState } from "../../src/domain/epic-state.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import type { TaskStatus } from "../../src/domain/task-status.ts";
import { about, createEpic, epicOf, history, planOfTasks, type Said, type TaskSaid } from "../support/epic-history.ts";

type Samples = { [T in TaskCommandType]: Extract<TaskSaid, { type: T }> };

export const evidence = {
  name: "unit",
  run: "npm test",
  commit: "work",
  timed_out: false,
  duration_ms: 5,
  output_tail: "",
};
const said = { session_id: "ses", summary: "did it", files_touched: ["a.ts"] };

const part = {
  commit: "part",
  previous: "work",
  ref: "refs/opencode-swarm/epic-1/t/1-part",
  part: [{ path: "a.ts", hunks: null }],
  files: 2,
  files_touched: ["b.ts"],
};

export const samples: Samples = {
  StartTask: { type: "StartTask", branch: "swarm/epic-1/t", base: "base" },
  RecordWorktree: { type: "RecordWorktree", worktree_path: "/trees/t", branch: "swarm/epic-1/t", base: "base" },
  RecordWorkerSpawned: { type: "RecordWorkerSpawned", session_id: "ses", worktree_path: "/trees/t", prompt_hash: "p" },
  RequestPrompt: { type: "RequestPrompt", message_id: "msg", prompt_hash: "p", purpose: "task" },
  RecordPromptSent: { type: "RecordPromptSent", message_id: "msg" },
  ReportProgress: {
    type: "ReportProgress",
    session_id: "ses",
    progress_percent: 40,
    message: "on it",
    files_touched: [],
  },
  ReportRetrying: { type: "ReportRetrying", provider_attempt: 1, message: "429", next_at: null },
  ReportStalled: { type: "ReportStalled", silent_s: 300 },
  ReportActive: { type: "ReportActive" },
  AskPermission: { type: "AskPermission", request_id: "per", permission: "webfetch", patterns: ["https://a.b"] },
  ReplyPermission: { type: "ReplyPermission", request_id: "per", reply: "once", message: null },
  AskQuestion: { type: "AskQuestion", request_id: "que", questions: [{ question: "Which?", options: ["x", "y"] }] },
  AnswerQuestion: { type: "AnswerQuestion", request_id: "que", answers: [["x"]] },
  ReportCompletion: { type: "ReportCompletion", status: "success", ...said },
  ReportReply: { type: "ReportReply", answers: [{ comment: 1, answer: "It was a slip." }] },
  RecordTurnEnd: { type: "RecordTurnEnd", finish: "stop", tokens: null, cost: null, last_message: null },
  RecordWork: {
    type: "RecordWork",
    commit: "work",
    base: "base",
    ref: "refs/opencode-swarm/epic-1/t/1",
    files_touched: ["a.ts"],
    leftovers_committed: false,
    irregularities: [],
    outside_changes: [],
  },
  RecordCheck: { type: "RecordCheck", exit_code: 0, ...evidence },
  FinishWork: { type: "FinishWork" },
  FailWorker: { type: "FailWorker", code: "provider_error", error: "it broke", stack: null },
  ApproveTask: { type: "ApproveTask" },
  RequestChanges: {
    type: "RequestChanges",
    review: {
      commit: "work",
      comments: [{ path: "a.ts", side: "new", lines: { start: 2, end: 3 }, quote: ["two", "three"], text: "Why?" }],
      note: null,
    },
  },
  MarkReviewed: { type: "MarkReviewed", path: "a.ts", blob: "b10b" },
  RejectPart: { type: "RejectPart", ...part },
  TakePart: { type: "TakePart", ...part },
  UndoPart: { type: "UndoPart", commit: "work" },
  BeginTaskLanding: { type: "BeginTaskLanding", commit: "work", old: "base", new: "tip" },
  RecordTaskLanded: { type: "RecordTaskLanded" },
  AbandonTaskLanding: { type: "AbandonTaskLanding", reason: "the process ended" },
  AskToResolve: { type: "AskToResolve", onto: "tip", beside: [] },
  TakeTaskOut: { type: "TakeTaskOut", old: "tip", new: "without" },
  SendTaskBack: {
    type: "SendTaskBack",
    commit: "work",
    onto: "tip",
    beside: [],
    check: { name: "test", run: "npm test", exit_code: 1, timed_out: false, duration_ms: 1, output_tail: "red" },
  },
  RecordTaskConflict: {
    type: "RecordTaskConflict",
    files: ["a.ts"],
    integration: "tip",
    conflicts: [{ path: "a.ts", count: 1, hunks: [{ start: 3, count: 5 }] }],
  },
  BeginResolution: { type: "BeginResolution", commit: "work", onto: "tip", worktree_path: "/trees/t" },
  AbandonResolution: { type: "AbandonResolution", ref: "refs/opencode-swarm/epic-1/t/1-given-up" },
  RecordResolution: {
    type: "RecordResolution",
    commit: "merged",
    ref: "refs/opencode-swarm/epic-1/t/1-merged",
    files_touched: ["a.ts"],
    checks: [],
  },
  RetryTask: { type: "RetryTask", reason: "requested", fresh: false },
  ResumeTask: { type: "ResumeTask" },
  StopTask: { type: "StopTask", reason: "a person" },
  InterruptTask: { type: "InterruptTask", reason: "the run was stopped" },
  DiscardTask: { type: "DiscardTask", ref: null },
  SkipTask: { type: "SkipTask", ref: null },
  RecordWorktreeRemoved: { type: "RecordWorktreeRemoved", worktree_path: "/trees/t", ref: null },
};

/** The sample of each named command, about one task. */
export const steps = (taskId: string, ...types: readonly TaskCommandType[]): Said[] =>
  types.map((type) => about(taskId, samples[type]));

export const toStarting = ["StartTask"] as const;
export const toWorking = [
  ...toStarting,
  "RecordWorktree",
  "RecordWorkerSpawned",
  "RequestPrompt",
  "RecordPromptSent",
] as const;
export const toFinish = ["RecordTurnEnd", "RecordWork", "RecordCheck", "FinishWork"] as const;
export const toReady = [...toWorking, "ReportCompletion", ...toFinish] as const;
export const toLanded = [...toReady, "ApproveTask", "BeginTaskLanding", "RecordTaskLanded"] as const;

const routes: Record<Exclude<TaskStatus, "blocked">, readonly TaskCommandType[]> = {
  queued: [],
  starting: toStarting,
  working: toWorking,
  needs_permission: [...toWorking, "AskPermission"],
  needs_answer: [...toWorking, "AskQuestion"],
  retrying: [...toWorking, "ReportRetrying"],
  stalled: [...toWorking, "ReportStalled"],
  stopped: [...toWorking, "StopTask"],
  interrupted: [...toWorking, "InterruptTask"],
  ready: toReady,
  changes_requested: [...toReady, "RequestChanges"],
  approved: [...toReady, "ApproveTask"],
  landing: [...toReady, "ApproveTask", "BeginTaskLanding"],
  conflict: [...toReady, "ApproveTask", "RecordTaskConflict"],
  landed: toLanded,
  failed: [...toWorking, "FailWorker"],
  discarded: [...toWorking, "DiscardTask"],
};

/** An epic of the tasks named, each as `planOfTasks` takes it, with its integration branch. */
export function epicWith(
  tasks: readonly Record<string, unknown>[],
  options: Partial<RunOptions> = {},
): RecordedEvent[] {
  const integration: Said = { type: "RecordIntegration", branch: "swarm/epic-1/_integration", commit: "base" };
  return history([], createEpic(planOfTasks(tasks), options), integration);
}

/** A history whose task `t` is in a state. */
export function pastIn(status: TaskStatus, options: Partial<RunOptions> = {}): RecordedEvent[] {
  if (status !== "blocked") return history(epicWith([{ id: "t" }], options), ...steps("t", ...routes[status]));
  return history(epicWith([{ id: "p" }, { id: "t", after: ["p"] }], options), ...steps("p", "StopTask"));
}

/** The epic of `pastIn`. */
export const epicIn = (status: TaskStatus): EpicState => epicOf(pastIn(status));

/** A sample as a whole command about the task `t`. */
export const commandFor = (type: TaskCommandType, attempt: number | null = null): TaskCommand =>
  ({ ...samples[type], epic_id: "epic-1", task_id: "t", attempt }) as TaskCommand;
