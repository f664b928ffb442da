// Memory of the processes of a swarm: what they hold for themselves, and their share of what they hold together. Linux only.
import { readFileSync } from "node:fs";
import { processesWith } from "../support/processes.ts";

export interface SwarmMemory {
  /** MiB of the program that owns the swarm, of OpenCode's server, and of everything together. */
  host: number;
  server: number;
  all: number;
  processes: number;
  /** Seconds of processor time that OpenCode's server has taken. */
  serverCpu: number;
}

/** Proportional share in MiB: pages that several processes have in common count once in all. */
function share(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** Clock ticks of Linux: a hundred a second. */
function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [, , , , , , , , , , , user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(user) + Number(system)) / 100;
  } catch {
    return 0;
  }
}

/** `folder`: below it every process of the swarm works, or has something in its command line. */
export async function memoryOf(host: number, folder: string): Promise<SwarmMemory> {
  const lines = await processesWith(folder);
  const others = lines.map((line) => ({ pid: Number.parseInt(line, 10), line })).filter(({ pid }) => pid !== host);
  const shares = others.map(({ pid, line }) => ({ line, mib: share(pid) }));
  const own = share(host);
  const servers = others.filter(({ line }) => / serve --hostname/.test(line));
  const sum = (some: { mib: number }[]): number => some.reduce((total, { mib }) => total + mib, 0);
  return {
    host: own,
    server: sum(shares.filter(({ line }) => / serve --hostname/.test(line))),
    all: own + sum(shares),
    processes: others.length + 1,
    serverCpu: servers.reduce((total, { pid }) => total + cpuSeconds(pid), 0),
  };
}
