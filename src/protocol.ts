// Every message between the extension host and the webview. Types only: both sides parse what they receive.
import type { TaskStatus } from "./domain/task-status.ts";
import type { Tokens } from "./domain/events.ts";

/** What a person can do with a row now. The host decides; the webview shows. */
export type Action =
  | "review"
  | "approve"
  | "merge"
  | "undo"
  | "undoPart"
  | "stop"
  | "retry"
  | "resume"
  | "answer"
  | "allow"
  | "resolve"
  | "resolveByHand"
  | "finishResolve"
  | "abortResolve"
  | "takeOut"
  | "overlap"
  | "skip"
  | "discard";

/** Lines of a change; null where git counts none (a binary file). */
export interface LineCount {
  added: number | null;
  deleted: number | null;
}

/** `running`: a worker of it works, or a landing is under way. The rest as `domain/epic-status.ts` says it. */
/**
 * `mergeable`: everything is approved and nothing of it is in the person's branch yet; `merged`: that branch has it; `undone`: a
 * commit took it back out of that branch.
 */
export type EpicState =
  | "running"
  | "waiting"
  | "mergeable"
  | "merged"
  | "undone"
  | "done"
  | "failed"
  | "conflict"
  | "interrupted"
  | "refused";

interface RowBase {
  /** `<epic>`, `<epic>/<task>` or `<epic>/<task>/<path>`: never used twice, the same after every reload. */
  key: string;
  /** Key of the row above it in the tree; null for an epic. */
  parent: string | null;
  actions: Action[];
}

export interface EpicRow extends RowBase {
  kind: "epic";
  title: string;
  state: EpicState;
  /** Tasks that were not discarded, those landed in the integration branch, and those that need the person now. */
  total: number;
  landed: number;
  attention: number;
  /** One sentence of what stands in the way or became of it, or null: "Merged into main (5 files)". */
  note: string | null;
  /** US dollars as OpenCode counts them; null: unknown, never 0. */
  cost: number | null;
  tokens: Tokens | null;
  /** Milliseconds since the epoch of its first worker's start; null before it. */
  startedAt: number | null;
  /** Milliseconds since the epoch at which its last worker ended; null while one works. */
  endedAt: number | null;
}

export interface AskedQuestion {
  question: string;
  options: string[];
  /** If more than one option may be ticked. Absent where nobody said: then it may. */
  multiple?: boolean;
}

/** What a worker asks. Its answer goes back with the same `request`. */
export type AskCard =
  | {
      kind: "permission";
      request: string;
      /** OpenCode's word for it: `bash`, `webfetch`, … */
      permission: string;
      /** The exact command or address, unabridged. */
      patterns: string[];
      /** Reaches beyond the worktree or cannot be taken back: "always" is not offered. */
      risky: boolean;
    }
  | { kind: "question"; request: string; questions: AskedQuestion[] };

export interface TaskRow extends RowBase {
  kind: "task";
  /** Id in the plan. */
  id: string;
  title: string;
  status: TaskStatus;
  /** Whether the person's branch has it, or a commit took it back. */
  merged: "no" | "yes" | "undone";
  /** What it does or waits for now, in one line of at most 200 characters. */
  activity: string;
  /** Milliseconds since the epoch at which its present phase began, or its work as a whole once it rests; null before its first start. */
  since: number | null;
  /** Milliseconds since the epoch at which it came to rest; null while it works. */
  endedAt: number | null;
  /** 0 to 100 as the worker reported it, or null. */
  progress: number | null;
  asks: AskCard[];
  /** Files of its pinned commit; null before there is one. */
  files: number | null;
  lines: LineCount;
  /** Files of it that the person marked as reviewed, at their present content. */
  reviewed: number;
  /** Comments of the person that were not sent yet. */
  pendingComments: number;
  cost: number | null;
  tokens: Tokens | null;
  /** Facts that want a look, each in one sentence: a failed check, a file outside the plan, a missing worktree. */
  notes: string[];
  /** Null once it is gone with what was discarded. */
  branch: string | null;
  /** Full ref under which discarded work stays, or null. */
  keptUnder: string | null;
  attempt: number;
}

export interface FileRow extends RowBase {
  kind: "file";
  /** Repository-relative, `/`. */
  path: string;
  /** Where it was before, if it was renamed. */
  from: string | null;
  change: "added" | "modified" | "deleted" | "renamed";
  lines: LineCount;
  reviewed: boolean;
  comments: number;
}

export type Row = EpicRow | TaskRow | FileRow;

/** Rows stand in the order in which they are to be drawn: an epic, its tasks, the files of each. */
export type RowChange =
  /** A new row goes behind the row `after` (null: first of all); a known one is replaced where it stands. */
  { op: "put"; row: Row; after: string | null } | { op: "remove"; key: string };

/** What a row hands to the native context menu, as JSON in `data-vscode-context`; commands get it back. */
export interface RowContext {
  webviewSection: "epic" | "task" | "file";
  key: string;
  /** The row's actions, each with a plus, separated by spaces: `+review +approve`. Menus look for them. */
  swarmFlags: string;
  preventDefaultContextMenuItems: true;
}

export interface PanelSettings {
  showCost: "cost" | "tokens" | "both" | "off";
  density: "comfortable" | "compact";
  announce: "attention" | "all" | "off";
}

/** Why nothing can be done in the tree although it is shown: the process that owns the swarm does not answer, or it cannot be opened. */
export interface Banner {
  text: string;
  /** A command of the extension that helps, with its title, or null. */
  command: { id: string; title: string } | null;
}

export type HostMessage =
  | {
      type: "snapshot";
      /** Grows by one with each message that carries rows; a gap means that one was lost. */
      seq: number;
      rows: Row[];
      settings: PanelSettings;
      /** Translations by their English text; what is missing is shown in English. */
      strings: Record<string, string>;
      banner: Banner | null;
    }
  | { type: "delta"; seq: number; changes: RowChange[] }
  | { type: "settings"; settings: PanelSettings }
  | { type: "banner"; banner: Banner | null }
  /** A person asked to go there. `ask`: into what it asks. Never sent by itself. */
  | { type: "reveal"; key: string; into: "row" | "ask" };

export type WebviewMessage =
  /** The document has loaded, or has been shown again: a snapshot is due. */
  | { type: "ready" }
  /** Painted up to this message; the next delta may come. */
  | { type: "ack"; seq: number }
  /** A gap was seen: a snapshot is due. */
  | { type: "resync"; have: number }
  | { type: "select"; key: string | null }
  | { type: "act"; action: Action; key: string }
  | { type: "openFile"; key: string }
  | { type: "permission"; key: string; request: string; reply: "once" | "always" | "reject"; message: string | null }
  | { type: "answer"; key: string; request: string; answers: string[][] }
  | { type: "command"; id: string };
