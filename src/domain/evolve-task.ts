// Folds the events of one task into its state.
import { withAnswers } from "./review-answers.ts";
import type { EventData, RecordedEvent, Tokens } from "./events.ts";
import { evolveConflict, noConflict } from "./evolve-conflict.ts";
import { evolveLanding } from "./evolve-landing.ts";
import { isParked, type Ask, type LateAnswer, type TaskState } from "./task-state.ts";
import type { TaskStatus } from "./task-status.ts";
import { evolvePart, noParts } from "./work-part.ts";

const asking = (asks: Ask[], otherwise: TaskStatus): TaskStatus => {
  const first = asks[0];
  if (first === undefined) return otherwise;
  return first.kind === "permission" ? "needs_permission" : "needs_answer";
};

function answered(task: TaskState, answer: LateAnswer): TaskState {
  const asks = task.asks.filter((ask) => ask.request_id !== answer.ask.request_id);
  if (!isParked(task)) return { ...task, asks, status: asking(asks, "working") };
  const late_answers = [...task.late_answers, answer];
  return { ...task, asks, late_answers, fresh: false, wanted: true, status: asking(asks, "queued") };
}

const onlyFinishing = (task: TaskState): boolean =>
  task.turn_done && task.late_answers.length === 0 && task.retry_reason === "resumed";

const addTokens = (before: Tokens | null, now: Tokens): Tokens => ({
  input: (before?.input ?? 0) + now.input,
  output: (before?.output ?? 0) + now.output,
  reasoning: (before?.reasoning ?? 0) + now.reasoning,
  cache_read: (before?.cache_read ?? 0) + now.cache_read,
  cache_write: (before?.cache_write ?? 0) + now.cache_write,
});

const isAsked = (task: TaskState): boolean => task.status === "needs_permission" || task.status === "needs_answer";

function started(task: TaskState, data: EventData["task_started"], at: number): TaskState {
  const goesOn = data.continues_session !== null;
  const again: TaskState = {
    ...task,
    status: "starting",
    attempt: data.attempt,
    branch: data.branch,
    base: data.base,
    checks: [],
    checks_outcome: null,
    work: null,
    needs_review: false,
    failure: null,
    ...noConflict,
    landing: null,
    asks: [],
    wanted: false,
    ended_at: null,
    started_at: task.started_at ?? at,
  };
  // A turn that was over before the interruption is not asked for again: only collecting and checking remain.
  if (goesOn && onlyFinishing(task)) return again;
  return {
    ...again,
    turn_done: false,
    completion: null,
    ...(goesOn ? {} : noParts),
    prompt: goesOn ? task.prompt : null,
    progress: goesOn ? task.progress : null,
    session_id: data.continues_session,
    spent_before: goesOn ? task.spent_before : { tokens: task.tokens, cost: task.cost },
    worktree_path: goesOn ? task.worktree_path : null,
    // They answer a session that is left behind; what they allowed is not allowed to another one.
    late_answers: goesOn ? task.late_answers : [],
  };
}

/** The task itself is told with the review that is open, so that a new session has it too. */
function prompted(task: TaskState, data: EventData["prompt_requested"]): TaskState {
  const carries = task.review !== null && (data.purpose === "review" || data.purpose === "task");
  const tells = task.setback !== null && ["setback", "review", "task"].includes(data.purpose);
  return {
    ...task,
    prompt: { ...data, attempt: task.attempt, sent: false },
    review_message: carries ? data.message_id : task.review_message,
    setback_message: tells ? data.message_id : task.setback_message,
  };
}

