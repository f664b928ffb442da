// Tells which works would conflict while they are still under way. Looks once a change has settled; while nothing changes, never.
import type { EpicState } from "../../domain/epic-state.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import type { TaskAttempt } from "../execution-strategy.ts";
import { keyedQueue } from "../keyed-queue.ts";
import type { Clock, Log } from "../ports/ambient.ts";
import { epicRadar, standOf, type EpicRadar, type Meeting, type RadarGit } from "./epic-radar.ts";

/** Two works that would conflict if they were merged as they stand. Shown, never stored. */
export interface Overlap extends Meeting {
  epic_id: string;
}

export interface RadarParts {
  repository: RadarGit;
  epic(epicId: string): Promise<EpicState | null>;
  clock: Clock;
  log: Log;
  /** `overlaps` gives something else than before. */
  onChange(): void;
}

export interface OverlapRadar {
  /** To be told of every stored batch, with the epic as it is after it. */
  hear(events: readonly RecordedEvent[], epic: EpicState | null): void;
  /** A worker has done something that may have changed a file. */
  touched(about: Pick<TaskAttempt, "epic_id" | "task_id">): void;
  /** An epic whose workers were at work before we were there: each is looked at. */
  begin(epicId: string): void;
  /** Without those that a person left. */
  overlaps(): Overlap[];
  /** Not shown any more, until its files change. False: there is no such overlap. */
  leave(overlap: Omit<Overlap, "files">): boolean;
  /** Resolves when nothing looks any more. */
  close(): Promise<void>;
}

/** Milliseconds without a further change after which it has settled, and after which it is not waited for any longer. */
const settleMs = 400;
const longestMs = 1_500;

/** Looks in a row that may fail, as while files are being written; then the next change is waited for. */
const mostFailures = 3;

interface Watched {
  radar: EpicRadar;
  due: Set<string>;
  stand: string;
  since: number | null;
  timer: NodeJS.Timeout | undefined;
  failures: number;
}

const keyOf = ({ epic_id, task_id, other_id }: Omit<Overlap, "files">): string =>
  JSON.stringify([epic_id, task_id, other_id]);

export function overlapRadar({ repository, epic, clock, log, onChange }: RadarParts): OverlapRadar {
  const watched = new Map<string, Watched>();
  /** What a person left: its files by its key. */
  const left = new Map<string, string>();
  // One git process at a time: the workers need the machine more than we do.
  const queue = keyedQueue();
  let told = "[]";
  let closed = false;

  const newRadar = (epicId: string): EpicRadar =>
    epicRadar(repository, (task, error) =>
      log.debug("a worker could not be looked at", { epic: epicId, task, error: String(error) }),
    );

  function watchedOf(epicId: string): Watched {
    const known = watched.get(epicId);
    if (known !== undefined) return known;
    const made: Watched = {
      radar: newRadar(epicId),
      due: new Set(),
      stand: "",
      since: null,
      timer: undefined,
      failures: 0,
    };
    watched.set(epicId, made);
    return made;
  }

  const all = (): Overlap[] =>
    [...watched].flatMap(([epic_id, { radar }]) => radar.meetings().map((meeting) => ({ epic_id, ...meeting })));

  const isLeft = (overlap: Overlap): boolean => left.get(keyOf(overlap)) === JSON.stringify(overlap.files);

  function tell(): void {
    const shown = all();
    const kept = new Set(shown.filter(isLeft).map(keyOf));
    for (const key of left.keys()) if (!kept.has(key)) left.delete(key);
    const now = JSON.stringify(shown.filter((overlap) => !isLeft(overlap)));
    if (now === told) return;
    told = now;
    onChange();
  }

  async function round(epicId: string, one: Watched): Promise<void> {
    if (closed) return;
    const due = one.due;
    one.due = new Set();
    const now = await epic(epicId);
    if (now === null) return;
    try {
      const { waiting, failed } = await one.radar.round(now, due);
      for (const id of waiting) one.due.add(id);
      if (failed) tryAgain(epicId, one);
      else one.failures = 0;
    } catch (error) {
      log.warn("overlaps could not be looked for", { epic: epicId, error: String(error) });
      // What is known may be half of it.
      one.radar = newRadar(epicId);
      for (const id of now.tasks.keys()) one.due.add(id);
      tryAgain(epicId, one);
    }
    tell();
  }

  function tryAgain(epicId: string, one: Watched): void {
    one.failures += 1;
    if (one.failures < mostFailures) schedule(epicId, one);
  }

  function schedule(epicId: string, one: Watched): void {
    if (closed) return;
    const now = clock.now();
    one.since ??= now;
    clearTimeout(one.timer);
    one.timer = setTimeout(
      () => {
        one.since = null;
        one.timer = undefined;
        // The epic cannot be read when the store is gone, and then there is nothing to tell.
        void queue.add("git", () => round(epicId, one)).catch(() => undefined);
      },
      Math.max(0, Math.min(settleMs, one.since + longestMs - now)),
    ).unref();
  }

  return {
    hear(_events, now) {
      if (now === null) return;
      const stand = standOf(now);
      const one = watchedOf(now.id);
      if (one.stand === stand) return;
      one.stand = stand;
      schedule(now.id, one);
    },
    touched({ epic_id, task_id }) {
      const one = watchedOf(epic_id);
      one.due.add(task_id);
      one.failures = 0;
      schedule(epic_id, one);
    },
    begin(epicId) {
      const one = watchedOf(epicId);
      void epic(epicId).then(
        (now) => {
          for (const id of now?.tasks.keys() ?? []) one.due.add(id);
          schedule(epicId, one);
        },
        () => undefined,
      );
    },
    overlaps: () => all().filter((overlap) => !isLeft(overlap)),
    leave(wanted) {
      const found = all().find((overlap) => keyOf(overlap) === keyOf(wanted));
      if (found === undefined) return false;
      left.set(keyOf(found), JSON.stringify(found.files));
      tell();
      return true;
    },
    async close() {
      closed = true;
      for (const one of watched.values()) clearTimeout(one.timer);
      await queue.idle();
    },
  };
}
