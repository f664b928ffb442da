// One batch in flight: everything that is appended while a sync runs becomes the next batch.
import type { StoreError } from "../../application/ports/event-store.ts";
import type { JournalEntry } from "./event-line.ts";
import type { Position } from "./journal-reader.ts";

export interface DurableBatch {
  entries: readonly JournalEntry[];
  after: Position;
}

interface Waiting {
  entries: readonly JournalEntry[];
  resolve(): void;
  reject(error: StoreError): void;
}

interface GroupCommitOptions {
  /** Makes the entries durable. */
  write(entries: readonly JournalEntry[]): Promise<Position>;
  /** Called after those who wait for the batch were told, in order of the log. */
  onDurable(batch: DurableBatch): void;
  asFailure(error: unknown): StoreError;
}

export interface GroupCommit {
  /** Resolves when the entries are durable. They are never split over two batches. */
  append(entries: readonly JournalEntry[]): Promise<void>;
  /** Resolves when nothing is queued or in flight any more, whether stored or failed. */
  idle(): Promise<void>;
  /** Why nothing can be stored any more, or null. */
  failure(): StoreError | null;
}

/** Entries after which a batch takes no further append: a longer one would hold up everything else for too long. */
const enough = 128;

/** How many of those who wait go together. */
function groupSize(queue: readonly Waiting[]): number {
  let entries = 0;
  const last = queue.findIndex((waiting) => (entries += waiting.entries.length) >= enough);
  return last === -1 ? queue.length : last + 1;
}

export function groupCommit(options: GroupCommitOptions): GroupCommit {
  let queue: Waiting[] = [];
  let draining: Promise<void> | null = null;
  let failed: StoreError | null = null;

  async function drain(): Promise<void> {
    // A moment later, so that appends made in one turn share a batch.
    await Promise.resolve();
    while (queue.length > 0) {
      const group = queue.splice(0, groupSize(queue));
      const entries = group.length === 1 ? group[0]!.entries : group.flatMap((waiting) => waiting.entries);
      try {
        const after = await options.write(entries);
        for (const waiting of group) waiting.resolve();
        options.onDurable({ entries, after });
      } catch (error) {
        // For ever: after a failed sync nobody knows what the kernel kept, and a retry would acknowledge a guess.
        failed = options.asFailure(error);
        for (const waiting of [...group, ...queue]) waiting.reject(failed);
        queue = [];
      }
    }
    draining = null;
  }

  return {
    append: (entries) =>
      new Promise((resolve, reject) => {
        if (failed) return reject(failed);
        queue.push({ entries, resolve, reject });
        draining ??= drain();
      }),
    idle: async () => {
      while (draining) await draining;
    },
    failure: () => failed,
  };
}
