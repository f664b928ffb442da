// Table `tasks`: one row a task, as its last events left it.
import type { EventData, RecordedEvent } from "../events.ts";
import type { TaskStatus } from "../task-status.ts";
import type { ProjectionTable, RowChange } from "./table.ts";

type Columns = RowChange["set"] & { status?: TaskStatus };

/** An attempt has no evidence yet; one in a new session has nothing of the last one. */
function started({ attempt, branch, base, continues_session }: EventData["task_started"]): Columns {
  const evidence = { commit_id: null, files: null, checks: null, needs_review: null, failure: null };
  const again: Columns = { status: "starting", attempt, branch, base, ...evidence };
  if (continues_session !== null) return again;
  return { ...again, session_id: null, worktree_path: null, progress_percent: null, message: null };
}

/** What is unknown leaves what was known before. */
function used({ tokens, cost }: EventData["turn_ended"]): Columns | null {
  if (tokens === null && cost === null) return null;
  const counted: Columns = tokens === null ? {} : { tokens_input: tokens.input, tokens_output: tokens.output };
  return cost === null ? counted : { ...counted, cost };
}

function changes(event: RecordedEvent): Columns | null {
  switch (event.type) {
    case "task_started":
      return started(event.data);
    case "worktree_created":
      return { worktree_path: event.data.worktree_path };
    case "worker_spawned":
      return { session_id: event.data.session_id };
    case "prompt_sent":
    case "worker_active":
      return { status: "working" };
    case "worker_progress":
      return { status: "working", progress_percent: event.data.progress_percent, message: event.data.message };
    case "worker_retrying":
      return { status: "retrying" };
    case "worker_stalled":
      return { status: "stalled" };
    case "permission_asked":
      return { status: "needs_permission" };
    case "question_asked":
      return { status: "needs_answer" };
    case "permission_replied":
    case "question_answered":
      return { status: "working" };
    case "turn_ended":
      return used(event.data);
    case "work_collected":
      return { commit_id: event.data.commit, files: event.data.files_touched.length };
    case "worker_completed":
      return event.data.status === "failed" ? { status: "failed", failure: event.data.summary } : null;
    case "worker_failed":
      return { status: "failed", failure: event.data.error };
    case "task_finished":
      return { status: "ready", checks: event.data.checks, needs_review: event.data.needs_review ? 1 : 0 };
    case "task_blocked":
      return { status: "blocked" };
    case "task_unblocked":
    case "task_retried":
      return { status: "queued", failure: null };
    case "task_approved":
      return { status: "approved" };
    case "changes_requested":
      return { status: "changes_requested" };
    case "part_rejected":
    case "part_taken": {
      const { commit, files_touched } = event.data;
      return { status: "ready", commit_id: commit, files: files_touched.length, checks: "none", needs_review: 1 };
    }
    case "part_undone": {
      const { commit, files_touched, checks, needs_review } = event.data;
      const evidence = { checks, needs_review: needs_review ? 1 : 0 };
      return { status: "ready", commit_id: commit, files: files_touched.length, ...evidence };
    }
    case "task_landing_started":
      return { status: "landing" };
    case "task_landing_abandoned":
      return { status: "approved" };
    case "task_taken_out":
      return { status: "ready", landed_commit: null };
    case "task_sent_back":
      return event.data.to === "worker" ? { status: "changes_requested" } : { status: "ready", needs_review: 1 };
    case "task_landed":
      return { status: "landed", landed_commit: event.data.commit };
    case "task_conflicted":
      return { status: "conflict" };
    case "resolution_started":
      return { worktree_path: event.data.worktree_path };
    case "conflict_resolved": {
      const { commit, files_touched, checks } = event.data;
      return { status: "ready", commit_id: commit, files: files_touched.length, checks, needs_review: 1 };
    }
    case "task_stopped":
      return { status: "stopped" };
    case "task_interrupted":
      return { status: "interrupted" };
    case "task_discarded":
      return { status: "discarded" };
    case "worktree_removed":
      return { worktree_path: null };
    default:
      return null;
  }
}

export const tasksTable: ProjectionTable = {
  name: "tasks",
  version: 5,
  key: { epic_id: "TEXT", task_id: "TEXT" },
  columns: {
    title: "TEXT",
    status: "TEXT",
    attempt: "INTEGER",
    branch: "TEXT",
    base: "TEXT",
    worktree_path: "TEXT",
    session_id: "TEXT",
    progress_percent: "REAL",
    message: "TEXT",
    commit_id: "TEXT",
    files: "INTEGER",
    checks: "TEXT",
    needs_review: "INTEGER",
    failure: "TEXT",
    landed_commit: "TEXT",
    tokens_input: "INTEGER",
    tokens_output: "INTEGER",
    cost: "REAL",
  },
  project(event) {
    const { epic_id } = event;
    if (epic_id === null) return [];
    if (event.type === "epic_created") {
      return event.data.plan.tasks.map((task) => ({
        key: { epic_id, task_id: task.id },
        set: { title: task.title, status: "queued", attempt: 0 },
      }));
    }
    if (event.task_id === null) return [];
    const set = changes(event);
    return set === null ? [] : [{ key: { epic_id, task_id: event.task_id }, set }];
  },
};
