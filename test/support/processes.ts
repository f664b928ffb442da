// Processes of this machine that have something to do with a folder: what a test must not leave behind. Linux only.
import { readdir, readFile, readlink } from "node:fs/promises";

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
