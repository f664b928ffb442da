// A folder on a real disk for one part of the bench: a folder in memory would make every sync free.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Magic numbers of Linux's file systems in memory: tmpfs and ramfs. */
const inMemory = new Set([0x01021994, 0x858458f6]);

export interface WorkFolder {
  path: string;
  remove(): void;
}

export const benchDir = resolve(".bench");

export async function workFolder(): Promise<WorkFolder> {
  const temporary = inMemory.has((await statfs(tmpdir())).type) ? benchDir : tmpdir();
  mkdirSync(temporary, { recursive: true });
  const path = mkdtempSync(join(temporary, "swarm-bench-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
