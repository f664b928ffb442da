// Each stored fact in a few words of a person.
import type { ChosenFile } from "../../domain/chosen-part.ts";
import { conflictWords } from "../../domain/conflict.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import { setbackSentence } from "../../domain/setback.ts";
import { plainLine } from "./plain-text.ts";
import { count, dollars, duration, plural, tokenCount } from "./quantities.ts";

const short = (commit: string): string => commit.slice(0, 10);
const because = (words: string | null): string => (words === null || words === "" ? "" : `: ${words}`);

function combinedWords({ combined }: Extract<RecordedEvent, { type: "check_finished" }>["data"]): string {
  if (combined === undefined) return "";
  return combined.tasks.length === 0 ? " on what has landed" : ` with ${combined.tasks.join(", ")} combined`;
}

/** `a.ts, 2 hunks of b.ts` */
const partWords = (part: readonly ChosenFile[]): string =>
  part.map(({ path, hunks }) => (hunks === null ? path : `${plural(hunks.length, "hunk")} of ${path}`)).join(", ");

function checkWords(data: Extract<RecordedEvent, { type: "check_finished" }>["data"]): string {
  const end = data.timed_out
    ? "timed out"
    : data.exit_code === 0
      ? "green"
      : `red, exit ${data.exit_code ?? "by a signal"}`;
  return `check "${data.name}"${combinedWords(data)} ${end} after ${duration(data.duration_ms)}`;
}

function recoveryWords(data: Extract<RecordedEvent, { type: "swarm_recovered" }>["data"]): string {
  const { live, resumable, lost, done, differences } = data;
  const names = (title: string, tasks: readonly string[]): string[] =>
    tasks.length === 0 ? [] : [`${title}: ${tasks.join(", ")}`];
  const missing = differences.map((one) => `the ${one.missing} of ${one.task}`);
  const parts = [
    ...names("at work", live),
    ...names("can be resumed", resumable),
    ...names("lost", lost),
    `${done} with their work safe`,
    ...names("missing", missing),
  ];
  return `taken over; ${parts.join("; ")}`;
}

