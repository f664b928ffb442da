// Ends everything that a command started: its process group and, on Linux, whoever left the group but kept our mark.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";

/** A process that leads its own group and session, and the environment entry (`NAME=value`) that marks its descendants. */
export interface ProcessTree {
  leader: number;
  mark: string;
}

/** How long processes may take to end themselves, and how long the kernel may take to end them. */
const patience = { termMs: 1_000, killMs: 5_000, stepMs: 20 };

interface ProcessFacts {
  pid: number;
  parent: number;
  group: number;
  session: number;
}

/** Null: gone, or dead and only waiting for its parent to notice. */
async function factsOf(pid: number): Promise<ProcessFacts | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // The name in parentheses may hold anything; what follows is numbers.
  const [state, parent, group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === undefined || state === "" || "ZX".includes(state)) return null;
  return { pid, parent: Number(parent), group: Number(group), session: Number(session) };
}

async function hasMark(pid: number, mark: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
  return environment.split("\0").includes(mark);
}

/** Living processes of the tree, with the children of each. */
async function membersByProc({ leader, mark }: ProcessTree): Promise<number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const alive = (await Promise.all(pids.map(factsOf))).filter((facts) => facts !== null);
  const others = alive.filter(({ pid }) => pid !== process.pid);
  const members = new Set<number>();
  await Promise.all(
    others.map(async ({ pid, group, session }) => {
      if (pid === leader || group === leader || session === leader || (await hasMark(pid, mark))) members.add(pid);
    }),
  );
  // A set that grows while it is walked: grandchildren are visited too.
  for (const member of members) for (const { pid, parent } of others) if (parent === member) members.add(pid);
  return [...members];
}

/** True when the signal was sent. A process that has ended in the meantime is none to complain about. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Repeats until nobody is left or the time is over; who is started meanwhile gets the signal too. True: nobody left. */
async function signalUntilGone(
  members: () => Promise<number[]>,
  signal: "SIGTERM" | "SIGKILL",
  timeMs: number,
): Promise<boolean> {
  const told = new Set<number>();
  for (const deadline = performance.now() + timeMs; ;) {
    const left = await members();
    if (left.length === 0) return true;
    for (const pid of left) {
      if (signal === "SIGTERM" && told.has(pid)) continue;
      told.add(pid);
      send(pid, signal);
    }
    if (performance.now() >= deadline) return false;
    await pause(patience.stepMs);
  }
}

/** Ends the tree: politely, then for good. Resolves when nobody is left, or when the kernel will not let go of one. */
export async function endProcessTree(tree: ProcessTree): Promise<void> {
  if (process.platform === "win32") {
    await execa("taskkill", ["/pid", String(tree.leader), "/t", "/f"], { reject: false, stdio: "ignore" });
    return;
  }
  const group = -tree.leader;
  const members =
    process.platform === "linux" ? () => membersByProc(tree) : () => Promise.resolve(send(group, 0) ? [group] : []);
  if (!(await signalUntilGone(members, "SIGTERM", patience.termMs)))
    await signalUntilGone(members, "SIGKILL", patience.killMs);
}
