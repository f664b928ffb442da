// Which epics something works on: a worker, or a landing and its checks.
import type { EpicState } from "../../domain/epic-state.ts";
import type { EventType, RecordedEvent } from "../../domain/events.ts";
import { occupiesSlot } from "../../domain/task-state.ts";

export interface RunningEpics {
  /** To be told of every stored batch, with the epic as it is after it. */
  hear(events: readonly RecordedEvent[], epic: EpicState | null): void;
  /** Does a landing or its undo. Whoever hears what it came to finds the epic at rest. */
  during<T>(epicId: string, landing: () => Promise<T>): Promise<T>;
  now(): ReadonlySet<string>;
}

/** What a landing or its undo came to. */
const outcomes: ReadonlySet<EventType> = new Set([
  "epic_landed",
  "epic_landing_refused",
  "epic_landing_undone",
  "epic_undo_abandoned",
]);

const isBusy = (epic: EpicState): boolean => epic.move !== null || [...epic.tasks.values()].some(occupiesSlot);

export function runningEpics(): RunningEpics {
  const busy = new Set<string>();
  const landing = new Set<string>();
  return {
    hear(events, epic) {
      if (epic === null) return;
      if (isBusy(epic)) busy.add(epic.id);
      else busy.delete(epic.id);
      if (events.some((event) => outcomes.has(event.type))) landing.delete(epic.id);
    },
    during(epicId, land) {
      landing.add(epicId);
      return land().finally(() => landing.delete(epicId));
    },
    now: () => new Set([...busy, ...landing]),
  };
}
