// Owns a store under load until it is killed. `careless` acknowledges a moment before it writes.
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  hasCode,
  type JournalFile,
  type JournalFiles,
  nodeJournalFiles,
} from "../../src/adapters/store/journal-files.ts";
import { loadStore } from "../support/store-load.ts";

const [dir = "", manner = ""] = process.argv.slice(2);

function careless(file: JournalFile): JournalFile {
  return {
    ...file,
    async writeDurably(bytes, position) {
      const kept = Uint8Array.from(bytes);
      // By then its segment may be closed.
      void sleep(4)
        .then(() => file.writeDurably(kept, position))
        .catch(() => undefined);
      return bytes.length;
    },
  };
}

const carelessFiles: JournalFiles = {
  ...nodeJournalFiles,
  createSegment: async (path) => careless(await nodeJournalFiles.createSegment(path)),
};

/** Synchronous: what was said is in the pipe before anything else happens, whenever the kill comes. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  let said = 0;
  while (said < bytes.length) {
    try {
      said += writeSync(1, bytes, said);
    } catch (error) {
      // The pipe is full until the other side has read.
      if (!hasCode(error, "EAGAIN")) throw error;
    }
  }
}

await loadStore({ dir, say, files: manner === "careless" ? carelessFiles : nodeJournalFiles });
