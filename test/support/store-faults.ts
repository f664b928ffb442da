// File operations for the journal that fail when a test wants it. Everything else goes to the real file system.
import { type JournalFile, type JournalFiles, nodeJournalFiles } from "../../src/adapters/store/journal-files.ts";

export type FileOperation = "create" | "write" | "sync" | "rename" | "directory";

export interface Faults extends JournalFiles {
  /** Fails this operation with this code, from the n-th call (0 = the next) on. */
  failFrom(operation: FileOperation, nth: number, code: string): void;
  /** The disk takes this many bytes more, and then is full: the last write is cut short, the next one fails. */
  fillAfter(bytes: number): void;
  /** Every write takes at most this many bytes. */
  writeAtMost(bytes: number): void;
  heal(): void;
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: told to fail`), { code });
}

export function faultyFiles(): Faults {
  const failing = new Map<FileOperation, { nth: number; code: string }>();
  let room = Number.POSITIVE_INFINITY;
  let step = Number.POSITIVE_INFINITY;

  function pass(operation: FileOperation): void {
    const fault = failing.get(operation);
    if (fault && fault.nth-- <= 0) throw systemError(fault.code);
  }

  function wrap(file: JournalFile): JournalFile {
    const limited = (write: JournalFile["write"]) => async (bytes: Uint8Array, position: number) => {
      pass("write");
      if (room === 0) throw systemError("ENOSPC");
      const written = await write(bytes.subarray(0, Math.min(bytes.length, room, step)), position);
      room -= written;
      return written;
    };
    const writeDurably = limited(file.writeDurably);
    return {
      write: limited(file.write),
      async writeDurably(bytes, position) {
        const written = await writeDurably(bytes, position);
        pass("sync");
        return written;
      },
      async sync() {
        await file.sync();
        pass("sync");
      },
      truncate: file.truncate,
      close: file.close,
    };
  }

  return {
    ...nodeJournalFiles,
    async create(path) {
      pass("create");
      return wrap(await nodeJournalFiles.create(path));
    },
    async createSegment(path) {
      pass("create");
      return wrap(await nodeJournalFiles.createSegment(path));
    },
    async rename(from, to) {
      pass("rename");
      await nodeJournalFiles.rename(from, to);
    },
    async syncDirectory(path) {
      pass("directory");
      await nodeJournalFiles.syncDirectory(path);
    },
    failFrom: (operation, nth, code) => failing.set(operation, { nth, code }),
    fillAfter: (bytes) => {
      room = bytes;
    },
    writeAtMost: (bytes) => {
      step = bytes;
    },
    heal: () => {
      failing.clear();
      room = Number.POSITIVE_INFINITY;
      step = Number.POSITIVE_INFINITY;
    },
  };
}
