// Keeps the state of one epic while its events come in: what is stored already is read once, each later batch is folded.
import { evolve, type EpicState } from "../../domain/epic-state.ts";
import type { RecordedEvent } from "../../domain/events.ts";

export interface EpicFollower {
  /** The epic as of the last event, or null before its first. */
  current(): EpicState | null;
  add(events: Iterable<RecordedEvent>): void;
}

export function followEpic(epicId: string): EpicFollower {
  let epic: EpicState | null = null;
  let seq = 0;
  return {
    current: () => epic,
    add(events) {
      for (const event of events) {
        // A batch may be read and announced: each event counts once.
        if (event.epic_id !== epicId || event.seq <= seq) continue;
        seq = event.seq;
        epic = evolve(epic, event);
      }
    },
  };
}
