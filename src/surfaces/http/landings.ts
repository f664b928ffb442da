// Landings that a client asked for: each has a name, by which it is cancelled, and ends with the line to its client.
import type { LiveSwarm } from "../../application/live-swarm.ts";
import type { VerbAnswer, VerbArgs } from "../../owner-protocol.ts";
import { asVersion } from "./carry-out.ts";

export interface Landings {
  /** `gone` is aborted when the client hung up. */
  land(swarm: LiveSwarm, args: VerbArgs<"land">, gone: AbortSignal): Promise<VerbAnswer<"land">>;
  cancel(args: VerbArgs<"cancel">): VerbAnswer<"cancel">;
}

/** So many names that were cancelled before their landing arrived are remembered. */
const mostEarly = 100;

export function openLandings(): Landings {
  const calls = new Map<string, AbortController>();
  const early = new Set<string>();
  return {
    async land(swarm, { epicId, call, ...wish }, gone) {
      const cancelling = new AbortController();
      if (early.delete(call)) cancelling.abort();
      calls.set(call, cancelling);
      try {
        const signal = AbortSignal.any([cancelling.signal, gone]);
        return asVersion(await swarm.land(epicId, { ...wish, signal }));
      } finally {
        calls.delete(call);
      }
    },
    cancel({ call }) {
      const running = calls.get(call);
      if (running === undefined) {
        early.add(call);
        const [oldest] = early;
        if (early.size > mostEarly && oldest !== undefined) early.delete(oldest);
      } else running.abort();
      return null;
    },
  };
}
