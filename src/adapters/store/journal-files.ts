// The file operations that durability depends on, in one object, so that a test can make each of them fail.
import fs from "node:fs";
import { open, readdir, rename, unlink } from "node:fs/promises";

export interface JournalFile {
  /** Writes at a position and resolves to the number of bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** The same, and what was written is on the disk when it resolves. */
  writeDurably(bytes: Uint8Array, position: number): Promise<number>;
  /** fdatasync. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface JournalFiles {
  /** Creates a file that must not exist yet (O_EXCL), mode 0600. */
  create(path: string): Promise<JournalFile>;
  /** The same, prepared for many durable writes. */
  createSegment(path: string): Promise<JournalFile>;
  /** fdatasync of a file that is there, whoever wrote it. */
  syncFile(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in a directory; none if it does not exist. */
  list(path: string): Promise<string[]>;
  /** A file's bytes, in memory of their own that has room for so many more behind them. */
  read(path: string, room: number): Promise<Buffer>;
  /** The bytes from an offset to the end of the file. */
  readFrom(path: string, offset: number): Promise<Buffer>;
}

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void) {
  return (error: Error | null, value?: T) => (error ? reject(error) : resolve(value as T));
}

const { O_WRONLY, O_CREAT, O_EXCL, O_DSYNC } = fs.constants;
const newFile = O_WRONLY | O_CREAT | O_EXCL;

// With O_DSYNC the kernel does write and fdatasync in one call, which saves a third of the time of an append: a hop to
// the thread pool and back. Elsewhere the flag is missing or means less than fdatasync (macOS).
const syncsOnWrite = process.platform === "linux";

// Callbacks and a plain descriptor: FileHandle costs several microseconds more per call, on the path of every append.
function nodeFile(fd: number, syncing: boolean): JournalFile {
  let closing: Promise<void> | null = null;
  const write = (bytes: Uint8Array, position: number) =>
    new Promise<number>((resolve, reject) => fs.write(fd, bytes, 0, bytes.length, position, settle(resolve, reject)));
  const sync = () => new Promise<void>((resolve, reject) => fs.fdatasync(fd, settle(resolve, reject)));
  const writeThenSync = async (bytes: Uint8Array, position: number) => {
    const written = await write(bytes, position);
    await sync();
    return written;
  };
  return {
    write,
    writeDurably: syncing ? write : writeThenSync,
    sync,
    truncate: (length) => new Promise((resolve, reject) => fs.ftruncate(fd, length, settle(resolve, reject))),
    // Once: by the second time the number may belong to another file.
    close: () => (closing ??= new Promise((resolve, reject) => fs.close(fd, settle(resolve, reject)))),
  };
}

function create(path: string, flags: number, syncing: boolean): Promise<JournalFile> {
  return new Promise((resolve, reject) =>
    fs.open(path, flags, 0o600, (error, fd) => (error ? reject(error) : resolve(nodeFile(fd, syncing)))),
  );
}

/** In one call: `readFile` comes back to JavaScript for every half megabyte. */
async function readFrom(path: string, offset: number, room: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const length = Math.max(0, (await handle.stat()).size - offset);
    const bytes = Buffer.alloc(length + room);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

/** True for an error of the operating system with this code. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

export const nodeJournalFiles: JournalFiles = {
  create: (path) => create(path, newFile, false),
  createSegment: (path) => create(path, syncsOnWrite ? newFile | O_DSYNC : newFile, syncsOnWrite),
  async syncFile(path) {
    // Windows syncs only what may be written.
    const handle = await open(path, "r+");
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  },
  async syncDirectory(path) {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } catch (error) {
      // Windows cannot sync a directory and has no need to.
      if (!hasCode(error, "EPERM", "EISDIR", "EINVAL")) throw error;
    } finally {
      await handle.close();
    }
  },
  rename,
  remove: unlink,
  async list(path) {
    try {
      return await readdir(path);
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  },
  read: (path, room) => readFrom(path, 0, room),
  readFrom: (path, offset) => readFrom(path, offset, 0),
};
