// Writes down what this process does to the files of one directory, by standing between it and Node's file functions.
import fs from "node:fs";
import promises, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname } from "node:path";
import type { DiskEntry, DiskOperation } from "./disk-log.ts";

interface Recording {
  dir: string;
  log: string;
  /** Number of the first operation. */
  first: number;
  /** The process kills itself when it has made so many entries. */
  entries: number;
}

type Callback = (error: Error | null, value?: number) => void;

const { O_CREAT, O_DSYNC } = fs.constants;

/** Returns what makes an entry of words. What an operation does is begun after its entry, and answered after its end. */
export function recordDisk({ dir, log, first, entries }: Recording): (said: string) => void {
  const { writeSync } = fs;
  const fd = fs.openSync(log, "wx");
  const files = new Map<number, number>();
  let made = 0;
  let next = first;

  function note(entry: DiskEntry): void {
    writeSync(fd, `${JSON.stringify(entry)}\n`);
    made += 1;
    if (made >= entries) process.kill(process.pid, "SIGKILL");
  }

  function begin(operation: DiskOperation): number {
    const id = next++;
    note({ begin: id, operation });
    return id;
  }

  async function around<T>(operation: DiskOperation, work: () => Promise<T>): Promise<T> {
    const id = begin(operation);
    try {
      const result = await work();
      note({ end: id, ok: true });
      return result;
    } catch (error) {
      note({ end: id, ok: false });
      throw error;
    }
  }

  const isInside = (path: unknown): path is string => typeof path === "string" && dirname(path) === dir;
  const opening = (path: string, flags: string | number): DiskOperation => ({
    kind: "open",
    name: basename(path),
    creates: typeof flags === "number" ? (flags & O_CREAT) !== 0 : !flags.startsWith("r"),
    syncs: typeof flags === "number" && (flags & O_DSYNC) === O_DSYNC,
  });

  function recordDescriptors(): void {
    const { open, write, fdatasync, ftruncate, close } = fs;
    const ending = (id: number, callback: Callback): Callback => {
      return (error, value) => {
        note({ end: id, ok: error === null, ...(value !== undefined && { written: value }) });
        callback(error, value);
      };
    };
    fs.open = ((path: string, flags: number, mode: number, callback: Callback) => {
      if (!isInside(path)) return open(path, flags, mode, callback as never);
      const id = begin(opening(path, flags));
      open(path, flags, mode, (error, opened) => {
        if (error === null) files.set(opened, id);
        note({ end: id, ok: error === null });
        callback(error, opened);
      });
    }) as never;
    fs.write = ((to: number, bytes: Uint8Array, from: number, length: number, at: number, callback: Callback) => {
      const file = files.get(to);
      if (file === undefined) return write(to, bytes, from, length, at, callback as never);
      const base64 = Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString("base64");
      write(to, bytes, from, length, at, ending(begin({ kind: "write", file, at, base64 }), callback) as never);
    }) as never;
    fs.fdatasync = ((of: number, callback: Callback) => {
      const file = files.get(of);
      fdatasync(of, file === undefined ? callback : ending(begin({ kind: "sync", file }), callback));
    }) as never;
    fs.ftruncate = ((of: number, length: number, callback: Callback) => {
      const file = files.get(of);
      const heard = file === undefined ? callback : ending(begin({ kind: "truncate", file, length }), callback);
      ftruncate(of, length, heard);
    }) as never;
    fs.close = ((of: number, callback: Callback) => {
      files.delete(of);
      close(of, callback);
    }) as never;
  }

  function recordHandle(handle: FileHandle, file: number): void {
    const { sync, datasync, writeFile } = handle;
    handle.sync = () => around({ kind: "sync", file }, () => sync.call(handle));
    handle.datasync = () => around({ kind: "sync", file }, () => datasync.call(handle));
    handle.writeFile = (text) => {
      const base64 = Buffer.from(String(text)).toString("base64");
      return around({ kind: "write", file, at: 0, base64 }, () => writeFile.call(handle, text));
    };
  }

  function recordPromises(): void {
    const { open, rename, link, unlink } = promises;
    promises.open = async (path, flags, mode) => {
      if (path === dir) {
        const handle = await open(path, flags, mode);
        const { sync } = handle;
        handle.sync = () => around({ kind: "sync directory" }, () => sync.call(handle));
        return handle;
      }
      if (!isInside(path)) return open(path, flags, mode);
      const id = next;
      const handle = await around(opening(path, flags ?? "r"), () => open(path, flags, mode));
      recordHandle(handle, id);
      return handle;
    };
    const between = (kind: "rename" | "link", act: typeof rename): typeof rename => {
      return (from, to) =>
        around({ kind, from: basename(String(from)), to: basename(String(to)) }, () => act(from, to));
    };
    promises.rename = between("rename", rename);
    promises.link = between("link", link);
    promises.unlink = (path) => around({ kind: "unlink", name: basename(String(path)) }, () => unlink(path));
  }

  recordDescriptors();
  recordPromises();
  syncBuiltinESMExports();
  return (said) => note({ said });
}
