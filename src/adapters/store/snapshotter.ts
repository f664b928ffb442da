// Decides when a snapshot is due: after so many events, when it has been quiet, and at the end.
import type { EventTables } from "./event-tables.ts";
import type { JournalFiles } from "./journal-files.ts";
import { writeSnapshot } from "./snapshot.ts";

export interface SnapshotPace {
  /** Events after which one is due, unless that would be too much of the time; ten times as many make it due anyway. */
  every: number;
  /** Milliseconds without an event after which one is due. */
  idleMs: number;
}

export interface Snapshotter {
  /** To be called outside a transaction, after events were applied. */
  noteProgress(): void;
  /** Writes one if anything was applied since the last. */
  take(): Promise<void>;
  /** Waits for the one that is being written and starts no other. */
  stop(): Promise<void>;
}

/**
 * `taken` is the last event in the snapshot that is there. A snapshot only saves time: `onProblem` hears of one that could not
 * be written, and the store goes on.
 */
export function startSnapshots(
  tables: EventTables,
  files: JournalFiles,
  dir: string,
  pace: SnapshotPace,
  taken: number,
  onProblem: (error: unknown) => void,
): Snapshotter {
  let writing: Promise<void> | null = null;
  let quiet: NodeJS.Timeout | null = null;
  let seen = 0;
  let notBefore = 0;

  async function write(): Promise<void> {
    taken = tables.lastSeq;
    const started = performance.now();
    let exported = started;
    try {
      const bytes = tables.export();
      exported = performance.now();
      await writeSnapshot(files, dir, bytes);
    } catch (error) {
      onProblem(error);
    }
    // The larger the tables, the rarer: at full load a twentieth of the time goes into snapshots, and of the time in
    // which nothing else can run a hundredth. A quiet moment does not wait for that.
    const ended = performance.now();
    notBefore = ended + Math.max(20 * (ended - started), 100 * (exported - started));
  }

  function start(): void {
    if (writing || tables.lastSeq === taken) return;
    writing = write().finally(() => {
      writing = null;
    });
  }

  // One timer that looks whether anything came since, instead of one that is set anew for every event.
  function watchForQuiet(): void {
    seen = tables.lastSeq;
    quiet = setTimeout(() => {
      if (tables.lastSeq !== seen) return watchForQuiet();
      quiet = null;
      start();
    }, pace.idleMs).unref();
  }

  return {
    noteProgress() {
      const since = tables.lastSeq - taken;
      if (since >= pace.every && (performance.now() >= notBefore || since >= 10 * pace.every)) start();
      if (!quiet) watchForQuiet();
    },
    async take() {
      await writing;
      start();
      await writing;
    },
    async stop() {
      if (quiet) clearTimeout(quiet);
      await writing;
    },
  };
}
