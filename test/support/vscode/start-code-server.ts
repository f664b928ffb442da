// Starts code-server on a free port of loopback and says when it answers; what it starts, it stops.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { bringExtension, type ExtensionSource } from "./bring-extension.ts";
import { installCodeServer } from "../../../src/demo/code-server/install-code-server.ts";
import { killGroupAtExit } from "./kill-group.ts";
import { teachOldest } from "./teach-oldest.ts";
import type { Profile } from "./profile.ts";
import { serverEnvironment } from "./server-environment.ts";
import { until } from "./until.ts";
import type { CodeServerAge } from "../../../src/demo/code-server/versions.ts";

export interface ServerOptions {
  age: CodeServerAge;
  profile: Profile;
  extension: ExtensionSource;
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

const startLimitMs = 120_000;
const stopLimitMs = 10_000;

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
  const port = await freePort();
  const logFile = join(profile.root, "server.log");
  const log = await open(logFile, "a");
  const child = spawn(server.node, [server.entry, ...places, ...serverArguments(port, options)], {
    env,
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  await once(child, "spawn");
  await log.close();
  const pid = child.pid ?? 0;
  const release = killGroupAtExit(pid);
  const ended = once(child, "exit");
  const readLog = async (): Promise<string> => (await readFile(logFile, "utf8")).slice(-4000);
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    const kill = setTimeout(() => signalGroup(pid, "SIGKILL"), stopLimitMs);
    signalGroup(pid, "SIGTERM");
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(kill);
    // Extension hosts and what they started share the group.
    signalGroup(pid, "SIGKILL");
    release();
  };
  try {
    await until(`code-server at ${url}`, startLimitMs, async () => {
      if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}`);
      return (await answers(`${url}/healthz`)) ? true : undefined;
    });
  } catch (error) {
    await stop();
    throw new Error(`code-server did not start:\n${await readLog()}`, { cause: error });
  }
  return {
    url,
    pid,
    extension,
    remoteUri: (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`,
    log: readLog,
    stop,
  };
}

function serverArguments(port: number, { age, extension }: ServerOptions): string[] {
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  const closed = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-workspace-trust", "--disable-proxy"];
  // A built VS Code lets a web page name an extension under development only with this driver.
  const driver =
    extension.kind === "development" && age === "current" ? ["--vscode-option", "enable-smoke-test-driver"] : [];
  return [...closed, ...quiet, "--ignore-last-opened", ...driver];
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.status < 500,
    () => false,
  );

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
