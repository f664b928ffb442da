// Is that process still the one that wrote its id down? Ids are reused, so the start time counts where the system tells it.
import { readFile } from "node:fs/promises";

/** Start of a process in the system's own ticks, or null where that cannot be known. */
export async function processStart(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name in parentheses may hold anything; the fields after it are counted from the state.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

/** True if the process with that id (and, where known, that start) lives. */
export async function processLives(pid: number, started: string | null): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const now = await processStart(pid);
  return started === null || now === null || now === started;
}
