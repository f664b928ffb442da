// Stored events as lines of JSON: all of them where this process owns the swarm, else those of the epic that it is about.
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { RecordedEvent } from "../../domain/events.ts";
import type { Session } from "./session.ts";

export interface EventLines {
  print(events: readonly RecordedEvent[]): void;
  /** Prints what another process stores from now on, or since the last event that was printed. Returns what stops it. */
  follow(swarm: LiveSwarm): Promise<() => void>;
}

export function eventLines(session: Session): EventLines {
  let last: number | null = null;
  /** Those that came before the epic was known. */
  let held: RecordedEvent[] = [];

  function take(events: readonly RecordedEvent[]): void {
    held.push(...events.filter((event) => event.seq > (last ?? 0)));
    last = events.at(-1)?.seq ?? last;
    if (session.epicId === null) return;
    print(held.filter(({ epic_id }) => epic_id === null || epic_id === session.epicId));
    held = [];
  }

  function print(events: readonly RecordedEvent[]): void {
    if (session.json) events.forEach(session.output.json);
  }

  return {
    print,
    async follow(swarm) {
      let early: RecordedEvent[] | null = [];
      const stop = swarm.watch((events) => (early === null ? take(events) : void early.push(...events)));
      last ??= await swarm.lastSeq();
      for await (const event of swarm.read({ afterSeq: last })) take([event]);
      take(early);
      early = null;
      return () => {
        stop();
        take([]);
      };
    },
  };
}
