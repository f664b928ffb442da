// Appends as fast as it can and says what was acknowledged, until it is killed. `careless` acknowledges before it writes.
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type JournalFile, type JournalFiles, nodeJournalFiles } from "../../src/adapters/store/journal-files.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { progress, storeEvent, testProjections } from "./store-events.ts";

const [dir, manner] = process.argv.slice(2) as [string, string];

function careless(file: JournalFile): JournalFile {
  return {
    ...file,
    async writeDurably(bytes, position) {
      const kept = Uint8Array.from(bytes);
      void sleep(4).then(() => file.writeDurably(kept, position));
      return bytes.length;
    },
  };
}

const carelessFiles: JournalFiles = {
  ...nodeJournalFiles,
  createSegment: async (path) => careless(await nodeJournalFiles.createSegment(path)),
};

// Synchronous: what was said is in the pipe before anything else happens, whenever the kill comes.
const say = (line: string) => writeSync(1, `${line}\n`);

const store = await openStore({
  dir,
  projections: testProjections,
  owner: { command: "to be killed" },
  sizes: { segmentBytes: 64 * 1024, growthBytes: 16 * 1024 },
  snapshots: { every: 40, idleMs: 5 },
  window: { newest: 100 },
  files: manner === "careless" ? carelessFiles : nodeJournalFiles,
});
say("ready");

async function produce(epic: string): Promise<void> {
  for (let round = 0; ; round += 1) {
    const events = Array.from({ length: 1 + (round % 3) }, (_, index) =>
      progress(epic, index, "x".repeat(round % 200)),
    );
    if (round % 20 === 19) {
      const data = { landing: 1, branch: "main", commit: "c", previous: "p", strategy: "squash" } as const;
      events.push(storeEvent(epic, "epic_landed", data));
    }
    for (const { seq, id } of await store.append(epic, "any", events)) say(`${seq} ${id}`);
  }
}

await Promise.all(Array.from({ length: 8 }, (_, index) => produce(`epic-${process.pid}-${index}`)));
