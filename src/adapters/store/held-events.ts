// Events of a journal that was replayed, whose rows are not in the table yet: the newest ones, oldest first.
import type { RecordedEvent } from "../../domain/events.ts";

/** Rows that come into the table in one transaction. */
const most = 1_000;

export class HeldEvents {
  #lines: string[] = [];
  #epics: (string | null)[] = [];
  /** Those before it are gone. */
  #first = 0;

  get size(): number {
    return this.#lines.length - this.#first;
  }

  hold(lines: readonly string[], events: readonly RecordedEvent[]): void {
    // Cut off when half are gone, so that no line is copied more than once.
    if (this.#first * 2 > this.#lines.length) {
      this.#lines = this.#lines.slice(this.#first);
      this.#epics = this.#epics.slice(this.#first);
      this.#first = 0;
    }
    for (const line of lines) this.#lines.push(line);
    for (const { epic_id } of events) this.#epics.push(epic_id);
  }

  /** Takes the oldest, and gives the lines of those whose epic is open: the others left the window out here. */
  takeOpen(count: number, closed: ReadonlySet<string>): string[] {
    const open: string[] = [];
    const end = this.#first + Math.min(count, this.size);
    for (; this.#first < end; this.#first += 1) {
      const epic = this.#epics[this.#first]!;
      if (epic !== null && !closed.has(epic)) open.push(this.#lines[this.#first]!);
    }
    return open;
  }

  /** Takes some of the oldest, and gives their lines. */
  take(): string[] {
    const lines = this.#lines.slice(this.#first, this.#first + most);
    this.#first += lines.length;
    return lines;
  }
}
