// An owner under load: appends from eight sides as fast as it can, with snapshots and new segments all the time.
import type { JournalFiles } from "../../src/adapters/store/journal-files.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { progress, storeEvent, testProjections } from "./store-events.ts";
import { closedLine, handedLine, openedLine, storedLine } from "./store-ledger.ts";

interface Load {
  dir: string;
  /** Hears the lines that a ledger understands, each before anything else happens. */
  say(line: string): void;
  files?: JournalFiles;
  /** Events after which the store is closed; it never is without. */
  closeAfter?: number;
}

const landed = { landing: 1, branch: "main", commit: "c", previous: "p", strategy: "squash" } as const;

export async function loadStore({ dir, say, files, closeAfter = Number.POSITIVE_INFINITY }: Load): Promise<void> {
  const store = await openStore({
    dir,
    projections: testProjections,
    owner: { command: "under load" },
    sizes: { segmentBytes: 24 * 1024, growthBytes: 8 * 1024 },
    snapshots: { every: 40, idleMs: 5 },
    window: { newest: 100 },
    ...(files && { files }),
  });
  say(openedLine(await store.lastSeq()));
  let handed = 0;

  async function produce(epic: string): Promise<void> {
    for (let round = 0; handed < closeAfter; round += 1) {
      const events = Array.from({ length: 1 + (round % 3) }, (_, index) =>
        progress(epic, index, "x".repeat(round % 200)),
      );
      if (round % 20 === 19) events.push(storeEvent(epic, "epic_landed", landed));
      handed += events.length;
      // Numbers are given in the order of the calls, so the order of these lines is that of the log.
      for (const event of events) say(handedLine(event));
      const stored = await store.append(epic, "any", events);
      say(storedLine(stored.at(-1)!.seq));
    }
  }

  await Promise.all(Array.from({ length: 8 }, (_, index) => produce(`epic-${process.pid}-${index}`)));
  await store.close();
  say(closedLine);
}
