// A folder outside node_modules that is made once and shared by every checkout: complete when it has its name, absent before.
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { randomUUID } from "node:crypto";

const cacheRoot = (): string => join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "opencode-swarm");

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * The folder `<cache>/opencode-swarm/<name>`. If it is missing, `fill` makes it in a folder beside it, which then takes the
 * name in one step: runs at the same time never see half of it, and the slower one throws its own away. `fill` is told the
 * name that its work will have in the end.
 */
export async function cachedFolder(
  name: string,
  fill: (folder: string, finalFolder: string) => Promise<void>,
): Promise<string> {
  const folder = join(cacheRoot(), name);
  if (await exists(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  const part = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}.part`;
  await mkdir(part);
  try {
    await fill(part, folder);
    await rename(part, folder);
  } catch (error) {
    await rm(part, { recursive: true, force: true, maxRetries: 5 });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

/** Removes what a killed run left: the parts whose process is gone. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(dirname(folder));
  const parts = names.filter(
    (entry) => join(dirname(folder), entry).startsWith(`${folder}.`) && entry.endsWith(".part"),
  );
  for (const part of parts) {
    const pid = Number(part.split(".").at(-3));
    if (!isAlive(pid)) await rm(join(dirname(folder), part), { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
