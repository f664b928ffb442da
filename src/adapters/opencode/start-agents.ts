// Starts OpenCode for one repository and connects to it: the only door of this folder.
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { AgentsError, type Agents } from "../../application/ports/agents.ts";
import { connectAgents, defaultTimes, type AgentsTimes, type ConnectedAgents } from "./agents.ts";
import { mergeConfigs, readConfigFile } from "./config-text.ts";
import { startGateway } from "./gateway.ts";
import { readCachedCatalogue, reduceCatalogue } from "./lean-catalogue.ts";
import { namedProviders, readContent, readPersonConfig, readSignIns, type Environment } from "./person-config.ts";
import { copyProject } from "./project-copy.ts";
import { createServerClient, type ServerClient } from "./server-client.ts";
import { serverConfig } from "./server-config.ts";
import { serverEnvironment, shellEnvironment } from "./server-environment.ts";
import { launchServer, type ServerProcess } from "./server-process.ts";
import { reapRecorded, writePrivateFile } from "./server-record.ts";
import { defaultLimits, type TurnLimits } from "./turn-limits.ts";
import { judgeVersion, testedVersion } from "./version-rule.ts";

export interface StartRequest {
  /** From `findOpencode`. */
  binary: string;
  /** The person's checkout, whose OpenCode settings are copied. */
  repositoryRoot: string;
  /** A folder of ours for this repository; one process at a time uses it. */
  stateDir: string;
  /** The person's environment. */
  env: Environment;
  /** Wanted models, `provider/model` or a bare model name. */
  models: readonly string[];
  /** Did the person allow this repository's plug-ins and custom tools to run? */
  trustProject: boolean;
  /** Our plug-in, bundled into one file. */
  pluginPath: string;
  log: Log;
}

/** For tests: shorter times and tighter limits. */
export interface StartTuning {
  times: Partial<AgentsTimes>;
  limits: Partial<TurnLimits>;
}

const readyWithin = 90_000;
const graceMs = 3000;

/**
 * Ends what a killed swarm left, starts the server and returns the port. Throws AgentsError `opencode-missing`,
 * `opencode-too-old`, `opencode-failed`, `no-provider`, `plugin-missing`.
 */
export async function startAgents(
  request: StartRequest,
  tuning: StartTuning = { times: {}, limits: {} },
): Promise<Agents> {
  const { log } = request;
  const stateDir = join(request.stateDir, "opencode");
  const neutralDirectory = join(stateDir, "neutral");
  for (const folder of [stateDir, neutralDirectory]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  reapRecorded(stateDir, log);

  const password = randomBytes(24).toString("hex");
  const recordPath = join(stateDir, "owner.json");
  const mark = randomBytes(16).toString("hex");
  const env = prepare(request, { stateDir, password, mark, recordPath });
  const server = await launchServer({
    binary: request.binary,
    env,
    cwd: neutralDirectory,
    mark,
    stateDir,
    readyWithin,
  });
  const access = { url: server.url, password };
  const client = createServerClient(access);
  try {
    const version = await checkVersion(client, request.binary, log);
    const connected: { agents: ConnectedAgents | null } = { agents: null };
    const gateway = await startGateway(recordPath, async (call, sessionId, args) =>
      connected.agents === null
        ? { refused: "The swarm is not ready yet." }
        : connected.agents.answerCall(call, sessionId, args),
    );
    const stop = async () => {
      await client.disposeAll(graceMs).catch(() => undefined);
      await server.stop(graceMs);
      await gateway.close();
    };
    const { pid, exited, kill } = server;
    const agents = connectAgents(
      { access, client, version, pid, neutralDirectory, exited, kill, stop },
      { times: { ...defaultTimes, ...tuning.times }, limits: { ...defaultLimits, ...tuning.limits }, log },
    );
    connected.agents = agents;
    await requireProvider(client, neutralDirectory).catch(async (error: unknown) => {
      await agents.close();
      throw error;
    });
    return agents;
  } catch (error) {
    await server.stop(graceMs);
    throw withTail(error, server);
  }
}

/** Writes the configuration into our folder; returns the environment that points the server at it. */
function prepare(
  request: StartRequest,
  own: { stateDir: string; password: string; mark: string; recordPath: string },
): Record<string, string> {
  const { env, log } = request;
  const { stateDir, password, mark, recordPath } = own;
  const project = copyProject(request.repositoryRoot, join(stateDir, "config"), request.trustProject, log);
  const below = mergeConfigs([readPersonConfig(env, log), project.config]);
  const signIns = readSignIns(env);
  const pluginOptions = { recordPath, shellEnvironment: shellEnvironment(env) };
  const { models, pluginPath } = request;
  const ours = serverConfig({ below, signedIn: signIns.providers, models, pluginPath, pluginOptions });
  const named = [...signIns.providers, ...namedProviders(below), ...models.map((model) => model.split("/")[0] ?? "")];
  return serverEnvironment(env, {
    password,
    mark,
    content: JSON.stringify(mergeConfigs([readContent(env.OPENCODE_CONFIG_CONTENT, log), ours])),
    configFile: copyOwnConfig(env.OPENCODE_CONFIG, stateDir, log),
    configFolder: project.folder,
    database: join(stateDir, "sessions.db"),
    stateHome: join(stateDir, "state"),
    catalogue: signIns.remote ? null : writeCatalogue(stateDir, named, env),
  });
}

/** OpenCode adds to the configuration files that it reads: also the person's own is only given as a copy. */
function copyOwnConfig(path: string | undefined, stateDir: string, log: Log): string | null {
  const config = path ? readConfigFile(path, log) : null;
  if (config === null) return null;
  const copy = join(stateDir, "person.json");
  writePrivateFile(copy, JSON.stringify({ $schema: "https://opencode.ai/config.json", ...config }));
  return copy;
}

function writeCatalogue(stateDir: string, named: readonly string[], env: Environment): string | null {
  const full = readCachedCatalogue(env);
  if (full === null) return null;
  const path = join(stateDir, "models.json");
  writePrivateFile(path, JSON.stringify(reduceCatalogue(full, named, env)));
  return path;
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
  throw new AgentsError("no-provider", "OpenCode is connected to no model provider. Sign in with: opencode auth login");
}

function withTail(error: unknown, server: ServerProcess): unknown {
  if (!(error instanceof AgentsError) || error.reason !== "server-lost") return error;
  const words = `OpenCode stopped answering while it started: ${server.tail().trim().slice(-600)}`;
  return new AgentsError("opencode-failed", words, {}, { cause: error });
}
