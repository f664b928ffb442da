// An owner that is a process of its own, as seen by who kills it.
import { fork } from "node:child_process";
import type { Owner, Place, Swarm } from "./owner.ts";

export interface Told {
  id: number;
  verb: string;
  args: unknown[];
}

type Answer = "ready" | { id: number; value: unknown } | { id: number; error: { name: string; message: string } };

/** Milliseconds among which the death of an armed owner falls. */
const armedMs = 150;

const verbs = [
  ...(["start", "resume", "resumeTask", "interrupt", "approve", "stop", "retry", "discard", "undo"] as const),
  ...(["epics", "worktrees", "removeWorktree", "query"] as const),
] as const;

/** `program`: the bundle of owner-child.ts. The rest as in `openOwner`. */
export async function openOwnerProcess(program: string, { dir, env }: Place, dies: number | null): Promise<Owner> {
  const child = fork(program, [dir], { env, serialization: "advanced", stdio: "ignore", detached: true });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let counter = 0;
  let isDead = false;
  let sayReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (sayReady = resolve));
  const dead = new Promise<void>((resolve) => {
    child.once("exit", () => {
      isDead = true;
      resolve();
    });
  });
  let timer: NodeJS.Timeout | undefined;

  child.on("message", (answer: Answer) => {
    if (answer === "ready") return sayReady();
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("value" in answer) return asked?.resolve(answer.value);
    asked?.reject(Object.assign(new Error(answer.error.message), { name: answer.error.name }));
  });

  /** Never answers when it dies before. */
  const tell = (verb: string, ...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isDead) return;
      counter += 1;
      waiting.set(counter, { resolve, reject });
      child.send({ id: counter, verb, args } satisfies Told, () => undefined);
    });

  const land: Swarm["land"] = (epicId, { signal: _signal, ...wish }) =>
    tell("land", epicId, wish) as ReturnType<Swarm["land"]>;
  const told = verbs.map((verb) => [verb, (...args: unknown[]) => tell(verb, ...args)] as const);
  const swarm = { ...Object.fromEntries(told), land } as Swarm;

  async function kill(): Promise<void> {
    clearTimeout(timer);
    // With its git or without: both happen.
    if (!isDead && child.pid !== undefined) process.kill(counter % 2 === 0 ? child.pid : -child.pid, "SIGKILL");
    await dead;
  }

  function arm(moment: number | null): void {
    clearTimeout(timer);
    if (moment !== null) timer = setTimeout(() => void kill(), moment * armedMs);
  }

  async function end(how: "leave" | "close"): Promise<void> {
    await tell(how);
    child.disconnect();
    await dead;
  }

  arm(dies);
  await Promise.race([ready, dead]);
  if (isDead && dies === null) throw new Error("the owner ended while it was opened");
  return {
    swarm,
    quiet: async () => void (await Promise.race([tell("quiet"), dead])),
    working: () => tell("working") as Promise<string[]>,
    finish: async (directory, status) => void (await Promise.race([tell("finish", directory, status), dead])),
    loseServer: async () => void (await tell("loseServer")),
    arm,
    isDead: () => isDead,
    dead,
    kill,
    leave: () => end("leave"),
    close: () => end("close"),
  };
}
