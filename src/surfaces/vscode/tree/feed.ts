// Keeps the webview up to date: once a frame what changed, one message at a time, nothing while nobody looks.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { Banner, HostMessage, PanelSettings, Row, RowChange } from "../../../protocol.ts";
import type { PictureChange } from "../session/picture.ts";
import { epicRow } from "./epic-row.ts";
import { createRowList } from "./row-list.ts";
import type { RowView } from "./row-view.ts";
import { allRows, epicRows, taskRows } from "./tree-rows.ts";

/** A display draws about sixty times a second. */
const frameMs = 16;

export interface FeedParts {
  epics(): readonly EpicState[];
  view: RowView;
  settings(): PanelSettings;
  strings(): Record<string, string>;
  banner(): Banner | null;
  post(message: HostMessage): void;
  /** Milliseconds of any clock. */
  now(): number;
  /** Calls back once after a time in milliseconds. Returns what stops it. */
  after(ms: number, call: () => void): () => void;
}

export interface Feed {
  /** Rows that have to be made anew: whole epics, and tasks as `<epic>/<task>`. */
  changed(change: PictureChange): void;
  /** Everything has to be made anew: another repository, an owner that came or went. */
  changedAll(): void;
  settingsChanged(): void;
  bannerChanged(): void;
  /** The document is there and empty. */
  ready(): void;
  acknowledge(seq: number): void;
  /** The view can be seen, or cannot. A document that is shown again says `ready` itself. */
  setVisible(visible: boolean): void;
  reveal(key: string, into: "row" | "ask"): void;
  dispose(): void;
}

export function createFeed(parts: FeedParts): Feed {
  const rows = createRowList();
  let seq = 0;
  /** Sequence number that the webview has not painted yet, or null. */
  let unacknowledged: number | null = null;
  let loaded = false;
  let visible = true;
  let epicsDue = new Set<string>();
  let tasksDue = new Set<string>();
  let sentAt = Number.NEGATIVE_INFINITY;
  let stopFrame: (() => void) | null = null;
  let waitingReveal: { key: string; into: "row" | "ask" } | null = null;

  function snapshot(): void {
    const all: Row[] = allRows(parts.epics(), parts.view);
    rows.reset(all);
    epicsDue = new Set();
    tasksDue = new Set();
    seq += 1;
    unacknowledged = seq;
    const [settings, strings, banner] = [parts.settings(), parts.strings(), parts.banner()];
    parts.post({ type: "snapshot", seq, rows: all, settings, strings, banner });
  }

  function schedule(): void {
    const nothingDue = epicsDue.size === 0 && tasksDue.size === 0;
    if (nothingDue || stopFrame !== null || !loaded || !visible || unacknowledged !== null) return;
    // What comes after a quiet time goes at once, with all that changes in the same moment.
    stopFrame = parts.after(Math.max(0, sentAt + frameMs - parts.now()), () => {
      stopFrame = null;
      send();
    });
  }

  /** The epic stands behind everything of the one that is newer. */
  function before(epics: readonly EpicState[], at: number): string | null {
    const newer = epics.slice(at + 1).find((epic) => rows.has(epic.id));
    return newer === undefined ? null : rows.lastOf(newer.id);
  }

  function changesOf(epics: readonly EpicState[]): RowChange[] {
    const due = new Map([...tasksDue].map((key) => [key, key.slice(0, key.indexOf("/"))]));
    const touched = new Set(due.values());
    // From the newest to the oldest, so that a new row finds the one behind which it goes.
    return epics
      .map((epic, at) => ({ epic, at }))
      .toReversed()
      .flatMap(({ epic, at }): RowChange[] => {
        if (epicsDue.has(epic.id) || (touched.has(epic.id) && !rows.has(epic.id)))
          return rows.update(epic.id, epicRows(epic, parts.view), before(epics, at));
        if (!touched.has(epic.id)) return [];
        return [...rows.updateOne(epicRow(epic, parts.view)), ...tasksOf(epic, due)];
      });
  }

  function tasksOf(epic: EpicState, due: ReadonlyMap<string, string>): RowChange[] {
    const keys = [...due].filter(([, epicId]) => epicId === epic.id).map(([key]) => key);
    return keys.flatMap((key) => {
      const task = epic.tasks.get(key.slice(epic.id.length + 1));
      return task === undefined ? [] : rows.update(key, taskRows(epic, task, parts.view), null);
    });
  }

  function send(): void {
    if (!loaded || !visible || unacknowledged !== null) return;
    const changes = changesOf(parts.epics());
    epicsDue = new Set();
    tasksDue = new Set();
    if (changes.length === 0) return;
    seq += 1;
    unacknowledged = seq;
    sentAt = parts.now();
    parts.post({ type: "delta", seq, changes });
  }

  function again(): void {
    if (loaded && visible) snapshot();
  }

  function sendReveal(): void {
    if (waitingReveal === null || !loaded || !visible) return;
    const { key, into } = waitingReveal;
    waitingReveal = null;
    send();
    parts.post({ type: "reveal", key, into });
  }

  return {
    changed(change) {
      for (const epic of change.epics) epicsDue.add(epic);
      for (const task of change.tasks) tasksDue.add(task);
      schedule();
    },
    changedAll: again,
    settingsChanged: () => {
      if (loaded) parts.post({ type: "settings", settings: parts.settings() });
    },
    bannerChanged: () => {
      if (loaded) parts.post({ type: "banner", banner: parts.banner() });
    },
    ready() {
      loaded = true;
      visible = true;
      snapshot();
      sendReveal();
    },
    acknowledge(painted) {
      if (unacknowledged === null || painted < unacknowledged) return;
      unacknowledged = null;
      schedule();
    },
    setVisible(now) {
      visible = now;
      // The document is gone with the view and says `ready` when it is made again.
      if (!now) {
        loaded = false;
        unacknowledged = null;
        stopFrame?.();
        stopFrame = null;
      }
    },
    reveal(key, into) {
      waitingReveal = { key, into };
      sendReveal();
    },
    dispose: () => stopFrame?.(),
  };
}
