// Starts OpenCode for one repository and connects to it: the door of this folder, beside `findOpencode`.
import { join } from "node:path";
import type { Agents } from "../../application/ports/agents.ts";
import type { Log } from "../../application/ports/ambient.ts";
import { connectAgents, defaultTimes, type AgentsTimes, type ConnectedAgents } from "./agents.ts";
import type { StartRequest } from "./prepare-server.ts";
import { reapRecorded } from "./server-record.ts";
import { startServer } from "./start-server.ts";
import { defaultLimits, type TurnLimits } from "./turn-limits.ts";

/** For tests: shorter times and tighter limits. */
export interface StartTuning {
  times: Partial<AgentsTimes>;
  limits: Partial<TurnLimits>;
}

const noTuning: StartTuning = { times: {}, limits: {} };

/** Ends the server that a killed owner of this folder left, and what its workers' commands left. */
export const reapLeftServer = (stateDir: string, log: Log): void => reapRecorded(join(stateDir, "opencode"), log);

/**
 * Ends what a killed swarm left, starts the server and returns the port. Throws AgentsError `opencode-too-old`,
 * `opencode-failed`, `no-provider`.
 */
export async function startAgents(request: StartRequest, tuning: StartTuning = noTuning): Promise<Agents> {
  let agents: ConnectedAgents | null = null;
  const server = await startServer(request, async (call, sessionId, args) =>
    agents === null ? { refused: "The swarm is not ready yet." } : agents.answerCall(call, sessionId, args),
  );
  agents = connectAgents(server, {
    times: { ...defaultTimes, ...tuning.times },
    limits: { ...defaultLimits, ...tuning.limits },
    log: request.log,
  });
  return agents;
}
