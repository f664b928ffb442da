// What the host may send, checked when it arrives: the page draws nothing whose shape it does not know.
import type {
  Action,
  AskCard,
  AskedQuestion,
  Banner,
  EpicRow,
  FileRow,
  HostMessage,
  LineCount,
  PanelSettings,
  Row,
  RowChange,
  TaskRow,
} from "../src/protocol.ts";
import { amount, count, flag, listOf, oneOf, orAbsent, orNull, record, tagged, text, wordsByText } from "./shapes.ts";

type Of<T, K extends string, V extends string> = Omit<Extract<T, Record<K, V>>, K>;

const lines = record<LineCount>({ added: orNull(count), deleted: orNull(count) });
const tokens = record<NonNullable<TaskRow["tokens"]>>({
  input: amount,
  output: amount,
  reasoning: amount,
  cache_read: amount,
  cache_write: amount,
});
const actions = listOf(
  oneOf<Action>(
    "review",
    "approve",
    "merge",
    "undo",
    "undoPart",
    "stop",
    "retry",
    "resume",
    "answer",
    "allow",
    "resolve",
    "resolveByHand",
    "finishResolve",
    "abortResolve",
    "takeOut",
    "overlap",
    "skip",
    "discard",
  ),
);
const base = { key: text, parent: orNull(text), actions };

const ask = tagged<AskCard>("kind", {
  permission: record<Of<AskCard, "kind", "permission">>({
    request: text,
    permission: text,
    patterns: listOf(text),
    risky: flag,
  }),
  question: record<Of<AskCard, "kind", "question">>({
    request: text,
    questions: listOf(record<AskedQuestion>({ question: text, options: listOf(text), multiple: orAbsent(flag) })),
  }),
});

const row = tagged<Row>("kind", {
  epic: record<Omit<EpicRow, "kind">>({
    ...base,
    title: text,
    state: oneOf(
      "running",
      "waiting",
      "mergeable",
      "merged",
      "undone",
      "done",
      "failed",
      "conflict",
      "interrupted",
      "refused",
    ),
    total: count,
    landed: count,
    attention: count,
    note: orNull(text),
    cost: orNull(amount),
    tokens: orNull(tokens),
    startedAt: orNull(amount),
    endedAt: orNull(amount),
  }),
  task: record<Omit<TaskRow, "kind">>({
    ...base,
    id: text,
    title: text,
    status: oneOf<TaskRow["status"]>(
      "queued",
      "blocked",
      "starting",
      "working",
      "needs_permission",
      "needs_answer",
      "retrying",
      "stalled",
      "stopped",
      "interrupted",
      "ready",
      "changes_requested",
      "approved",
      "landing",
      "conflict",
      "landed",
      "failed",
      "discarded",
    ),
    merged: oneOf<TaskRow["merged"]>("no", "yes", "undone"),
    activity: text,
    since: orNull(amount),
    endedAt: orNull(amount),
    progress: orNull(amount),
    asks: listOf(ask),
    files: orNull(count),
    lines,
    reviewed: count,
    pendingComments: count,
    cost: orNull(amount),
    tokens: orNull(tokens),
    notes: listOf(text),
    branch: orNull(text),
    keptUnder: orNull(text),
    attempt: count,
  }),
  file: record<Omit<FileRow, "kind">>({
    ...base,
    path: text,
    from: orNull(text),
    change: oneOf("added", "modified", "deleted", "renamed"),
    lines,
    reviewed: flag,
    comments: count,
  }),
});

const settings = record<PanelSettings>({
  showCost: oneOf("cost", "tokens", "both", "off"),
  density: oneOf("comfortable", "compact"),
  announce: oneOf("attention", "all", "off"),
});
const banner = record<Banner>({
  text,
  command: orNull(record<{ id: string; title: string }>({ id: text, title: text })),
});
const change = tagged<RowChange>("op", {
  put: record<Of<RowChange, "op", "put">>({ row, after: orNull(text) }),
  remove: record<Of<RowChange, "op", "remove">>({ key: text }),
});

const message = tagged<HostMessage>("type", {
  snapshot: record<Of<HostMessage, "type", "snapshot">>({
    seq: count,
    rows: listOf(row),
    settings,
    strings: wordsByText,
    banner: orNull(banner),
  }),
  delta: record<Of<HostMessage, "type", "delta">>({ seq: count, changes: listOf(change) }),
  settings: record<Of<HostMessage, "type", "settings">>({ settings }),
  banner: record<Of<HostMessage, "type", "banner">>({ banner: orNull(banner) }),
  reveal: record<Of<HostMessage, "type", "reveal">>({ key: text, into: oneOf("row", "ask") }),
});

/** The message, or null if it is none that this page understands. Never throws. */
export function parseHostMessage(data: unknown): HostMessage | null {
  return message(data) ? data : null;
}
