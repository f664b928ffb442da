// The rules of one task: the table says whether, this says what.
import type { TaskCommand } from "./commands.ts";
import type { EpicState } from "./epic-state.ts";
import type { SwarmEvent } from "./events.ts";
import { decideConflict, resolvedByHand } from "./decide-conflict.ts";
import { decideAsk } from "./decide-ask.ts";
import { decideLanding } from "./decide-landing.ts";
import { finishWork } from "./finish-work.ts";
import { refuse, type Decision } from "./rejection.ts";
import { decideReply } from "./review-answers.ts";
import type { ScopedEvent } from "./scoped-event.ts";
import type { TaskState } from "./task-state.ts";
import { isAtWork, statusRules, type TaskStatus } from "./task-status.ts";
import { outcomeOf } from "./task-table.ts";
import { decidePart, partNeedsRest } from "./work-part.ts";

/** Retried from the integration tip: what conflicted or was discarded is not taken up where it stands. */
const needsNewGround: ReadonlySet<TaskStatus> = new Set(["conflict", "discarded"]);

/** Retries that a stalled worker gets while nobody is there. */
const stallRetryLimit = 1;

function startTask(task: TaskState, command: Extract<TaskCommand, { type: "StartTask" }>): SwarmEvent[] {
  const { branch, base } = command;
  const continues_session = task.fresh ? null : task.session_id;
  return [{ type: "task_started", data: { attempt: task.attempt + 1, branch, base, continues_session } }];
}

function failWorker(
  epic: EpicState,
  task: TaskState,
  command: Extract<TaskCommand, { type: "FailWorker" }>,
  now: number,
): SwarmEvent[] {
  if (command.code === "stalled" && task.stall_retries < stallRetryLimit) {
    return [{ type: "task_retried", data: { reason: "stalled", fresh: task.session_id === null } }];
  }
  const { error, stack, code } = command;
  const data = { session_id: task.session_id, bead_id: task.id, epic_id: epic.id, error, stack, timestamp: now, code };
  return [{ type: "worker_failed", data }];
}

/** Events of an accepted command. */
function accepted(epic: EpicState, task: TaskState, command: TaskCommand, now: number): Decision<SwarmEvent> {
  const ok = (...events: SwarmEvent[]): Decision<SwarmEvent> => ({ ok: true, events });
  const { type: _type, epic_id: _epic, task_id: _task, attempt: _attempt, ...data } = command;
  switch (command.type) {
    case "StartTask":
      return ok(...startTask(task, command));
    case "RecordWorktree": {
      const { worktree_path, branch, base } = command;
      return ok({ type: "worktree_created", data: { worktree_path, branch, base } });
    }
    case "RecordWorkerSpawned": {
      const { session_id, worktree_path, prompt_hash } = command;
      const files = task.plan.files;
      const spawned = {
        session_id,
        bead_id: task.id,
        epic_id: epic.id,
        worktree_path,
        files,
        prompt_hash,
        timestamp: now,
      };
      return ok({ type: "worker_spawned", data: spawned });
    }
    case "RequestPrompt": {
      const { message_id, prompt_hash, purpose } = command;
      return ok({ type: "prompt_requested", data: { message_id, prompt_hash, purpose } });
    }
    case "RecordPromptSent":
      if (task.prompt?.message_id !== command.message_id || task.prompt.sent) return ok();
      return ok({ type: "prompt_sent", data: { message_id: command.message_id } });
    case "ReportProgress": {
      const { session_id, progress_percent, message, files_touched } = command;
      const progress = { session_id, bead_id: task.id, progress_percent, message, files_touched, timestamp: now };
      return ok({ type: "worker_progress", data: progress });
    }
    case "ReportRetrying": {
      const { provider_attempt, message, next_at } = command;
      return ok({ type: "worker_retrying", data: { provider_attempt, message, next_at } });
    }
    case "ReportStalled":
      return ok({ type: "worker_stalled", data: { silent_s: command.silent_s } });
    case "ReportActive":
      return ok({ type: "worker_active", data: {} });
    case "AskPermission":
    case "AskQuestion":
    case "ReplyPermission":
    case "AnswerQuestion":
      return decideAsk(task, command);
    case "ReportCompletion": {
      const { status, summary, files_touched } = command;
      return ok({ type: "completion_reported", data: { status, summary, files_touched } });
    }
    case "ReportReply":
      return decideReply(task, command.answers);
    case "RecordTurnEnd": {
      const { finish, tokens, cost, last_message } = command;
      return ok({ type: "turn_ended", data: { finish, tokens, cost, last_message } });
    }
    case "RecordWork":
      return ok({ type: "work_collected", data: data as Extract<SwarmEvent, { type: "work_collected" }>["data"] });
    case "RecordCheck":
      return ok({ type: "check_finished", data: data as Extract<SwarmEvent, { type: "check_finished" }>["data"] });
    case "FinishWork":
      return ok(...finishWork(epic, task, now));
    case "FailWorker":
      return ok(...failWorker(epic, task, command, now));
    case "ApproveTask":
      if (task.work === null) return refuse("NotNow", `${task.id} has no collected work to approve`);
      return ok({ type: "task_approved", data: { commit: task.work.commit } });
    case "RequestChanges":
      return ok({ type: "changes_requested", data: command.review });
    case "MarkReviewed":
      return ok(...markReviewed(task, command));
    case "RejectPart":
    case "TakePart":
    case "UndoPart":
      return decidePart(task, command);
    case "BeginTaskLanding":
    case "RecordTaskLanded":
    case "AbandonTaskLanding":
    case "TakeTaskOut":
    case "SendTaskBack":
      return decideLanding(task, command);
    case "AskToResolve":
    case "RecordTaskConflict":
    case "BeginResolution":
    case "AbandonResolution":
    case "RecordResolution":
      return decideConflict(task, command);
    case "RetryTask": {
      if (task.resolution !== null) return resolvedByHand(task);
      if (epic.landed !== null) {
        return refuse("NotNow", `${epic.id} has landed already; undo the landing first, or start a new epic`);
      }
      const fresh = command.fresh || task.session_id === null || needsNewGround.has(task.status);
      return ok({ type: "task_retried", data: { reason: command.reason, fresh } });
    }
    case "ResumeTask": {
      // A parked turn counts as over, and may have been stopped: its worker has to be told to go on.
      const reason = task.status === "interrupted" ? "resumed" : "requested";
      return ok({ type: "task_retried", data: { reason, fresh: task.session_id === null } });
    }
    case "StopTask":
      return ok({ type: "task_stopped", data: { reason: command.reason } });
    case "InterruptTask":
      return ok({ type: "task_interrupted", data: { reason: command.reason } });
    case "DiscardTask":
      return ok({ type: "task_discarded", data: { ref: command.ref } });
    case "SkipTask":
      if (task.skipped) return ok();
      return ok({ type: "task_discarded", data: { ref: command.ref ?? task.kept_ref, skipped: true } });
    case "RecordWorktreeRemoved":
      return ok({ type: "worktree_removed", data: { worktree_path: command.worktree_path, ref: command.ref } });
  }
}

