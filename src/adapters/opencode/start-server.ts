// Starts OpenCode for one repository, with a way back for its plug-in, and makes sure that it is one we can use.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { AgentsError } from "../../application/ports/agents.ts";
import { startGateway, type AnswerCall } from "./gateway.ts";
import { prepareServer, type StartRequest } from "./prepare-server.ts";
import { opencodeFolders } from "./person-config.ts";
import { createServerClient, type ServerAccess, type ServerClient } from "./server-client.ts";
import { launchServer, type ServerProcess } from "./server-process.ts";
import { reapRecorded } from "./server-record.ts";
import { judgeVersion, testedVersion } from "./version-rule.ts";

/** A server that runs, and what may be done to it. */
export interface RunningServer {
  access: ServerAccess;
  client: ServerClient;
  version: string;
  pid: number;
  /** A folder of no project, for questions about providers and agents. */
  neutralDirectory: string;
  /** Where OpenCode puts long output of tools. */
  toolOutput: string;
  /** Settles when the process has ended. */
  exited: Promise<void>;
  /** Ends it at once, and what it started: it is frozen, or it died and left its children. */
  kill(): void;
  /** Ends it in order, with all that belongs to it. Idempotent. */
  stop(): Promise<void>;
}

const readyWithin = 90_000;
const graceMs = 3000;

/**
 * Ends what a killed swarm left and starts the server. `answer` hears the calls of the plug-in.
 * Throws AgentsError `opencode-too-old`, `opencode-failed`, `no-provider`.
 */
export async function startServer(request: StartRequest, answer: AnswerCall): Promise<RunningServer> {
  const { log, binary } = request;
  const stateDir = join(request.stateDir, "opencode");
  const neutralDirectory = join(stateDir, "neutral");
  for (const folder of [stateDir, neutralDirectory]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  reapRecorded(stateDir, log);
  // A server that ended while it installed left a lock that would hold up the first session for a minute. Nobody else
  // uses this folder, so no lock in it belongs to anything that lives.
  rmSync(join(stateDir, "state", "opencode", "locks"), { recursive: true, force: true });

  const password = randomBytes(24).toString("hex");
  const recordPath = join(stateDir, "owner.json");
  const mark = randomBytes(16).toString("hex");
  const env = prepareServer(request, { stateDir, password, mark, recordPath });
  const gateway = await startGateway(recordPath, answer);
  let launched: ServerProcess | null = null;
  try {
    const server = await launchServer({ binary, env, cwd: neutralDirectory, mark, stateDir, readyWithin });
    launched = server;
    const access = { url: server.url, password };
    const client = createServerClient(access);
    const version = await checkVersion(client, binary, log);
    await requireProvider(client, neutralDirectory);
    const { pid, exited, kill } = server;
    const stop = async () => {
      await client.disposeAll(graceMs).catch(() => undefined);
      await server.stop(graceMs);
      await gateway.close();
    };
    const toolOutput = join(opencodeFolders(request.env).data, "tool-output");
    return { access, client, version, pid, neutralDirectory, toolOutput, exited, kill, stop };
  } catch (error) {
    await launched?.stop(graceMs);
    await gateway.close();
    throw launched === null ? error : withTail(error, launched);
  }
}

async function checkVersion(client: ServerClient, binary: string, log: Log): Promise<string> {
  const version = await client.version(graceMs * 10);
  const verdict = version === null ? "too-old" : judgeVersion(version);
  if (version === null || verdict === "too-old") {
    const sentence = `OpenCode ${version ?? "of an unknown version"} at ${binary} is too old: at least 1.18 is needed.`;
    throw new AgentsError("opencode-too-old", sentence, { version, binary });
  }
  if (verdict === "untested") log.warn(`OpenCode ${version} is not the tested version ${testedVersion}`, { binary });
  return version;
}

async function requireProvider(client: ServerClient, directory: string): Promise<void> {
  const offers = await client.models(directory);
  if (offers.length > 0) return;
  throw new AgentsError("no-provider", "OpenCode is connected to no model provider.");
}

function withTail(error: unknown, server: ServerProcess): unknown {
  if (!(error instanceof AgentsError) || error.reason !== "server-lost") return error;
  const said = server.tail().trim().slice(-600);
  const words = `OpenCode stopped answering while it started${said === "" ? "" : `: ${said}`}`;
  return new AgentsError("opencode-failed", words, {}, { cause: error });
}
