// The end of what a command printed, as text that is safe to show and to store.
import { stripVTControlCharacters } from "node:util";

const tailBytes = 8 * 1024;
/** More than the tail is kept, because escape sequences fall away. */
const keptBytes = 8 * tailBytes;
/** No escape sequence worth the name is longer. */
const sequenceBytes = 256;

/** The last `limit` bytes without the rest of a character that was cut in two. */
function lastBytes(bytes: Buffer, limit: number): Buffer {
  if (bytes.length <= limit) return bytes;
  let start = bytes.length - limit;
  const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  for (let skipped = 0; skipped < 3 && isContinuation(bytes[start]); skipped += 1) start += 1;
  return bytes.subarray(start);
}

/** Starts where no escape sequence can have been cut in two: at a line end or at the next sequence. */
function fromSafeStart(bytes: Buffer): Buffer {
  const start = bytes.subarray(0, sequenceBytes).findIndex((byte) => byte === 0x0a || byte === 0x1b);
  return start === -1 ? bytes : bytes.subarray(start);
}

/** Without escape sequences and control characters other than line ends and tabs. */
function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n?/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "");
}

/** Collects output and gives its last 8 KiB as well-formed text; bytes that are no UTF-8 become U+FFFD. */
export function createOutputTail(): { add(chunk: Uint8Array): void; text(): string } {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  return {
    add(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      if (size < 4 * keptBytes) return;
      chunks = [Buffer.concat(chunks).subarray(-keptBytes)];
      size = keptBytes;
      isCut = true;
    },
    text() {
      const all = Buffer.concat(chunks);
      const raw = isCut ? fromSafeStart(all) : all;
      return lastBytes(Buffer.from(plainText(raw.toString("utf8"))), tailBytes).toString("utf8");
    },
  };
}
