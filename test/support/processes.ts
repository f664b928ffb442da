// Processes of this machine that have something to do with a folder: what a test must not leave behind. Linux only.
import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a process that was killed may take until the kernel has removed it, in milliseconds. */
const deathMs = 5_000;

/** Command lines of processes whose working directory or arguments lie below `folder`. Empty where there is no /proc. */
export async function processesWith(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const [cwd, line] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ""),
      readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""),
    ]);
    if (cwd.startsWith(folder) || line.includes(folder)) found.push(`${pid} ${line.replaceAll("\0", " ").trim()}`);
  }
  return found;
}

/**
 * What `processesWith` still finds when every process that was killed has had the time to go. SIGKILL returns before
 * its process is gone: for a moment it stands in /proc, with its folder and an empty command line.
 */
export async function processesLeft(folder: string): Promise<string[]> {
  const end = Date.now() + deathMs;
  let left = await processesWith(folder);
  while (left.length > 0 && Date.now() < end) {
    await sleep(50);
    left = await processesWith(folder);
  }
  return left;
}
