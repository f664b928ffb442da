// Which process somebody is, so that a recycled pid is not taken for its dead owner.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

export interface ProcessIdentity {
  pid: number;
  /** Start time in clock ticks after boot; null where the system does not tell. */
  started: string | null;
  /** Id of this run of the machine; null where the system does not tell. */
  boot: string | null;
  /** The set of pids that `pid` belongs to: containers have their own. Null where there is only one. */
  pids: string | null;
  host: string;
}

export type Liveness = "alive" | "dead" | "unknown";

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Start time of a living process; null if there is none. A zombie does nothing any more. */
function startedAt(pid: number): string | null {
  const line = orNull(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name in parentheses may contain anything: count from behind it.
  const fields = line?.slice(line.lastIndexOf(")") + 2).split(" ");
  return fields && !["Z", "X"].includes(fields[0]!) ? fields[19]! : null;
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    started: startedAt(process.pid),
    boot: orNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pids: orNull(() => readlinkSync("/proc/self/ns/pid")),
    host: hostname(),
  };
}

/** Whether a process still lives; `unknown` if it cannot be seen from here (another machine or container). */
export function livenessOf(other: ProcessIdentity, own: ProcessIdentity): Liveness {
  if (other.boot !== own.boot) return other.host === own.host ? "dead" : "unknown";
  if (other.pids !== own.pids) return "unknown";
  if (other.started !== null) return startedAt(other.pid) === other.started ? "alive" : "dead";
  try {
    process.kill(other.pid, 0);
    return "alive";
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM" ? "alive" : "dead";
  }
}
