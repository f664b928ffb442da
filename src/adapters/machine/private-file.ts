// Files that only this user reads: addresses, tokens and settings that programs of ours leave for each other.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file that only this user reads, whole or not at all. A folder that has to be made for it is as private. */
export function writePrivateFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, content, { mode: 0o600 });
  renameSync(part, path);
}
