// Starts OpenCode for one repository and connects to it: the door of this folder, beside `findOpencode`.
import type { Agents } from "../../application/ports/agents.ts";
import type { Log } from "../../application/ports/ambient.ts";
import { connectAgents, defaultTimes, type AgentsTimes, type ConnectedAgents } from "./agents.ts";
import type { AnswerCall } from "./gateway.ts";
import type { KeepRequest, StartRequest } from "./prepare-server.ts";
import { reapRecorded, serverFolderIn } from "./server-record.ts";
import { findServer, startServer, type RunningServer } from "./start-server.ts";
import { defaultLimits, type TurnLimits } from "./turn-limits.ts";

/** For tests: shorter times and tighter limits. */
export interface StartTuning {
  times: Partial<AgentsTimes>;
  limits: Partial<TurnLimits>;
}

const noTuning: StartTuning = { times: {}, limits: {} };

/** Ends the server that was left in this folder, with its keeper and what its workers' commands left. */
export const reapLeftServer = (stateDir: string, log: Log): void => reapRecorded(serverFolderIn(stateDir), log);

type Connect = (answer: AnswerCall) => Promise<RunningServer | null>;

async function agentsOn(
  connect: Connect,
  { log, isTaken }: KeepRequest,
  tuning: StartTuning,
): Promise<ConnectedAgents | null> {
  let agents: ConnectedAgents | null = null;
  const server = await connect(async (call, sessionId, args) =>
    agents === null ? { refused: "The swarm is not ready yet." } : agents.answerCall(call, sessionId, args),
  );
  if (server === null) return null;
  agents = connectAgents(server, {
    times: { ...defaultTimes, ...tuning.times },
    limits: { ...defaultLimits, ...tuning.limits },
    isTaken,
    log,
  });
  return agents;
}

/** The server that the last owner left running, whatever it was started with; null if there is none that answers. */
export const findAgents = (request: KeepRequest, tuning: StartTuning = noTuning): Promise<Agents | null> =>
  agentsOn((answer) => findServer(request, answer), request, tuning);

/**
 * Takes the server that was left running if it still fits, else ends it, starts one and returns the port. Throws AgentsError
 * `opencode-too-old`, `opencode-failed`, `no-provider`.
 */
export async function startAgents(request: StartRequest, tuning: StartTuning = noTuning): Promise<Agents> {
  const agents = await agentsOn((answer) => startServer(request, answer), request, tuning);
  if (agents === null) throw new TypeError("a server that was started is there");
  return agents;
}