/** More than the state, where the state alone would leave the person wondering. */
function whyNot(command: TaskCommand, task: TaskState): string {
  if (command.type === "RejectPart" || command.type === "TakePart" || command.type === "UndoPart")
    return isAtWork(task.status) ? partNeedsRest : "";
  const landed = task.status === "landed" || task.status === "landing";
  if (command.type !== "RequestChanges" || !landed) return "";
  return ": its work is in the integration branch, where others may build on it, so it is too late to ask for changes";
}

function markReviewed(task: TaskState, command: Extract<TaskCommand, { type: "MarkReviewed" }>): SwarmEvent[] {
  const { path, blob } = command;
  const marked = task.reviewed.get(path) ?? null;
  if (marked === blob) return [];
  return [
    blob === null ? { type: "file_unreviewed", data: { path } } : { type: "file_reviewed", data: { path, blob } },
  ];
}

/** Decides one command about a task. */
export function decideTask(epic: EpicState, command: TaskCommand, now: number): Decision<ScopedEvent> {
  const task = epic.tasks.get(command.task_id);
  if (task === undefined) {
    const known = [...epic.tasks.keys()].join(", ");
    return refuse("UnknownTask", `${epic.id} has no task ${command.task_id}; its tasks are ${known}`);
  }
  if (command.attempt !== null && command.attempt !== task.attempt) {
    return refuse(
      "StaleAttempt",
      `${task.id} is at attempt ${task.attempt}; this came from attempt ${command.attempt}`,
    );
  }
  const outcome = outcomeOf(command.type, task.status);
  if (outcome === "ignore") return { ok: true, events: [] };
  if (outcome === "refuse") {
    const ways = statusRules[task.status].wayOut;
    const remedy = ways.length === 0 ? "" : `; what can be done: ${ways.join(", ")}`;
    return refuse("NotNow", `${task.id} is ${task.status.replace("_", " ")}${whyNot(command, task)}${remedy}`);
  }
  const decision = accepted(epic, task, command, now);
  if (!decision.ok) return decision;
  const session_id = "session_id" in command ? command.session_id : task.session_id;
  const events = decision.events.map((event): ScopedEvent => {
    const attempt = event.type === "task_started" ? event.data.attempt : task.attempt;
    return { ...event, epic_id: epic.id, task_id: task.id, attempt: attempt === 0 ? null : attempt, session_id };
  });
  return { ok: true, events };
}
