// An owner in a process of its own, for tests that kill it. Bundled and run with node; talks in JSON lines on stdout.
import { mkdirSync } from "node:fs";
import { takeOwnership } from "../../src/adapters/store/owner-lock.ts";
import { startAgents } from "../../src/adapters/opencode/start-agents.ts";
import { scriptBlock } from "../../src/demo/scripted-script.ts";
import type { StartRequest } from "../../src/adapters/opencode/prepare-server.ts";

type OwnerJob = Omit<StartRequest, "log" | "isTaken"> & { directory: string; command: string };

const job = JSON.parse(process.argv[2] ?? "null") as OwnerJob;
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
mkdirSync(job.storeDir, { recursive: true });
await takeOwnership(job.storeDir, "an owner", new Date().toISOString());
const agents = await startAgents(
  { ...job, isTaken: () => false, log: { debug: () => undefined, warn: () => undefined } },
  { times: {}, limits: {} },
);
const { session_id } = await agents.createSession({
  directory: job.directory,
  title: "owned",
  agent: null,
  model: null,
  epic_id: "e",
  task_id: "owned",
});
const message_id = agents.newMessageId();
say({ pid: agents.pid, session_id, message_id });
const end = await agents.runTurn({
  session_id,
  directory: job.directory,
  message_id,
  text: scriptBlock([
    { tool: "bash", args: { command: job.command, description: "d" } },
    { text: "after the command" },
  ]),
  agent: null,
  model: null,
  stall_s: 60,
  max_steps: 1000,
  asked: [],
  grants: [],
  signal: new AbortController().signal,
  onAccepted: () => undefined,
  onSignal: () => undefined,
});
say({ end });
// Leaves without closing: what it started must end with it all the same.
process.exit(0);
