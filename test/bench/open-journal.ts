// Writes a journal of many events as the store would have, without waiting for a disk.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { encodeBatch } from "../../src/adapters/store/batch-format.ts";
import { encodeEvent } from "../../src/adapters/store/event-line.ts";
import { segmentName } from "../../src/adapters/store/journal-reader.ts";
import type { PendingEvent } from "../../src/domain/events.ts";

const segmentBytes = 16 * 1024 * 1024;
const writtenAtATime = 1024 * 1024;

/** Each call goes on where the last one ended, in a segment of its own. */
export function journalOf(dir: string, source: Iterator<PendingEvent, never>): (events: number) => void {
  let [segment, batch, seq] = [0, 0, 0];

  return (events) => {
    const end = seq + events;
    let waiting: Buffer[] = [];
    let [size, written] = [0, 0];
    const flush = (): void => {
      appendFileSync(join(dir, segmentName(segment)), Buffer.concat(waiting), { mode: 0o600 });
      written += size;
      [waiting, size] = [[], 0];
    };
    segment += 1;
    while (seq < end) {
      batch += 1;
      // From one to eight events that met, as a run stores them.
      const lines = Array.from({ length: Math.min(1 + ((batch * 7) % 8), end - seq) }, () => {
        seq += 1;
        return encodeEvent(source.next().value)(seq).line;
      });
      const bytes = encodeBatch(batch, lines);
      waiting.push(bytes);
      size += bytes.length;
      if (size >= writtenAtATime) flush();
      if (written < segmentBytes - writtenAtATime) continue;
      segment += 1;
      written = 0;
    }
    flush();
  };
}
