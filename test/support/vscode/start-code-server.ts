// Starts code-server on a free port of loopback and says when it answers; what it starts, it stops.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bringExtension, type ExtensionSource } from "./bring-extension.ts";
import { installCodeServer } from "../../../src/demo/code-server/install-code-server.ts";
import { runCodeServer } from "../../../src/demo/code-server/run-code-server.ts";
import { leaveOnSignal } from "./leave-on-signal.ts";
import { teachOldest } from "./teach-oldest.ts";
import type { Profile } from "./profile.ts";
import { serverEnvironment } from "./server-environment.ts";
import type { CodeServerAge } from "../../../src/demo/code-server/versions.ts";

export interface ServerOptions {
  age: CodeServerAge;
  profile: Profile;
  extension: ExtensionSource;
  /** The person is asked before anything runs in a folder. False: every folder is trusted. */
  workspaceTrust: boolean;
  /** Variables above those of `serverEnvironment`. */
  env: Readonly<Record<string, string>>;
}

export interface RunningServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  readonly extension: ExtensionSource;
  /** What VS Code in the browser calls a file of this machine. */
  remoteUri(path: string): string;
  /** The last lines that the server wrote. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

export async function startCodeServer(options: ServerOptions): Promise<RunningServer> {
  const { profile, extension } = options;
  const server = await installCodeServer(options.age);
  if (options.age === "oldest") await teachOldest(server);
  const config = join(profile.root, "code-server.yaml");
  await writeFile(config, "cert: false\n");
  const places = ["--user-data-dir", profile.userData, "--extensions-dir", profile.extensions, "--config", config];
  const env = serverEnvironment(profile.home, {
    ...options.env,
    // How the oldest code-server is told (teach-oldest.ts); the current one has an option for it.
    ...(extension.kind === "development" ? { SWARM_TEST_SMOKE_DRIVER: "1" } : {}),
  });
  await bringExtension(extension, server, profile, places, env);
  const logFile = join(profile.root, "server.log");
  const release = leaveOnSignal();
  const run = await runCodeServer({ server, args: [...places, ...serverArguments(options)], env, logFile });
  return {
    url: run.url,
    pid: run.pid,
    extension,
    remoteUri: (path) => `vscode-remote://127.0.0.1:${run.port}${encodeURI(path)}`,
    log: run.log,
    async stop() {
      await run.stop();
      release();
    },
  };
}

function serverArguments({ age, extension, workspaceTrust }: ServerOptions): string[] {
  // A built VS Code lets a web page name an extension under development only with this driver.
  const driver =
    extension.kind === "development" && age === "current" ? ["--vscode-option", "enable-smoke-test-driver"] : [];
  return ["--auth", "none", ...(workspaceTrust ? [] : ["--disable-workspace-trust"]), ...driver];
}
