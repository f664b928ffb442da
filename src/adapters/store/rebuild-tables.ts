// Makes the database anew from the journal, which is the truth; the one that was there is kept beside it.
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, nodeJournalFiles } from "./journal-files.ts";
import { syncLastBatch } from "./journal-writer.ts";
import { openReplica, type StoreOptions } from "./open-store.ts";
import { takeOwnership } from "./owner-lock.ts";
import { snapshotName, writeSnapshot } from "./snapshot.ts";

export interface Rebuilt {
  /** Events that the new database has. */
  events: number;
  /** Path of the old database, or null if there was none. */
  backup: string | null;
}

/** False if there is nothing to move. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Throws StoreError `owned` while another process has the store, and `damaged`, with file and offset, for a journal that
 * cannot be read: then everything is as it was.
 */
export async function rebuildTables(options: StoreOptions): Promise<Rebuilt> {
  const files = options.files ?? nodeJournalFiles;
  const since = new Date(options.clock?.now() ?? Date.now()).toISOString();
  const { dir } = options;
  const lock = await takeOwnership(dir, options.owner.command, since);
  try {
    const path = join(dir, snapshotName);
    const kept = join(dir, `${snapshotName}.${since.replaceAll(/[:.]/g, "-")}.bak`);
    const backup = (await moved(path, kept)) ? kept : null;
    try {
      const replica = await openReplica(options);
      try {
        await syncLastBatch(files, dir, replica.tables.position);
        await writeSnapshot(files, dir, replica.tables.export());
        return { events: replica.tables.lastSeq, backup };
      } finally {
        await replica.close();
      }
    } catch (error) {
      if (backup !== null) await rename(backup, path);
      throw error;
    }
  } finally {
    await lock.release();
  }
}
