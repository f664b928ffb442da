// Every intent that can change an epic. Commands of people and of reactors alike pass through decide.ts.
import type { CheckRun } from "./check-run.ts";
import type { EventData, FailureCode, PromptPurpose, QuestionItem, RetryReason } from "./events.ts";
import type { LandingStrategy } from "./landing-strategy.ts";
import type { Plan } from "./plan.ts";
import type { Review } from "./review.ts";
import type { RunOptions } from "./run-options.ts";
import type { PartMade } from "./chosen-part.ts";
import type { ConflictFile, Resolution } from "./conflict.ts";
import type { Setback } from "./setback.ts";

interface EpicCommands {
  CreateEpic: {
    plan: Plan;
    plan_hash: string;
    target_branch: string | null;
    base_commit: string;
    options: RunOptions;
  };
  ResumeEpic: { options: RunOptions };
  InterruptEpic: { reason: "signal" | "crash" };
  RecordIntegration: { branch: string; commit: string };
  MoveIntegration: { old: string; new: string; target_commit: string };
  RecordEpicCheck: EventData["check_finished"];
  /** `aside`: ref below which uncommitted work in the way is kept while it is set aside. */
  BeginEpicLanding: { branch: string; old: string; new: string; strategy: LandingStrategy; aside?: string };
  /** `left`: work was set aside, and these paths of it were changed meanwhile. */
  RecordEpicLanded: { left?: string[] };
  RefuseEpicLanding: { code: string; message: string; files: string[] };
  /** `despite_checks`: a person lets it land whatever its checks say. */
  RetryEpicLanding: { despite_checks: boolean };
  AbandonEpicLanding: { reason: string };
  BeginUndo: { old: string; new: string; how: "reset" | "revert" };
  RecordUndone: Record<never, never>;
  AbandonUndo: { reason: string };
}

interface TaskCommands {
  StartTask: { branch: string; base: string };
  RecordWorktree: { worktree_path: string; branch: string; base: string };
  RecordWorkerSpawned: { session_id: string; worktree_path: string; prompt_hash: string };
  RequestPrompt: { message_id: string; prompt_hash: string; purpose: PromptPurpose };
  RecordPromptSent: { message_id: string };
  ReportProgress: { session_id: string; progress_percent: number; message: string | null; files_touched: string[] };
  ReportRetrying: { provider_attempt: number; message: string; next_at: number | null };
  ReportStalled: { silent_s: number };
  ReportActive: Record<never, never>;
  AskPermission: { request_id: string; permission: string; patterns: string[] };
  ReplyPermission: { request_id: string; reply: "once" | "always" | "reject"; message: string | null };
  AskQuestion: { request_id: string; questions: QuestionItem[] };
  AnswerQuestion: { request_id: string; answers: string[][] };
  ReportCompletion: {
    session_id: string;
    status: "success" | "blocked" | "failed";
    summary: string;
    files_touched: string[];
  };
  /** What the worker says to comments of its review, by number from 1. */
  ReportReply: { answers: { comment: number; answer: string }[] };
  RecordTurnEnd: EventData["turn_ended"];
  RecordWork: EventData["work_collected"];
  RecordCheck: EventData["check_finished"];
  FinishWork: Record<never, never>;
  FailWorker: { code: FailureCode; error: string; stack: string | null };
  ApproveTask: Record<never, never>;
  RequestChanges: { review: Review };
  /** `blob`: id of the content that was looked at; null: not reviewed after all. */
  MarkReviewed: { path: string; blob: string | null };
  /** What was done to the worker's commit is made already: the commits stand in it. */
  RejectPart: PartMade;
  /** Takes a part and nothing more, which approves it. */
  TakePart: PartMade;
  /** Undoes the last of the two. `commit`: the one that it made. */
  UndoPart: { commit: string };
  BeginTaskLanding: { commit: string; old: string; new: string };
  RecordTaskLanded: Record<never, never>;
  AbandonTaskLanding: { reason: string };
  TakeTaskOut: { old: string; new: string };
  SendTaskBack: Pick<Setback, "commit" | "onto" | "beside"> & { check: CheckRun };
  /** A person wants the worker to resolve what conflicts. */
  AskToResolve: Pick<Setback, "onto" | "beside">;
  RecordTaskConflict: { files: string[]; integration: string; conflicts: ConflictFile[] };
  /** A person resolves the conflict in the worktree. */
  BeginResolution: Resolution;
  AbandonResolution: { ref: string };
  /** `checks`: those of the task, in the order in which they ran on `commit`. */
  RecordResolution: { commit: string; ref: string; files_touched: string[]; checks: CheckRun[] };
  RetryTask: { reason: RetryReason; fresh: boolean };
  /** Takes this task alone up where it stopped, also while its epic stays interrupted. */
  ResumeTask: Record<never, never>;
  StopTask: { reason: string };
  InterruptTask: { reason: string };
  DiscardTask: { ref: string | null };
  /** The same, and what comes after it may go on without it. */
  SkipTask: { ref: string | null };
  RecordWorktreeRemoved: { worktree_path: string; ref: string | null };
}

export type TaskCommandType = keyof TaskCommands;
export type EpicCommandType = keyof EpicCommands;

export type EpicCommand = {
  [T in EpicCommandType]: { type: T; epic_id: string } & EpicCommands[T];
}[EpicCommandType];

/** `attempt` is the attempt that the reporter belongs to; null for commands about the task itself. */
export type TaskCommand = {
  [T in TaskCommandType]: { type: T; epic_id: string; task_id: string; attempt: number | null } & TaskCommands[T];
}[TaskCommandType];

export type Command = EpicCommand | TaskCommand;
