// The swarm of a window: it stays open, keeps going what a person started, and takes their word at any time.
import type { PartWish } from "../domain/chosen-part.ts";
import type { RecordedEvent } from "../domain/events.ts";
import type { EpicState } from "../domain/epic-state.ts";
import type { Plan } from "../domain/plan.ts";
import type { Review } from "../domain/review.ts";
import type { RunOptions } from "../domain/run-options.ts";
import type { TaskAttempt } from "./execution-strategy.ts";
import type { FileChange, LineEdit } from "./ports/repository.ts";
import type { Requested } from "./refusal.ts";
import type { SwarmView, WorktreeReport } from "./swarm.ts";
import type { Overlap } from "./radar/overlap-radar.ts";
import type { LandingWish } from "./reactors/land-epic.ts";
import type { Undone } from "./undo-landing.ts";
import type { ExportWish } from "./verbs/export-work.ts";
import type { ByHand } from "./verbs/resolve-by-hand.ts";

export type { FileChange, LineEdit } from "./ports/repository.ts";
export type { ByHand } from "./verbs/resolve-by-hand.ts";
export type { Overlap } from "./radar/overlap-radar.ts";

/** Names an overlap: two tasks of an epic; `other_id` null: one, and what is in the integration branch. */
export type OverlapName = Omit<Overlap, "files">;

/** The pinned commit of a task, file by file, against `base`: the merge base with where it lands. */
export interface TaskChanges {
  epic_id: string;
  task_id: string;
  base: string;
  commit: string;
  files: FileChange[];
}

/** What the work of a task is compared with, where that is not its merge base. */
export type Against =
  | { kind: "commit"; commit: string }
  /** The person's checkout as it is now, in the files that the work changes. */
  | { kind: "workspace" };

/** What a person says to one permission; `message` guides the worker after a `reject`. */
export interface PermissionAnswer {
  reply: "once" | "always" | "reject";
  message: string | null;
}

/**
 * Refusals are values; GitError, AgentsError and StoreError are breakdowns. Every verb of a task may be used while other
 * tasks of the epic run; what follows from it (landings, dependents that may start) happens by itself. Nothing that was
 * interrupted starts again before `resume` or `retry`. Each call of a verb is an act of its own: what is stored by it, and
 * what follows from that, has a correlation id that no other act has.
 */
export interface LiveSwarm extends SwarmView {
  /** Calls back with every stored batch. Returns what stops it. */
  watch(listener: (events: readonly RecordedEvent[]) => void): () => void;
  /** Calls back with the newest sign of life of a worker, which is shown and never stored. Returns what stops it. */
  watchLive(listener: (about: TaskAttempt, text: string) => void): () => void;
  /** Calls back when an epic could not go on for a reason that no event tells (OpenCode missing, a full disk). */
  watchTrouble(listener: (epicId: string, error: unknown) => void): () => void;
  /** Epics that something works on now. */
  running(): ReadonlySet<string>;
  /** Calls back when `running` has changed, before anybody hears the event that changed it. Returns what stops it. */
  watchRunning(listener: () => void): () => void;
  /** Works that would conflict if they were merged as they stand; without those that a person left. */
  overlaps(): Promise<Overlap[]>;
  /** Calls back with all of them when they have changed. Returns what stops it. */
  watchOverlaps(listener: (overlaps: readonly Overlap[]) => void): () => void;
  /** Tells the workers of an overlap about each other. Gives the tasks that have the message. */
  tellOfOverlap(name: OverlapName): Promise<Requested<string[]>>;
  /** Shows an overlap no more until its files change. False: there is no such overlap. */
  leaveOverlap(name: OverlapName): Promise<boolean>;
  /** Paths of the person's checkout that differ from its commit: workers start without them. */
  uncommitted(): Promise<string[]>;
  /** Models that OpenCode can use, as `provider/model`, starting it if need be. */
  models(): Promise<string[]>;

