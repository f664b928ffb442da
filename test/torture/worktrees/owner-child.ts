// An owner in a process of its own, with its agent server, to be killed by SIGKILL: does what it is told over the channel.
import { openOwner } from "./owner.ts";
import type { Told } from "./owner-process.ts";
import { agentWorld } from "./small-agents.ts";

const [dir = ""] = process.argv.slice(2);
const world = agentWorld();
const owner = await openOwner({ dir, env: process.env }, world, null);
const { swarm } = owner;
// A signal is nothing that can be sent.
const never = new AbortController().signal;
const land: typeof swarm.land = (epicId, request) => swarm.land(epicId, { ...request, signal: never });
const verbs: Record<string, unknown> = { ...swarm, ...owner, land };

process.on("message", ({ id, verb, args }: Told) => {
  const method = verbs[verb] as (...args: unknown[]) => Promise<unknown>;
  method(...args).then(
    (value) => process.send?.({ id, value }),
    (error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      process.send?.({ id, error: { name, message } });
    },
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
