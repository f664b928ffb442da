// Reads the whole journal from its first batch: opening from a snapshot reads only what came after it.
import { type JournalFiles, nodeJournalFiles } from "./journal-files.ts";
import { journalStart, readJournal } from "./journal-reader.ts";

/** Number of batches, each with its checksum right. Throws StoreError `damaged` with file and offset. */
export async function verifyJournal(dir: string, files: JournalFiles = nodeJournalFiles): Promise<number> {
  let batches = 0;
  for await (const batch of readJournal(files, dir, journalStart)) batches += batch.lines.length > 0 ? 1 : 0;
  return batches;
}
