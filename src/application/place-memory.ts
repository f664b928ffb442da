// Remembers one word for each task and each epic.
import type { EventScope } from "../domain/events.ts";

type Place = Pick<EventScope, "epic_id" | "task_id">;

export interface PlaceMemory {
  /** What was kept for the task, else for the epic that it is of; null: neither. */
  of(place: Place): string | null;
  keep(place: Place, word: string): void;
}

const keyOf = (place: Place): string => `${place.epic_id}/${place.task_id}`;

export function placeMemory(): PlaceMemory {
  const words = new Map<string, string>();
  return {
    of: (place) => words.get(keyOf(place)) ?? words.get(keyOf({ ...place, task_id: null })) ?? null,
    keep: (place, word) => void words.set(keyOf(place), word),
  };
}
