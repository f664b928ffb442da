// A process that owns the swarm and approves, lands or takes back an epic, to be killed: says "ready" before the verb and "done"
// after it and what follows from it.
import { writeSync } from "node:fs";
import { openOwner } from "../worktrees/owner.ts";
import { agentWorld } from "../worktrees/small-agents.ts";

const [dir = "", verb = "", epicId = "", strategy = "", aside = ""] = process.argv.slice(2);
const owner = await openOwner({ dir, env: process.env }, agentWorld(), null);
const request = {
  strategy: strategy === "squash" ? "squash" : "fast-forward",
  message: null,
  despite_checks: false,
  set_aside: aside === "aside",
  signal: new AbortController().signal,
} as const;
// Synchronous: what was said is in the pipe before anything else happens, whenever the kill comes.
const say = (line: string): unknown => writeSync(1, `${line}\n`);

say("ready");
const verbs: Record<string, () => Promise<{ ok: true } | { ok: false; refusals: readonly { message: string }[] }>> = {
  approve: () => owner.swarm.approve(epicId, []),
  land: () => owner.swarm.land(epicId, request),
  undo: () => owner.swarm.undo(epicId),
};
const done = await verbs[verb]?.();
if (done === undefined) throw new Error(`no verb ${verb}`);
await owner.quiet();
say(done.ok ? "done" : `refused: ${done.refusals[0]?.message ?? ""}`);
await owner.close();
