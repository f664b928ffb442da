// Starts OpenCode for one repository, with a way back for its plug-in, and makes sure that it is one we can use.
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { AgentsError } from "../../application/ports/agents.ts";
import { type ServerAccess } from "./basic-auth.ts";
import { startGateway, type AnswerCall, type Gateway } from "./gateway.ts";
import { findKept, startKept, type KeeperSetup, type KeptServer } from "./kept-server.ts";
import { prepareServer, type KeepRequest, type StartRequest } from "./prepare-server.ts";
import { opencodeFolders } from "./person-config.ts";
import { createServerClient, type ServerClient } from "./server-client.ts";
import { serverFolderIn } from "./server-record.ts";
import { fingerprintOf } from "./fingerprint.ts";
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
  /** Digest of what it was started with. */
  fingerprint: string;
  /** Ends it in order, with all that belongs to it. Idempotent. */
  stop(): Promise<void>;
  /** Lets it run for the next owner; our plug-in in it waits for that one. */
  leave(): Promise<void>;
}

const readyWithin = 90_000;
const graceMs = 3000;
/** A server that was left is asked whether it answers. */
const answersWithinMs = 5000;

const stateDirOf = (request: KeepRequest): string => serverFolderIn(request.stateDir);

function setupOf(request: KeepRequest): KeeperSetup {
  const { keeperPath, storeDir, aloneFor, endsWithUs, isTaken, log } = request;
  return { keeperPath, storeDir, aloneFor, endsWithUs, isTaken, log, stateDir: stateDirOf(request) };
}

const recordPathOf = (request: KeepRequest): string => join(stateDirOf(request), "owner.json");

/** The server that the last owner left running, if it answers. `answer` hears the calls of the plug-in. */
export async function findServer(request: KeepRequest, answer: AnswerCall): Promise<RunningServer | null> {
  const kept = findKept(setupOf(request));
  if (kept === null) return null;
  const client = createServerClient(kept.access);
  const version = await client.version(answersWithinMs).catch(() => null);
  if (version === null) {
    kept.leave();
    return null;
  }
  return connected(request, kept, client, version, await startGateway(recordPathOf(request), answer));
}

/**
 * Takes the server that runs if it was started with the same settings; else ends what was left and starts one. `answer`
 * hears the calls of the plug-in. Throws AgentsError `opencode-too-old`, `opencode-failed`, `no-provider`.
 */
export async function startServer(request: StartRequest, answer: AnswerCall): Promise<RunningServer> {
  const { log, binary } = request;
  const stateDir = stateDirOf(request);
  const cwd = neutralDirectoryOf(request);
  for (const folder of [stateDir, cwd]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString("hex");
  const mark = randomBytes(16).toString("hex");
  const env = prepareServer(request, { stateDir, password, mark, recordPath: recordPathOf(request) });
  const fingerprint = fingerprintOf(binary, env, stateDir);

  const found = await findServer(request, answer);
  if (found !== null) {
    if (found.fingerprint === fingerprint) return found;
    await found.stop();
  }
  // A server that ended while it installed left a lock that would hold up the first session for a minute. Nobody else
  // uses this folder, so no lock in it belongs to anything that lives.
  rmSync(join(stateDir, "state", "opencode", "locks"), { recursive: true, force: true });
  const gateway = await startGateway(recordPathOf(request), answer);
  let kept: KeptServer | null = null;
  try {
    const setup = setupOf(request);
    const { storeDir, aloneFor } = request;
    const how = { binary, env, cwd, mark, password, fingerprint, readyWithin, stateDir, storeDir, aloneFor };
    kept = await startKept(setup, how);
    const client = createServerClient(kept.access);
    const version = await checkVersion(client, binary, log);
    await requireProvider(client, cwd);
    return connected(request, kept, client, version, gateway);
  } catch (error) {
    const said = kept === null ? error : withTail(error, kept);
    await kept?.stop();
    await gateway.close();
    throw said;
  }
}

const neutralDirectoryOf = (request: KeepRequest): string => join(stateDirOf(request), "neutral");

function connected(
  request: KeepRequest,
  kept: KeptServer,
  client: ServerClient,
  version: string,
  gateway: Gateway,
): RunningServer {
  const { pid, access, fingerprint, exited } = kept;
  return {
    access,
    client,
    version,
    pid,
    fingerprint,
    neutralDirectory: neutralDirectoryOf(request),
    toolOutput: join(opencodeFolders(request.env).data, "tool-output"),
    exited,
    kill: kept.kill,
    async stop() {
      await kept.stop();
      await gateway.close();
    },
    async leave() {
      kept.leave();
      await gateway.close();
    },
  };
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

function withTail(error: unknown, server: KeptServer): unknown {
  if (!(error instanceof AgentsError) || error.reason !== "server-lost") return error;
  const said = server.tail().trim().slice(-600);
  const words = `OpenCode stopped answering while it started${said === "" ? "" : `: ${said}`}`;
  return new AgentsError("opencode-failed", words, {}, { cause: error });
}