function words(event: RecordedEvent): string {
  switch (event.type) {
    case "epic_created":
      return `created "${event.data.title}" with ${plural(event.data.plan.tasks.length, "task")}`;
    case "epic_resumed":
      return "resumed";
    case "epic_interrupted":
      return event.data.reason === "signal" ? "interrupted" : "interrupted: its process ended without a word";
    case "integration_created":
      return `integration branch ${event.data.branch} at ${short(event.data.commit)}`;
    case "integration_updated":
      return `integration took in ${short(event.data.target_commit)} of the target branch`;
    case "epic_landing_started":
      return `landing on ${event.data.branch}`;
    case "epic_landed":
      return `landed on ${event.data.branch} as ${short(event.data.commit)}`;
    case "epic_landing_refused":
      return `landing refused: ${event.data.message}`;
    case "epic_landing_retried":
      return event.data.despite_checks ? "to be landed whatever its checks say" : "landing asked for again";
    case "epic_landing_abandoned":
      return `landing given up${because(event.data.reason)}`;
    case "epic_undo_started":
      return `undoing on ${event.data.branch}`;
    case "epic_landing_undone":
      return `undone by ${event.data.how}: ${event.data.branch} is at ${short(event.data.commit)}`;
    case "epic_undo_abandoned":
      return `undo given up${because(event.data.reason)}`;
    case "task_started":
      return `starting attempt ${event.data.attempt} from ${short(event.data.base)}`;
    case "worktree_created":
      return `worktree ${event.data.worktree_path}`;
    case "worker_spawned":
      return `session ${event.data.session_id}`;
    case "prompt_requested":
      return `prompt (${event.data.purpose}) is about to leave`;
    case "prompt_sent":
      return "working";
    case "worker_progress":
      return `working ${Math.round(event.data.progress_percent)} %${because(event.data.message)}`;
    case "worker_retrying":
      return `the provider refused, trying again${because(event.data.message)}`;
    case "worker_stalled":
      return `no sign of the worker for ${Math.round(event.data.silent_s)} s`;
    case "worker_active":
      return "working again";
    case "permission_asked":
      return `needs permission for ${event.data.permission}: ${event.data.patterns.join(", ")}`;
    case "permission_replied":
      return `permission ${event.data.reply}${because(event.data.message)}`;
    case "question_asked":
      return `asks: ${event.data.questions.map((one) => one.question).join(" / ")}`;
    case "question_answered":
      return `answered: ${event.data.answers.map((one) => one.join(", ")).join(" / ")}`;
    case "completion_reported":
      return `says ${event.data.status}${because(event.data.summary)}`;
    case "review_answered":
      return `answers ${event.data.answers.map(({ comment, answer }) => `${comment.path}: ${answer}`).join(" / ")}`;
    case "turn_ended":
      return `turn ended (${event.data.finish}), ${count(tokenCount(event.data.tokens))} tokens, ${dollars(event.data.cost)}`;
    case "work_collected":
      return `collected ${plural(event.data.files_touched.length, "file")} as ${short(event.data.commit)}`;
    case "check_finished":
      return checkWords(event.data);
    case "worker_completed":
      return `completed (${event.data.status})${because(event.data.summary)}`;
    case "worker_failed":
      return `failed: ${event.data.error}`;
    case "task_finished": {
      const { checks, needs_review, files_touched } = event.data;
      const review = needs_review ? ", needs review" : "";
      return `ready: ${plural(files_touched.length, "file")}, checks ${checks}${review}`;
    }
    case "task_blocked":
      return `blocked by ${event.data.by.join(", ")}`;
    case "task_unblocked":
      return "no longer blocked";
    case "task_approved":
      return `approved ${short(event.data.commit)}`;
    case "changes_requested": {
      const { commit, comments, note } = event.data;
      return `changes requested of ${short(commit)}, ${plural(comments.length, "comment")}${because(note)}`;
    }
    case "part_rejected":
      return `rejected ${partWords(event.data.part)}; ${short(event.data.commit)} is what is left`;
    case "part_taken":
      return `took ${partWords(event.data.part)} as ${short(event.data.commit)}`;
    case "part_undone":
      return `all of it again, as ${short(event.data.commit)}`;
    case "file_reviewed":
      return `looked at ${event.data.path}`;
    case "file_unreviewed":
      return `has to look at ${event.data.path} again`;
    case "task_landing_started":
      return "landing";
    case "task_landed":
      return `landed as ${short(event.data.commit)}`;
    case "task_landing_abandoned":
      return `landing given up${because(event.data.reason)}`;
    case "task_taken_out":
      return "taken out of the integration branch again";
    case "task_sent_back": {
      return `sent back to ${event.data.to === "worker" ? "its worker" : "you"}: ${setbackSentence(event.data)}`;
    }
    case "task_conflicted":
      return `conflicts in ${conflictWords({ conflict_files: event.data.files, conflicts: event.data.conflicts ?? [] })}`;
    case "resolution_started":
      return `is resolved by hand in ${event.data.worktree_path}`;
    case "resolution_given_up":
      return `the merge by hand was given up, kept as ${event.data.ref}`;
    case "conflict_resolved":
      return `resolved by hand as ${short(event.data.commit)}, checks ${event.data.checks}`;
    case "task_retried":
      return `again (${event.data.reason})${event.data.fresh ? ", from the start" : ""}`;
    case "task_stopped":
      return `stopped${because(event.data.reason)}`;
    case "task_interrupted":
      return `interrupted${because(event.data.reason)}`;
    case "task_discarded":
      return `${event.data.skipped === true ? "skipped" : "discarded"}${event.data.ref === null ? "" : `, kept as ${event.data.ref}`}`;
    case "worktree_removed":
      return `worktree ${event.data.worktree_path} removed`;
    case "opencode_started":
      return `OpenCode ${event.data.version} started, pid ${event.data.pid}`;
    case "opencode_stopped":
      return event.data.reason === "grown" ? "OpenCode ended, as it had grown" : `OpenCode ${event.data.reason}`;
    case "project_trusted":
      return "plug-ins and tools of this repository are trusted";
    case "swarm_recovered":
      return recoveryWords(event.data);
  }
}

/** One clean line. */
export const eventWords = (event: RecordedEvent): string => plainLine(words(event));

/** Facts that are steps of the machinery: stored, but of no use to somebody who watches a run. */
const machinery: ReadonlySet<RecordedEvent["type"]> = new Set([
  "integration_created",
  "worktree_created",
  "worker_spawned",
  "prompt_requested",
  "completion_reported",
  "turn_ended",
  "work_collected",
  "file_reviewed",
  "file_unreviewed",
  "task_landing_started",
  "worktree_removed",
  "opencode_started",
  "opencode_stopped",
]);

export const isForWatchers = (event: RecordedEvent): boolean => !machinery.has(event.type);