/** Folds one event of a task. Events of other kinds leave it as it is. */
export function evolveTask(task: TaskState, event: RecordedEvent): TaskState {
  const at = Date.parse(event.ts);
  switch (event.type) {
    case "task_started":
      return started(task, event.data, at);
    case "worktree_created":
      return { ...task, worktree_path: event.data.worktree_path, base: event.data.base };
    case "worker_spawned":
      return { ...task, session_id: event.data.session_id };
    case "prompt_requested":
      return prompted(task, event.data);
    case "prompt_sent":
      return {
        ...task,
        status: isAsked(task) ? task.status : "working",
        prompt: task.prompt === null ? null : { ...task.prompt, sent: true },
        turn_done: false,
      };
    case "worker_progress":
      return {
        ...task,
        status: task.status === "retrying" || task.status === "stalled" ? "working" : task.status,
        progress: { percent: event.data.progress_percent, message: event.data.message },
      };
    case "worker_retrying":
      return { ...task, status: "retrying" };
    case "worker_stalled":
      return { ...task, status: "stalled" };
    case "worker_active":
      return { ...task, status: "working" };
    case "permission_asked": {
      const asks: Ask[] = [...task.asks, { kind: "permission", ...event.data }];
      return { ...task, asks, status: asking(asks, task.status) };
    }
    case "question_asked": {
      const asks: Ask[] = [...task.asks, { kind: "question", ...event.data }];
      return { ...task, asks, status: asking(asks, task.status) };
    }
    case "permission_replied": {
      const ask = task.asks.find((one) => one.request_id === event.data.request_id);
      if (ask?.kind !== "permission") return task;
      return answered(task, { kind: "permission", ask, reply: event.data.reply, message: event.data.message });
    }
    case "question_answered": {
      const ask = task.asks.find((one) => one.request_id === event.data.request_id);
      if (ask?.kind !== "question") return task;
      return answered(task, { kind: "question", ask, answers: event.data.answers });
    }
    case "completion_reported":
      return { ...task, completion: event.data };
    case "review_answered":
      return { ...task, answers: withAnswers(task.answers, event.data.answers) };
    case "turn_ended":
      return {
        ...task,
        turn_done: event.data.finish !== "aborted",
        // Only a turn that came to its end has surely used them.
        late_answers: event.data.finish === "aborted" ? task.late_answers : [],
        tokens: event.data.tokens === null ? task.tokens : addTokens(task.spent_before.tokens, event.data.tokens),
        cost: event.data.cost === null ? task.cost : (task.spent_before.cost ?? 0) + event.data.cost,
      };
    case "work_collected":
      return { ...task, work: event.data, ...noParts };
    case "check_finished":
      return { ...task, checks: [...task.checks, event.data] };
    case "worker_completed":
      if (event.data.status !== "failed") return task;
      return {
        ...task,
        status: "failed",
        asks: [],
        failure: { code: "reported_failed", error: event.data.summary },
        ended_at: at,
      };
    case "worker_failed":
      return {
        ...task,
        status: "failed",
        asks: [],
        failure: { code: event.data.code, error: event.data.error },
        ended_at: at,
      };
    case "task_finished":
      return {
        ...task,
        status: "ready",
        asks: [],
        review: null,
        review_message: null,
        setback: null,
        setback_message: null,
        taken_out: false,
        needs_review: event.data.needs_review,
        checks_outcome: event.data.checks,
        ended_at: at,
      };
    case "task_blocked":
      return { ...task, status: "blocked", blocked_by: event.data.by };
    case "task_unblocked":
      return { ...task, status: "queued", blocked_by: [] };
    case "task_approved":
      return { ...task, status: "approved", taken_out: false };
    case "changes_requested":
      return {
        ...task,
        status: "changes_requested",
        review: event.data,
        review_message: null,
        fresh: false,
        retry_reason: null,
        wanted: true,
        setbacks: 0,
      };
    case "file_reviewed":
      return { ...task, reviewed: new Map(task.reviewed).set(event.data.path, event.data.blob) };
    case "file_unreviewed":
      return { ...task, reviewed: new Map([...task.reviewed].filter(([path]) => path !== event.data.path)) };
    case "task_retried":
      return {
        ...task,
        status: "queued",
        asks: [],
        resolution: null,
        skipped: false,
        fresh: event.data.fresh,
        ...(event.data.fresh ? { setback: null, setback_message: null } : {}),
        retry_reason: event.data.reason,
        wanted: event.data.reason !== "stalled" || task.wanted,
        stall_retries: event.data.reason === "stalled" ? task.stall_retries + 1 : 0,
      };
    case "task_stopped":
      return { ...task, status: "stopped", asks: [], ended_at: task.ended_at ?? at };
    case "task_interrupted":
      return {
        ...task,
        status: "interrupted",
        asks: [],
        interruption: event.data.reason,
        ended_at: task.ended_at ?? at,
      };
    case "task_discarded":
      return {
        ...task,
        status: "discarded",
        asks: [],
        resolution: null,
        review: null,
        review_message: null,
        setback: null,
        setback_message: null,
        skipped: event.data.skipped ?? false,
        kept_ref: event.data.ref,
      };
    case "worktree_removed":
      return { ...task, worktree_path: null };
    default:
      return evolvePart(evolveConflict(evolveLanding(task, event), event), event);
  }
}