  /** Resolves as soon as the epic is stored; its workers start behind it. */
  start(plan: Plan, options: RunOptions): Promise<Requested<string>>;
  /** Takes up what was interrupted. `options` replace stored ones. Finished epics stay as they are. */
  resume(epicId: string, options: Partial<RunOptions>): Promise<Requested<EpicState>>;
  /** Ends what runs of an epic: its workers count as interrupted, and nothing of it starts before a resume. */
  interrupt(epicId: string): Promise<Requested<EpicState>>;
  /**
   * Resolves when nothing of the epic runs, and nothing more can start without a person. A worker whose turn waits for an
   * answer runs. Throws what kept the epic from going on.
   */
  rest(epicId: string): Promise<void>;
  /** Takes one task up that was interrupted or stopped, and nothing else of its epic. */
  resumeTask(epicId: string, taskId: string): Promise<Requested<EpicState>>;
  permit(epicId: string, taskId: string, request: string, answer: PermissionAnswer): Promise<Requested<EpicState>>;
  /** One list of answers for each question. */
  reply(epicId: string, taskId: string, request: string, answers: string[][]): Promise<Requested<EpicState>>;
  /** Approves the pinned commit; it lands on the integration branch by itself. */
  approve(epicId: string, taskIds: readonly string[]): Promise<Requested<EpicState>>;
  /** Sends a review to the worker as one message: it goes on in its session and worktree. */
  requestChanges(epicId: string, taskId: string, review: Review): Promise<Requested<EpicState>>;
  /** Marks a file as reviewed at a content (`blob`), or as not reviewed (null). */
  markReviewed(epicId: string, taskId: string, path: string, blob: string | null): Promise<Requested<EpicState>>;
  /**
   * Takes files or hunks of the pinned commit back: a commit of ours on the worker's branch does it, and is what is to be
   * reviewed then. Refused while the worker is at work, and while its worktree holds what is in no commit.
   */
  rejectPart(epicId: string, taskId: string, wish: PartWish): Promise<Requested<EpicState>>;
  /** Approves files or hunks of the pinned commit, which land alone. The worker's branch keeps the rest. */
  takePart(epicId: string, taskId: string, wish: PartWish): Promise<Requested<EpicState>>;
  /** Undoes the last of those, until it has landed or the worker has gone on. */
  undoPart(epicId: string, taskId: string): Promise<Requested<EpicState>>;
  /** Ends turns now; files stay as they are. No tasks named: all that run or wait to. */
  stop(epicId: string, taskIds: readonly string[]): Promise<Requested<EpicState>>;
  retry(epicId: string, taskId: string, request: { fresh: boolean }): Promise<Requested<EpicState>>;
  /** Ends the worker if one runs. Its work stays recoverable under the refs given back. */
  discard(epicId: string, taskIds: readonly string[]): Promise<Requested<{ task_id: string; ref: string | null }[]>>;
  /** As `discard` of one task, and what comes after it may go on without it, until it is retried. */
  skip(epicId: string, taskId: string): Promise<Requested<{ task_id: string; ref: string | null }[]>>;
  /** Lands the whole epic in the person's branch. */
  land(epicId: string, request: LandingWish & { signal: AbortSignal }): Promise<Requested<EpicState>>;
  undo(epicId: string): Promise<Requested<Undone>>;
  /** Asks the worker of a task in conflict to merge what has landed; its commit comes back as a review. */
  resolve(epicId: string, taskId: string): Promise<Requested<EpicState>>;
  /** Begins the merge that conflicts in the worker's worktree and leaves it to a person, or says how far it is. */
  beginResolution(epicId: string, taskId: string): Promise<Requested<ByHand>>;
  /** Commits that merge as the person's and runs the task's checks; it is reviewed like any other work. Refused while something is unresolved. */
  finishResolution(epicId: string, taskId: string): Promise<Requested<EpicState>>;
  /** Takes that merge away: the worktree is as it was. What stood there stays pinned. */
  abortResolution(epicId: string, taskId: string): Promise<Requested<EpicState>>;
  /** Takes the landed work of one task out of the integration branch; refused while something builds on it. */
  takeOut(epicId: string, taskId: string): Promise<Requested<EpicState>>;

  /** The pinned commit of a task against its merge base; null before there is one. */
  changes(epicId: string, taskId: string): Promise<TaskChanges | null>;
  /** The pinned commit against something else; `base` is a commit or a tree. What both stand on is left out where it can be. */
  compare(epicId: string, taskId: string, against: Against): Promise<TaskChanges | null>;
  /** Content of a file by its id, or null if there is none. */
  blob(id: string): Promise<Uint8Array | null>;
  /** What turned one content into another, from the top; null when one of them is no text. */
  lineEdits(oldBlob: string, newBlob: string): Promise<LineEdit[] | null>;
  /** Where a running or resting task stands on the disk: its worktree, or null when it is gone. */
  worktree(epicId: string, taskId: string): Promise<string | null>;
  /** Writes work as patches into a folder of this machine, and gives their paths in the order in which they apply. */
  exportWork(epicId: string, taskId: string | null, wish: ExportWish): Promise<Requested<string[]>>;
  worktrees(): Promise<WorktreeReport[]>;
  removeWorktree(report: WorktreeReport): Promise<void>;
  /** Ends every turn (they count as interrupted) and what was started for them, then lets the store go. */
  close(): Promise<void>;
  /** Lets the turns go on for the next owner, who finds them at work, and lets the store go. */
  leave(): Promise<void>;
}
