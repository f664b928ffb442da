// When a message may appear by itself: seldom, one for many, and never while the person looks at the swarm.
import type { EpicState } from "../../../domain/epic-state.ts";
import { epicStatus } from "../../../domain/epic-status.ts";
import { isWorking } from "../tree/epic-row.ts";
import { canMerge } from "../tree/task-actions.ts";
import { inertLine } from "../plain-line.ts";
import { counted, type Translate } from "../words.ts";
import { needing } from "./needs-you.ts";

/** Milliseconds for which something waits before a message says it. */
export const patienceMs = 20_000;

export interface Toast {
  kind: "needsYou" | "failed" | "finished";
  text: string;
}

export interface ToastPolicy {
  /**
   * What is to be said now, at most one thing. `hidden`: the tree cannot be seen. What is not said now because it can be
   * seen is never said later.
   */
  next(now: number, epics: readonly EpicState[], hidden: boolean): Toast | null;
  /** When the next of those that wait has waited long enough; null: nobody waits of whom nothing was said. */
  dueAt(): number | null;
}

const waitsForPerson = (epic: EpicState): string[] =>
  [...epic.tasks.values()].flatMap((task) => task.asks.map((ask) => `${epic.id}/${task.id}/${ask.request_id}`));

function isFinished(epic: EpicState): boolean {
  if (isWorking(epic)) return false;
  const tasks = [...epic.tasks.values()];
  const started = tasks.some((task) => task.attempt > 0);
  const atRest = tasks.every((task) => ["ready", "approved", "landed", "discarded"].includes(task.status));
  return started && atRest && epic.landed === null && (needing(epic, "ready").length > 0 || canMerge(epic));
}

const isRed = (epic: EpicState): boolean => !isWorking(epic) && ["failed", "conflict"].includes(epicStatus(epic));

/** What stands in the history when the window opens is old news. */
export function createToastPolicy(t: Translate, known: readonly EpicState[]): ToastPolicy {
  /** Since when each request waits. */
  let waiting = new Map<string, number>();
  const said = new Set<string>();
  /** Epics that were red or finished at the last look: each is said once for each time it becomes so. */
  let red = new Set(known.filter(isRed).map((epic) => epic.id));
  let finished = new Set(known.filter(isFinished).map((epic) => epic.id));

  function newIn(epics: readonly EpicState[], before: ReadonlySet<string>): EpicState | undefined {
    return epics.find((epic) => !before.has(epic.id));
  }

  function needsYou(now: number, hidden: boolean): Toast | null {
    const due = [...waiting].filter(([key, since]) => !said.has(key) && now - since >= patienceMs).map(([key]) => key);
    if (due.length === 0) return null;
    for (const key of waiting.keys()) said.add(key);
    const workers = new Set([...waiting.keys()].map((key) => key.split("/").slice(0, 2).join("/"))).size;
    return hidden
      ? { kind: "needsYou", text: counted(t, workers, "{0} worker needs you.", "{0} workers need you.") }
      : null;
  }

  return {
    dueAt() {
      const unsaid = [...waiting].filter(([key]) => !said.has(key)).map(([, since]) => since + patienceMs);
      return unsaid.length === 0 ? null : Math.min(...unsaid);
    },
    next(now, epics, hidden) {
      const keys = epics.flatMap(waitsForPerson);
      waiting = new Map(keys.map((key) => [key, waiting.get(key) ?? now]));
      const [redNow, finishedNow] = [epics.filter(isRed), epics.filter(isFinished)];
      const failedEpic = newIn(redNow, red);
      const finishedEpic = newIn(finishedNow, finished);
      red = new Set(redNow.map((epic) => epic.id));
      finished = new Set(finishedNow.map((epic) => epic.id));
      const ask = needsYou(now, hidden);
      if (ask !== null || !hidden) return ask;
      if (failedEpic !== undefined)
        return { kind: "failed", text: t("Swarm “{0}” cannot go on without you.", inertLine(failedEpic.title)) };
      if (finishedEpic !== undefined)
        return { kind: "finished", text: t("All workers of “{0}” are done.", inertLine(finishedEpic.title)) };
      return null;
    },
  };
}
