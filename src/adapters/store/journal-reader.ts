// Reads the journal back, segment by segment, and tells a torn tail from damage.
import { join } from "node:path";
import { StoreError } from "../../application/ports/event-store.ts";
import { type Batch, judgeTail, parseBatch } from "./batch-format.ts";
import type { JournalFiles } from "./journal-files.ts";

/** A place in the journal: everything before it has been read. */
export interface Position {
  segment: number;
  offset: number;
  /** Number of the last batch before it; 0 before the first. */
  batch: number;
}

export const journalStart: Position = { segment: 1, offset: 0, batch: 0 };

export interface PlacedBatch extends Batch {
  /** The place behind the batch. */
  after: Position;
}

export function segmentName(segment: number): string {
  return `seg-${String(segment).padStart(8, "0")}.log`;
}

/** Numbers of the segments in a directory, ascending. */
export async function listSegments(files: JournalFiles, dir: string): Promise<number[]> {
  return (await files.list(dir))
    .flatMap((name) => /^seg-(\d{8,})\.log$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

function damaged(path: string, offset: number, what: string): StoreError {
  return new StoreError("damaged", `The journal is damaged: ${what} in ${path} at byte ${offset}.`, {
    file: path,
    offset,
  });
}

/**
 * Yields every batch from a place on. A torn tail is skipped: whether its batch was acknowledged shows in the number of
 * the next one. Throws StoreError `damaged` and never repairs. Works while the owner writes: what is not whole yet is left.
 */
export async function* readJournal(files: JournalFiles, dir: string, from: Position): AsyncGenerator<PlacedBatch> {
  let last = from.batch;
  for (const segment of await listSegments(files, dir)) {
    if (segment < from.segment) continue;
    const path = join(dir, segmentName(segment));
    const base = segment === from.segment ? from.offset : 0;
    let bytes = await files.readFrom(path, base);
    let offset = 0;
    let looked = 0;
    while (offset < bytes.length) {
      const batch = parseBatch(bytes, offset);
      if (batch === null) {
        if (judgeTail(bytes, offset, last) !== "damaged") break;
        // A long read beside a writer can see a later batch and not an earlier one: look twice before saying damage.
        if (looked++ > 0)
          throw damaged(path, base + offset, "a batch does not match its checksum, and later ones follow");
        bytes = await files.readFrom(path, base);
        continue;
      }
      if (batch.number !== last + 1) {
        throw damaged(path, base + offset, `batch ${batch.number} stands where ${last + 1} belongs`);
      }
      looked = 0;
      last = batch.number;
      offset = batch.end;
      yield { ...batch, after: { segment, offset: base + batch.end, batch: last } };
    }
  }
}
