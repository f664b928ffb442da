// The snapshot: an ordinary SQLite file that is replaced as a whole and proves by a checksum that it is whole.
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { hasCode, type JournalFiles } from "./journal-files.ts";

export const snapshotName = "swarm.db";

// SQLite leaves the four bytes of `user_version` to the application: they hold the checksum of the rest.
const sealAt = 60;

function seal(bytes: Uint8Array): number {
  return crc32(bytes.subarray(sealAt + 4), crc32(bytes.subarray(0, sealAt)));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What the rows that come after a snapshot may need before others have left. */
const roomBehind = 8 * 1024 * 1024;

/** Bytes of the newest snapshot with room behind them, or null if there is none that is whole. */
export async function readSnapshot(files: JournalFiles, dir: string): Promise<Uint8Array | null> {
  let bytes: Uint8Array;
  try {
    bytes = await files.read(join(dir, snapshotName), roomBehind);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
  return bytes.length > sealAt + 4 && viewOf(bytes).getUint32(sealAt) === seal(bytes) ? bytes : null;
}

/** Replaces the snapshot. After a crash there is the old one or the new one. */
export async function writeSnapshot(files: JournalFiles, dir: string, bytes: Uint8Array): Promise<void> {
  viewOf(bytes).setUint32(sealAt, seal(bytes));
  const temporary = join(dir, `${snapshotName}.tmp`);
  await files.remove(temporary).catch(() => {});
  const file = await files.create(temporary);
  try {
    let written = 0;
    while (written < bytes.length) written += await file.write(bytes.subarray(written), written);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, join(dir, snapshotName));
  await files.syncDirectory(dir);
}
