// What is said aloud: changes of state that matter to a person, gathered, and never more often than every three seconds.
import { t } from "@vscode/l10n";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { PanelSettings, Row, TaskRow } from "../src/protocol.ts";
import { titleOf } from "./row-names.ts";

type Status = TaskRow["status"];

export interface Announcer {
  /** The words of the live region. */
  words: ReadonlySignal<string>;
  heard(before: Row | undefined, after: Row): void;
  stop(): void;
}

const betweenWords = 3000;
const needsPerson: ReadonlySet<Status> = new Set([
  "needs_permission",
  "needs_answer",
  "stalled",
  "interrupted",
  "conflict",
  "failed",
]);

type Change = Status | "continues";

function about(change: Change, titles: readonly string[]): string {
  const one = titles.length === 1 ? (titles[0] ?? "") : null;
  const many = titles.length;
  switch (change) {
    case "needs_permission":
      return one === null ? t("{0} tasks need permission", many) : t("{0} needs permission", one);
    case "needs_answer":
      return one === null ? t("{0} tasks need an answer", many) : t("{0} needs an answer", one);
    case "stalled":
      return one === null ? t("{0} tasks stalled", many) : t("{0} stalled", one);
    case "interrupted":
      return one === null ? t("{0} tasks were interrupted", many) : t("{0} was interrupted", one);
    case "conflict":
      return one === null ? t("{0} tasks have conflicts", many) : t("{0} has conflicts", one);
    case "failed":
      return one === null ? t("{0} tasks failed", many) : t("{0} failed", one);
    case "continues":
      return one === null ? t("{0} tasks continue", many) : t("{0} continues", one);
    case "ready":
      return one === null ? t("{0} tasks are ready for review", many) : t("{0} is ready for review", one);
    case "landed":
      return one === null ? t("{0} tasks are in the merge", many) : t("{0} is in the merge", one);
    case "approved":
      return one === null ? t("{0} tasks were approved", many) : t("{0} was approved", one);
    case "stopped":
      return one === null ? t("{0} tasks stopped", many) : t("{0} stopped", one);
    case "discarded":
      return one === null ? t("{0} tasks were discarded", many) : t("{0} was discarded", one);
    case "queued":
    case "blocked":
    case "starting":
    case "working":
    case "retrying":
    case "changes_requested":
    case "landing":
      return one === null ? t("{0} tasks started", many) : t("{0} started", one);
  }
}

/** `wanted` is asked when something changes, and again when it is to be said. */
export function createAnnouncer(wanted: () => PanelSettings["announce"]): Announcer {
  const words = signal("");
  /** By row: what it came to since the last words. A later state replaces an earlier one that nobody heard of. */
  const unsaid = new Map<string, { change: Change; title: string }>();
  let saidAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const say = (): void => {
    timer = null;
    if (wanted() === "off") unsaid.clear();
    if (unsaid.size === 0) return;
    const titles = new Map<Change, string[]>();
    for (const { change, title } of unsaid.values()) titles.set(change, [...(titles.get(change) ?? []), title]);
    unsaid.clear();
    saidAt = performance.now();
    words.value = [...titles].map(([change, all]) => `${about(change, all)}.`).join(" ");
  };

  return {
    words,
    heard(before, after) {
      if (after.kind !== "task" || before?.kind !== "task" || before.status === after.status) return;
      const unheard = unsaid.get(after.key)?.change;
      unsaid.delete(after.key);
      const announce = wanted();
      if (announce === "off") return;
      const asked = before.status === "needs_permission" || before.status === "needs_answer";
      const goesOn = after.status === "working" || after.status === "starting";
      const change: Change = asked && goesOn ? "continues" : after.status;
      // Who answered hears of it, also when the work is done before there was time to say that it goes on.
      const follows = change === "continues" || unheard === "continues";
      if (announce === "attention" && !follows && !needsPerson.has(after.status)) return;
      unsaid.set(after.key, { change, title: titleOf(after) });
      // Also the first words wait a moment: what changes together is said together.
      timer ??= setTimeout(say, Math.max(100, saidAt + betweenWords - performance.now()));
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
