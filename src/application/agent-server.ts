// The agent server of a run: started when first needed, started again when it died or has grown, ended with the run.
import type { Door } from "./execute.ts";
import type { Agents } from "./ports/agents.ts";
import { AgentsError } from "./ports/agents.ts";
import type { Log } from "./ports/ambient.ts";

export interface AgentServer {
  /**
   * Does something with a running server, which is not replaced meanwhile. `models`: wanted ones, whose providers a server
   * that starts now must know. The signal ends the wait for a server that has no room. Throws AgentsError.
   */
  use<T>(models: readonly string[], work: (agents: Agents) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** A person asked for more: how often it ended before no longer counts. */
  forgive(): void;
  /** Ends it. */
  close(): Promise<void>;
  /** Lets it and its turns go on for the next owner. Idempotent. */
  leave(): Promise<void>;
}

/** Bytes of resident memory. */
export interface SizeLimits {
  /** Above it the server is replaced as soon as nothing runs on it. */
  grown: number;
  /** Above it what is new waits for that. */
  full: number;
}

const gibibyte = 2 ** 30;

/**
 * OpenCode begins with less than half a gigabyte, needs about 20 MB for each worktree that it works in, and with four it
 * stands still for ever on Linux, because its memory is in too many pieces.
 */
export const defaultSizeLimits: SizeLimits = { grown: 2 * gibibyte, full: 3 * gibibyte };

export interface AgentServerParts {
  door: Pick<Door, "note">;
  log: Log;
  start(models: readonly string[]): Promise<Agents>;
  /** One that an earlier owner left running, or null. */
  found: Agents | null;
  limits: SizeLimits;
}

/** Starts without a person's word in between; a server that keeps dying is a fault for them. */
const startLimit = 4;

interface Held {
  agents: Promise<Agents>;
  users: number;
  /** Whom to tell when the last user has gone. */
  waiting: Set<() => void>;
}

type Ended = "ended" | "crashed" | "frozen" | "grown";

const hold = (agents: Promise<Agents>): Held => ({ agents, users: 0, waiting: new Set() });

/** Resolves when nobody uses the server any more. Rejects with the signal's reason. */
const free = (held: Held, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (done: () => void): void => {
      held.waiting.delete(onFree);
      signal?.removeEventListener("abort", onAbort);
      done();
    };
    const onFree = (): void => end(resolve);
    const onAbort = (): void => end(() => reject(signal?.reason as Error));
    held.waiting.add(onFree);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted === true) onAbort();
  });

export function agentServer({ door, log, start, found, limits }: AgentServerParts): AgentServer {
  let current: Held | null = found === null ? null : hold(Promise.resolve(found));
  let starts = 0;
  let over = false;
  /** The end of the server before: one at a time. */
  let ending: Promise<void> = Promise.resolve();

  async function launch(models: readonly string[]): Promise<Agents> {
    await ending;
    starts += 1;
    if (starts > startLimit) {
      const message = `OpenCode ended ${startLimit} times during this run: look at its log, then resume the run`;
      throw new AgentsError("server-lost", message);
    }
    const agents = await start(models);
    await door.note({ type: "opencode_started", data: { version: agents.version, pid: agents.pid } });
    return agents;
  }

  /** Several may see the same one dead: only the first of them ends it. The next one is started when it is needed. */
  function end(held: Held, agents: Agents, reason: Ended): void {
    if (over || current !== held) return;
    current = null;
    ending = agents
      .close()
      .then(() => door.note({ type: "opencode_stopped", data: { reason } }))
      .then(() => undefined)
      .catch((error: unknown) => log.warn("the end of OpenCode was not stored", { error: String(error) }));
  }

  /** A user has gone. */
  function look(held: Held, agents: Agents): void {
    const gone = agents.gone();
    if (gone !== null) return end(held, agents, gone);
    const bytes = agents.memory();
    if (over || held.users > 0 || bytes === null || bytes <= limits.grown) return;
    log.warn("OpenCode has grown and is replaced, as nothing runs on it", { pid: agents.pid, bytes });
    starts -= 1;
    end(held, agents, "grown");
  }

  async function take(models: readonly string[], signal: AbortSignal | undefined): Promise<[Held, Agents]> {
    for (;;) {
      const held = (current ??= hold(launch(models)));
      const agents = await held.agents.catch((error: unknown) => {
        if (current === held) current = null;
        throw error;
      });
      const gone = agents.gone();
      if (gone !== null && !over) {
        end(held, agents, gone);
        continue;
      }
      const bytes = agents.memory();
      if (over || held.users === 0 || bytes === null || bytes <= limits.full) {
        held.users += 1;
        return [held, agents];
      }
      log.warn("OpenCode has no room for more until what runs on it has ended", { pid: agents.pid, bytes });
      await free(held, signal);
    }
  }

  return {
    async use(models, work, signal) {
      const [held, agents] = await take(models, signal);
      try {
        return await work(agents);
      } finally {
        held.users -= 1;
        look(held, agents);
        if (held.users === 0) for (const tell of held.waiting) tell();
      }
    },
    forgive() {
      starts = 0;
    },
    async close() {
      over = true;
      await ending;
      const running = await current?.agents.catch(() => null);
      current = null;
      if (running == null) return;
      const gone = running.gone();
      await running.close();
      await door.note({ type: "opencode_stopped", data: { reason: gone ?? "ended" } });
    },
    async leave() {
      over = true;
      await ending;
      const running = await current?.agents.catch(() => null);
      await running?.leave();
    },
  };
}
