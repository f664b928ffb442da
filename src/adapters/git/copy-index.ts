// Copies an index so that git still doubts in the copy what it doubted in the original.
import { copyFile, stat, utimes } from "node:fs/promises";

/**
 * git takes a file as unchanged by its times and size unless it may have changed in the second in which the index was
 * written, which it reads from the index file's own time. A copy with a later time would hide such a change.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  await copyFile(from, to);
  const second = Math.floor(mtimeMs / 1000);
  await utimes(to, second, second);
}
