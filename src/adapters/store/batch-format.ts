// How a batch lies in a segment: `#<batch> <lines> <bytes> <crc32>\n`, then that many lines of JSON. The atom of the log.
import { crc32 } from "node:zlib";

export interface Batch {
  /** Counts from 1 without gaps over all segments. */
  number: number;
  offset: number;
  /** Offset of the byte after the batch. */
  end: number;
  lines: string[];
}

const header = /^#(\d{1,15}) (\d{1,9}) (\d{1,10}) ([0-9a-f]{8})\n/;
const longestHeader = 52;
const hash = 0x23;
const newline = 0x0a;

// The checksum covers the numbers too, so that a batch that was moved or renumbered is noticed.
function checksum(numbers: string, body: Uint8Array): string {
  return crc32(body, crc32(numbers)).toString(16).padStart(8, "0");
}

export function encodeBatch(number: number, lines: readonly string[]): Buffer {
  const body = Buffer.from(`${lines.join("\n")}\n`);
  const numbers = `${number} ${lines.length} ${body.length}`;
  return Buffer.concat([Buffer.from(`#${numbers} ${checksum(numbers, body)}\n`), body]);
}

/** The batch that starts at this offset, or null if none does that is whole. */
export function parseBatch(bytes: Buffer, offset: number): Batch | null {
  if (bytes[offset] !== hash) return null;
  const match = header.exec(bytes.toString("latin1", offset, offset + longestHeader));
  if (!match) return null;
  const [whole, number, count, length, crc] = match as unknown as [string, string, string, string, string];
  const start = offset + whole.length;
  const end = start + Number(length);
  if (end > bytes.length || bytes[end - 1] !== newline) return null;
  if (checksum(`${number} ${count} ${length}`, bytes.subarray(start, end)) !== crc) return null;
  const lines = bytes.toString("utf8", start, end - 1).split("\n");
  return lines.length === Number(count) ? { number: Number(number), offset, end, lines } : null;
}

/**
 * What the bytes from an offset at which no batch starts mean. Zeros are preallocated space. Only one batch is ever in
 * flight: rubbish with nothing whole behind it is that batch, never acknowledged; with something behind it, damage.
 */
export function judgeTail(bytes: Buffer, offset: number, lastNumber: number): "clean" | "torn" | "damaged" {
  let first = offset;
  while (first < bytes.length && bytes[first] === 0) first += 1;
  if (first === bytes.length) return "clean";
  for (let at = bytes.indexOf(hash, offset); at !== -1; at = bytes.indexOf(hash, at + 1)) {
    const later = parseBatch(bytes, at);
    if (later && later.number > lastNumber) return "damaged";
  }
  return "torn";
}
