// Reads the system's process table: who a pid is, and which processes carry a mark of ours in their environment.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { platform } from "node:os";

/** What makes a process the same one later: pids are used again. */
export interface ProcessIdentity {
  pid: number;
  /** In the system's own unit; only compared. */
  started: string;
  command: string;
}

const onLinux = platform() === "linux";

/** The process with this pid, or null if there is none (or only a zombie). Synchronous, for use while exiting. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    return onLinux ? identifyByProc(pid) : identifyByPs(pid);
  } catch {
    return null;
  }
}

/** Whether a process that was seen alive still is. Cheap: asked several times a second. */
export function stillRuns({ pid, started }: ProcessIdentity): boolean {
  if (onLinux) return identify(pid)?.started === started;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Pids of this user's processes whose environment holds `mark` (`NAME=value`), our own process excepted. */
export function marked(mark: string): number[] {
  const pids = onLinux ? markedByProc(mark) : markedByPs(mark);
  return pids.filter((pid) => pid !== process.pid);
}

/** Resident memory of one process, without those that it started; null where the system does not tell. */
export function residentBytes(pid: number): number | null {
  try {
    const kilobytes = onLinux
      ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : ps("-o", "rss=", "-p", String(pid)).trim();
    return kilobytes === undefined || kilobytes === "" ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Ends a process at once. One that has gone already is fine. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function identifyByProc(pid: number): ProcessIdentity | null {
  // The name in parentheses may itself hold spaces and parentheses.
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return null;
  const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
  return { pid, started: fields[19] ?? "", command };
}

function markedByProc(mark: string): number[] {
  const found: number[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(mark)) found.push(Number(name));
    } catch {
      // It ended meanwhile, or belongs to somebody else.
    }
  }
  return found;
}

const ps = (...args: string[]) => execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

function identifyByPs(pid: number): ProcessIdentity | null {
  const line = ps("-ww", "-o", "lstart=,command=", "-p", String(pid)).trim();
  // `lstart` is five words: Thu Nov 20 09:39:00 2026
  const match = /^(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line);
  return match ? { pid, started: match[1] ?? "", command: match[2] ?? "" } : null;
}

function markedByPs(mark: string): number[] {
  try {
    const lines = ps("-axEww", "-o", "pid=,command=").split("\n");
    return lines.filter((line) => line.split(/\s+/).includes(mark)).map((line) => Number.parseInt(line, 10));
  } catch {
    return [];
  }
}
