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

const same = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((id) => other.has(id));

/** What a landing or its undo came to. */
const outcomes: ReadonlySet<EventType> = new Set([
  "epic_landed",
  "epic_landing_refused",
  "epic_landing_undone",
  "epic_undo_abandoned",
]);

const isBusy = (epic: EpicState): boolean => epic.move !== null || [...epic.tasks.values()].some(occupiesSlot);

/** `onChange` is called when another epic works, or one no longer does. */
export function runningEpics(onChange: () => void): RunningEpics {
  const busy = new Set<string>();
  const landing = new Set<string>();
  const now = (): ReadonlySet<string> => new Set([...busy, ...landing]);
  let told = now();

  function tell(): void {
    const before = told;
    told = now();
    if (!same(before, told)) onChange();
  }

  return {
    hear(events, epic) {
      if (epic === null) return;
      if (isBusy(epic)) busy.add(epic.id);
      else busy.delete(epic.id);
      if (events.some((event) => outcomes.has(event.type))) landing.delete(epic.id);
      tell();
    },
    during(epicId, land) {
      landing.add(epicId);
      tell();
      return land().finally(() => {
        landing.delete(epicId);
        tell();
      });
    },
    now,
  };
}
