// The result of an epic: the last line of `run --json`, and the table that a person reads.
import { conflictWords } from "./conflict.ts";
import type { EpicState } from "./epic-state.ts";
import { doubtsOf, doubtWords, type Doubt } from "./evidence.ts";
import { epicStatus, type EpicStatus } from "./epic-status.ts";
import type { Tokens } from "./events.ts";
import { failureSentence } from "./failure-sentence.ts";
import { setbackSentence } from "./setback.ts";
import type { TaskState } from "./task-state.ts";
import type { TaskStatus } from "./task-status.ts";

export interface TaskResult {
  id: string;
  status: TaskStatus;
  branch: string | null;
  /** The worker's pinned commit. */
  commit: string | null;
  worktree_path: string | null;
  session_id: string | null;
  /** git diff base..commit, repository-relative, sorted. */
  files_touched: string[] | null;
  tokens: Tokens | null;
  /** US dollars as OpenCode counts them. */
  cost: number | null;
  duration_ms: number | null;
  checks: "passed" | "failed" | "none" | null;
  needs_review: boolean;
  /** Why it failed, conflicts or waits, in one sentence. */
  reason: string | null;
}

export interface EpicResult {
  type: "result";
  epic_id: string | null;
  status: EpicStatus;
  tasks: TaskResult[];
  /** The person's branch and its new commit; null as long as nothing landed there. */
  landed: { branch: string; commit: string } | null;
  error?: { code: string; message: string; task?: string; field?: string; remedy: string };
}

/** States in which what kept it from landing is still to be mended. */
const sentBack: ReadonlySet<TaskStatus> = new Set(["ready", "changes_requested"]);

/** Facts that a result has a field for. */
const toldElsewhere: ReadonlySet<Doubt["kind"]> = new Set([
  "changed-nothing",
  "not-checked",
  "red-checks",
  "left-uncommitted",
]);

function reasonOf(task: TaskState): string | null {
  if (task.failure !== null) return failureSentence(task.failure);
  if (task.status === "interrupted" && task.interruption !== null) return `${task.interruption}. Go on with --resume`;
  if (task.status === "conflict") return `conflicts in ${conflictWords(task)}`;
  if (task.status === "blocked") return `waits for ${task.blocked_by.join(", ")}, which cannot land`;
  if (task.setback !== null && sentBack.has(task.status)) return `not landed: ${setbackSentence(task.setback)}`;
  const ask = task.asks[0];
  if (ask?.kind === "permission") return `wants ${ask.permission}: ${ask.patterns.join(", ")}`;
  if (ask?.kind === "question") return ask.questions.map((one) => one.question).join(" ");
  const doubts = task.status === "ready" ? doubtsOf(task).filter(({ kind }) => !toldElsewhere.has(kind)) : [];
  const facts = [...doubts.map(doubtWords), ...(task.work?.irregularities ?? []), ...outsideChanges(task)];
  return facts.length === 0 ? null : facts.join("; ");
}

const namesShown = 3;

/** What changed in the person's checkout while the worker worked: by it, by a neighbour, or by the person. */
export function outsideChanges({ work }: Pick<TaskState, "work">): string[] {
  const files = work?.outside_changes ?? [];
  if (files.length === 0) return [];
  const names = files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : "");
  return [`meanwhile your checkout changed: ${names}`];
}

function taskResult(task: TaskState): TaskResult {
  return {
    id: task.id,
    status: task.status,
    branch: task.branch,
    commit: task.work?.commit ?? null,
    worktree_path: task.worktree_path,
    session_id: task.session_id,
    files_touched: task.work?.files_touched ?? null,
    tokens: task.tokens,
    cost: task.cost,
    duration_ms: task.started_at === null || task.ended_at === null ? null : task.ended_at - task.started_at,
    checks: task.checks_outcome,
    needs_review: task.needs_review,
    reason: reasonOf(task),
  };
}

export function resultOf(epic: EpicState): EpicResult {
  return {
    type: "result",
    epic_id: epic.id,
    status: epicStatus(epic),
    tasks: [...epic.tasks.values()].map(taskResult),
    landed: epic.landed === null ? null : { branch: epic.landed.branch, commit: epic.landed.commit },
    ...(epic.refusal === null
      ? {}
      : {
          error: {
            code: epic.refusal.code,
            message: epic.refusal.message,
            remedy: `mend that, then \`opencode-swarm land ${epic.id}\``,
          },
        }),
  };
}
