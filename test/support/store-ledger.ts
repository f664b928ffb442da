// What the owners of a store said while they wrote it, and whether what stands there agrees.
import { createHash } from "node:crypto";
import type { PendingEvent, RecordedEvent } from "../../src/domain/events.ts";

/** The same for an event before and after it was stored, whatever the order of its keys. */
function digestOf(event: PendingEvent): string {
  const fields = Object.entries(event).filter(([key]) => key !== "seq");
  const text = JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha1").update(text).digest("base64url");
}

export const openedLine = (lastSeq: number): string => `opened ${lastSeq}`;
export const handedLine = (event: PendingEvent): string => `handed ${digestOf(event)}`;
export const storedLine = (seq: number): string => `stored ${seq}`;
export const closedLine = "closed";

/** One for each store, over all its owners. */
export class StoreLedger {
  /** Of each event that was handed over, in the order of the log. */
  #digests: string[] = [];
  #acknowledged = 0;

  /** Number of the last event that an owner was told is stored. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Takes what an owner said. Returns what must not be. */
  hear(line: string): string[] {
    const [word, value = ""] = line.split(" ");
    if (word === "handed") this.#digests.push(value);
    if (word === "stored") this.#acknowledged = Math.max(this.#acknowledged, Number(value));
    if (word !== "opened") return [];
    const faults = this.#faultsOfLength(Number(value));
    // What was handed over beyond this was never stored, and its numbers are given again.
    this.#digests.length = Math.min(this.#digests.length, Number(value));
    return faults;
  }

  /** What must not be about the events of the store: all that was acknowledged, nothing else than was handed over. */
  faultsOf(events: readonly RecordedEvent[]): string[] {
    const faults = this.#faultsOfLength(events.length);
    const gap = events.findIndex((event, index) => event.seq !== index + 1);
    if (gap !== -1) faults.push(`event ${events[gap]!.seq} stands in place ${gap + 1}`);
    const foreign = events.findIndex((event, index) => digestOf(event) !== this.#digests[index]);
    if (foreign !== -1) faults.push(`event ${foreign + 1} is not the one that was handed over`);
    return faults;
  }

  #faultsOfLength(length: number): string[] {
    const faults: string[] = [];
    if (length < this.#acknowledged) faults.push(`${length} events of ${this.#acknowledged} acknowledged ones`);
    if (length > this.#digests.length) faults.push(`${length} events, of which ${this.#digests.length} were written`);
    return faults;
  }
}
