// Epics folded from a reader's events: each is read once, and after that only what came since.
import { evolve, type EpicState } from "../domain/epic-state.ts";
import { keyedQueue } from "./keyed-queue.ts";
import type { EventReader } from "./ports/event-store.ts";

/** Gives an epic as it is stored now, or null. */
export type FoldEpic = (epicId: string) => Promise<EpicState | null>;

export function foldEpics(reader: Pick<EventReader, "read">): FoldEpic {
  const known = new Map<string, { epic: EpicState; seq: number }>();
  // Two readings of one epic at a time would fold the same event twice.
  const queue = keyedQueue();
  return (epicId) =>
    queue.add(epicId, async () => {
      for await (const event of reader.read({ epicId, afterSeq: known.get(epicId)?.seq ?? 0 }))
        known.set(epicId, { epic: evolve(known.get(epicId)?.epic ?? null, event), seq: event.seq });
      return known.get(epicId)?.epic ?? null;
    });
}
