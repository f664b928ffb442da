// Deletes a folder without ever following a link, and measures one the same way.
import { chmod, lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Deletes everything below and including `path`. Links and junctions are unlinked; unreadable folders are opened first. */
export async function deleteTree(path: string): Promise<void> {
  const found = await lstat(path).catch(absent);
  if (found === undefined) return;
  if (!found.isDirectory()) return removeEntry(path);
  const entries = await readdir(path, { withFileTypes: true }).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EACCES" && cause.code !== "EPERM") return absent(cause) ?? [];
    await chmod(path, 0o700);
    return readdir(path, { withFileTypes: true });
  });
  // One folder at a time, its files together: deep trees do not open thousands of handles.
  const files = entries.filter((entry) => !entry.isDirectory());
  const removed = await Promise.allSettled(files.map((entry) => unlink(join(path, entry.name))));
  const stubborn = files.filter((_, index) => removed[index]?.status === "rejected");
  if (stubborn.length > 0) {
    await chmod(path, 0o700).catch(absent);
    for (const entry of stubborn) await removeEntry(join(path, entry.name));
  }
  for (const entry of entries) if (entry.isDirectory()) await deleteTree(join(path, entry.name));
  await rmdir(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EACCES" && cause.code !== "EPERM") return absent(cause);
    await chmod(path, 0o700);
    return rmdir(path);
  });
}

async function removeEntry(path: string): Promise<void> {
  await unlink(path).catch(async (cause: NodeJS.ErrnoException) => {
    // Windows: a junction is removed as a folder, and a read-only file must be made writable first.
    if (cause.code !== "EPERM" && cause.code !== "EACCES") return absent(cause);
    if ((await lstat(path)).isSymbolicLink()) return rmdir(path);
    await chmod(path, 0o600);
    return unlink(path);
  });
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code !== "ENOENT") throw cause;
  return undefined;
}

/** Bytes that a folder takes on disk: links are not followed, and a file with several names counts once. */
export async function diskUsage(path: string): Promise<number> {
  const seen = new Set<string>();
  const measure = async (place: string): Promise<number> => {
    const found = await lstat(place).catch(() => null);
    if (found === null) return 0;
    const id = `${found.dev}:${found.ino}`;
    if (found.nlink > 1 && !found.isDirectory()) {
      if (seen.has(id)) return 0;
      seen.add(id);
    }
    let bytes = found.blocks > 0 ? found.blocks * 512 : process.platform === "win32" ? found.size : 0;
    if (!found.isDirectory()) return bytes;
    const names = await readdir(place).catch(() => []);
    for (let at = 0; at < names.length; at += 64) {
      const sizes = await Promise.all(names.slice(at, at + 64).map((name) => measure(join(place, name))));
      for (const size of sizes) bytes += size;
    }
    return bytes;
  };
  return measure(path);
}
