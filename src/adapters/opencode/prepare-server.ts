// Writes what the server is to read into a folder of ours, and makes the environment that points it there.
import { join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { writePrivateFile } from "../machine/private-file.ts";
import { mergeConfigs, readConfigFiles } from "./config-text.ts";
import { readCachedCatalogue, reduceCatalogue } from "./lean-catalogue.ts";
import {
  namedProviders,
  ownConfigFiles,
  readContent,
  readPersonConfig,
  readSignIns,
  type Environment,
} from "./person-config.ts";
import { copyPersonFolder, copyProject } from "./project-copy.ts";
import { serverConfig } from "./server-config.ts";
import { serverEnvironment, shellEnvironment } from "./server-environment.ts";

/** Where a server of ours is kept, and how. */
export interface KeepRequest {
  /** A folder of ours for this repository; one process at a time uses it. */
  stateDir: string;
  /** The program that keeps the server. */
  keeperPath: string;
  /** Where it is written who owns the swarm. */
  storeDir: string;
  /** Milliseconds without an owner after which a server that was left running is ended. */
  aloneFor: number;
  /** When this process ends, however it does, the server ends too; else it waits for the next owner. */
  endsWithUs: boolean;
  /** Whether another process has taken the swarm over: what runs at the server is its own then, and not ours to end. */
  isTaken(): boolean;
  /** The person's environment. */
  env: Environment;
  log: Log;
}

export interface StartRequest extends KeepRequest {
  /** From `findOpencode`. */
  binary: string;
  /** The person's checkout, whose OpenCode settings are copied. */
  repositoryRoot: string;
  /** Wanted models, `provider/model` or a bare model name. */
  models: readonly string[];
  /** Did the person allow this repository's plug-ins and custom tools to run? */
  trustProject: boolean;
  /** Our plug-in, bundled into one file. */
  pluginPath: string;
}

/** Writes the configuration into our folder; returns the environment that points the server at it. */
export function prepareServer(
  request: StartRequest,
  own: { stateDir: string; password: string; mark: string; recordPath: string },
): Record<string, string> {
  const { env, log } = request;
  const { stateDir, password, mark, recordPath } = own;
  const folder = join(stateDir, "config");
  copyPersonFolder(env.OPENCODE_CONFIG_DIR, folder, log);
  const project = copyProject(request.repositoryRoot, folder, request.trustProject, log);
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
    configFile: copyOwnConfig(env, stateDir, log),
    configFolder: project.folder,
    database: join(stateDir, "sessions.db"),
    stateHome: join(stateDir, "state"),
    catalogue: signIns.remote ? null : writeCatalogue(stateDir, named, env),
  });
}

/** OpenCode adds to the configuration files that it reads: also the person's own ones are only given as a copy. */
function copyOwnConfig(env: Environment, stateDir: string, log: Log): string | null {
  const configs = readConfigFiles(ownConfigFiles(env), log);
  if (configs.length === 0) return null;
  const copy = join(stateDir, "person.json");
  writePrivateFile(copy, JSON.stringify(mergeConfigs([...configs, { $schema: "https://opencode.ai/config.json" }])));
  return copy;
}

function writeCatalogue(stateDir: string, named: readonly string[], env: Environment): string | null {
  const full = readCachedCatalogue(env);
  if (full === null) return null;
  const path = join(stateDir, "models.json");
  writePrivateFile(path, JSON.stringify(reduceCatalogue(full, named, env)));
  return path;
}
