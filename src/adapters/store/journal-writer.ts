// Writes batches into segments that are filled with zeros ahead of time, so that a sync need not change the file's size.
import { join } from "node:path";
import { StoreError } from "../../application/ports/event-store.ts";
import { encodeBatch } from "./batch-format.ts";
import { hasCode, type JournalFile, type JournalFiles } from "./journal-files.ts";
import { type Position, segmentName } from "./journal-reader.ts";

export interface JournalSizes {
  /** A new segment starts when the next batch would pass this many bytes. */
  segmentBytes: number;
  /** Space is filled with zeros in steps of this many bytes. */
  growthBytes: number;
}

export function writeFailure(dir: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  return hasCode(cause, "ENOSPC", "EDQUOT")
    ? new StoreError("disk-full", `The disk is full: nothing more can be stored in ${dir}.`, { dir }, { cause })
    : new StoreError("write-failed", `Writing to the journal in ${dir} failed.`, { dir }, { cause });
}

type Write = (bytes: Uint8Array, position: number) => Promise<number>;

async function writeWhole(write: Write, bytes: Uint8Array, position: number): Promise<void> {
  let written = await write(bytes, position);
  while (written < bytes.length) {
    const more = await write(bytes.subarray(written), position + written);
    if (more === 0) throw new Error("the file system accepted no bytes");
    written += more;
  }
}

/**
 * Makes the last batch durable. An owner that was killed before its sync leaves one that can be read and may still be lost with
 * the power: what is stored or kept behind it would then be damage. Every batch before it was synced before it was written.
 */
export async function syncLastBatch(files: JournalFiles, dir: string, { segment, batch }: Position): Promise<void> {
  if (batch > 0) await files.syncFile(join(dir, segmentName(segment)));
}

/** Owns the segment that is being written. One batch at a time; after any failure it must not be used again. */
export class JournalWriter {
  #offset = 0;
  #allocated = 0;

  private constructor(
    private readonly files: JournalFiles,
    private readonly dir: string,
    private readonly sizes: JournalSizes,
    private file: JournalFile,
    private segment: number,
    private batch: number,
    private readonly mustOwn: () => void,
  ) {}

  /**
   * Starts a new segment; an old one is never written to again, so that a stalled former owner can do no harm. `mustOwn`
   * throws when the journal belongs to somebody else by now.
   */
  static async start(
    files: JournalFiles,
    dir: string,
    sizes: JournalSizes,
    segment: number,
    lastBatch: number,
    mustOwn: () => void,
  ): Promise<JournalWriter> {
    const file = await files.createSegment(join(dir, segmentName(segment)));
    const writer = new JournalWriter(files, dir, sizes, file, segment, lastBatch, mustOwn);
    try {
      await writer.#startSegment();
    } catch (error) {
      await file.close().catch(() => {});
      throw error;
    }
    return writer;
  }

  /** Stores the lines as one batch. Resolves when they are durable, to the place behind them. */
  async write(lines: readonly string[]): Promise<Position> {
    this.mustOwn();
    const bytes = encodeBatch(this.batch + 1, lines);
    if (this.#offset > 0 && this.#offset + bytes.length > this.sizes.segmentBytes) await this.#rotate();
    while (this.#offset + bytes.length > this.#allocated) await this.#grow();
    try {
      await writeWhole(this.file.writeDurably, bytes, this.#offset);
    } catch (error) {
      // Nobody was told that this batch is stored: try to take it back. Where that fails too it is a torn tail.
      await this.file.truncate(this.#offset).catch(() => {});
      throw error;
    }
    this.#offset += bytes.length;
    this.batch += 1;
    // Stopped in the middle of it, for as long as it takes to become the owner: the next one has read it, or it is void.
    this.mustOwn();
    return { segment: this.segment, offset: this.#offset, batch: this.batch };
  }

  /** Gives back the space that was not used. A segment without a batch leaves no file. */
  async close(): Promise<void> {
    try {
      await this.file.truncate(this.#offset);
    } finally {
      await this.file.close();
    }
    if (this.#offset === 0) await this.files.remove(join(this.dir, segmentName(this.segment)));
  }

  /** Never beside a batch: of two syncs of one file at a time, one could swallow the error of the other. */
  async #grow(): Promise<void> {
    await writeWhole(this.file.write, new Uint8Array(this.sizes.growthBytes), this.#allocated);
    this.#allocated += this.sizes.growthBytes;
  }

  async #startSegment(): Promise<void> {
    await this.#grow();
    await this.file.sync();
    await this.files.syncDirectory(this.dir);
  }

  async #rotate(): Promise<void> {
    const full = { file: this.file, length: this.#offset };
    this.file = await this.files.createSegment(join(this.dir, segmentName(this.segment + 1)));
    this.segment += 1;
    this.#offset = 0;
    this.#allocated = 0;
    try {
      await full.file.truncate(full.length);
    } finally {
      await full.file.close();
    }
    await this.#startSegment();
  }
}
