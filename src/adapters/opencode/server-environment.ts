// The environment of the agent server: the person's own, made lean and quiet, and what of it the workers' bash gets back.
import type { SwarmPluginOptions } from "../../plugin/swarm-plugin.ts";
import { markVariable } from "./server-record.ts";
import type { Environment } from "./person-config.ts";

export interface ServerSetup {
  password: string;
  mark: string;
  /** Our configuration, the layer above all others. */
  content: string;
  /** Copy of the file that the person's own OPENCODE_CONFIG names, or null. */
  configFile: string | null;
  configFolder: string;
  database: string;
  stateHome: string;
  /** Reduced catalogue, or null for OpenCode's full one. */
  catalogue: string | null;
}

/** Never given to bash, whoever set them. */
const secret = ["OPENCODE_SERVER_PASSWORD", "OPENCODE_SERVER_USERNAME", "OPENCODE_CONFIG_CONTENT", "OPENCODE_CONFIG"];
const loopback = ["127.0.0.1", "localhost"];

function ours(person: Environment, setup: ServerSetup): Record<string, string | null> {
  const noProxy = [...new Set([...(person.NO_PROXY ?? person.no_proxy ?? "").split(","), ...loopback])]
    .filter((host) => host !== "")
    .join(",");
  return {
    OPENCODE_SERVER_USERNAME: "opencode",
    OPENCODE_SERVER_PASSWORD: setup.password,
    OPENCODE_CONFIG_CONTENT: setup.content,
    OPENCODE_CONFIG: setup.configFile,
    OPENCODE_CONFIG_DIR: setup.configFolder,
    OPENCODE_DB: setup.database,
    OPENCODE_MODELS_PATH: setup.catalogue,
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_SHARE: "1",
    OPENCODE_DISABLE_CLAUDE_CODE: "1",
    OPENCODE_DISABLE_EXTERNAL_SKILLS: "1",
    OPENCODE_DISABLE_EMBEDDED_WEB_UI: "1",
    OPENCODE_DISABLE_FFF: "1",
    OPENCODE_EXPERIMENTAL_DISABLE_FILEWATCHER: "1",
    OPENCODE_DISABLE_PROJECT_CONFIG: "1",
    // Set by the person it would keep every plug-in away, ours too.
    OPENCODE_PURE: null,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    // A stale install lock in the person's own folder blocks the first session for a minute.
    XDG_STATE_HOME: setup.stateHome,
    // OpenCode's JavaScript engine lets its heap grow by the memory of the machine. Our plug-in gives back what parked worktrees leave;
    // this is for turns that are long. Half of it would cost twice the processor time.
    BUN_JSC_forceRAMSize: person.BUN_JSC_forceRAMSize ?? String(2 ** 30),
    // Else the first session waits for an install of OpenCode's plug-in package.
    npm_config_offline: "true",
  };
}

/** The whole environment of the server's process. */
export function serverEnvironment(person: Environment, setup: ServerSetup): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...person, ...ours(person, setup), [markVariable]: setup.mark })) {
    if (value !== undefined && value !== null) env[name] = value;
  }
  return env;
}

const names = ours(
  {},
  {
    password: "",
    mark: "",
    content: "",
    configFile: null,
    configFolder: "",
    database: "",
    stateHome: "",
    catalogue: null,
  },
);

/** What a worker's bash gets: the person's value of each variable that we changed, null where there was none. */
export function shellEnvironment(person: Environment): SwarmPluginOptions["shellEnvironment"] {
  return Object.fromEntries(
    Object.keys(names).map((name) => [name, secret.includes(name) ? null : (person[name] ?? null)]),
  );
}
