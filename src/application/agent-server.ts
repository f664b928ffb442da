// The agent server of a run: started when first needed, started again when it died, ended with the run.
import type { Door } from "./execute.ts";
import type { Agents } from "./ports/agents.ts";
import { AgentsError } from "./ports/agents.ts";

export interface AgentServer {
  /** A running server. `models`: wanted ones, whose providers a server that starts now must know. Throws AgentsError. */
  get(models: readonly string[]): Promise<Agents>;
  /** A person asked for more: how often it ended before no longer counts. */
  forgive(): void;
  /** Ends it. */
  close(): Promise<void>;
  /** Lets it and its turns go on for the next owner. Idempotent. */
  leave(): Promise<void>;
}

/** Starts without a person's word in between; a server that keeps dying is a fault for them. */
const startLimit = 4;

/** `found`: one that an earlier owner left running, or null. */
export function agentServer(
  door: Pick<Door, "note">,
  start: (models: readonly string[]) => Promise<Agents>,
  found: Agents | null,
): AgentServer {
  let current: { agents: Promise<Agents> } | null = found === null ? null : { agents: Promise.resolve(found) };
  let starts = 0;

  async function launch(models: readonly string[]): Promise<Agents> {
    starts += 1;
    if (starts > startLimit) {
      const message = `OpenCode ended ${startLimit} times during this run: look at its log, then resume the run`;
      throw new AgentsError("server-lost", message);
    }
    const agents = await start(models);
    await door.note({ type: "opencode_started", data: { version: agents.version, pid: agents.pid } });
    return agents;
  }

  async function replace(
    dead: Agents,
    reason: "ended" | "crashed" | "frozen",
    models: readonly string[],
  ): Promise<Agents> {
    await dead.close();
    await door.note({ type: "opencode_stopped", data: { reason } });
    return launch(models);
  }

  return {
    async get(models) {
      for (;;) {
        const held = (current ??= { agents: launch(models) });
        const agents = await held.agents.catch((error: unknown) => {
          if (current === held) current = null;
          throw error;
        });
        const gone = agents.gone();
        if (gone === null) return agents;
        // Several workers may see it dead at once: only the first of them starts it again.
        if (current === held) current = { agents: replace(agents, gone, models) };
      }
    },
    forgive() {
      starts = 0;
    },
    async close() {
      const running = await current?.agents.catch(() => null);
      current = null;
      if (running == null) return;
      const gone = running.gone();
      await running.close();
      await door.note({ type: "opencode_stopped", data: { reason: gone ?? "ended" } });
    },
    async leave() {
      const running = await current?.agents.catch(() => null);
      await running?.leave();
    },
  };
}
