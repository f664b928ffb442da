// What a process did to the files of one directory, in order, line by line: how it is written down and read.
import { readFile } from "node:fs/promises";

/** Names are those of the directory. A file is named by the number of the operation that opened it. */
export type DiskOperation =
  | { kind: "open"; name: string; creates: boolean; syncs: boolean }
  | { kind: "write"; file: number; at: number; base64: string }
  | { kind: "truncate"; file: number; length: number }
  | { kind: "sync"; file: number }
  | { kind: "rename" | "link"; from: string; to: string }
  | { kind: "unlink"; name: string }
  | { kind: "sync directory" };

export type DiskEntry =
  | { begin: number; operation: DiskOperation }
  /** `written`: bytes of a write. `killed`: it was under way when its process was killed, and this is what came of it. */
  | { end: number; ok: boolean; written?: number; killed?: string }
  /** For the ledger. */
  | { said: string };

/** The entries that are whole: the process was killed at any moment. */
export async function readDiskLog(path: string): Promise<DiskEntry[]> {
  const lines = (await readFile(path, "utf8")).split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as DiskEntry);
}
