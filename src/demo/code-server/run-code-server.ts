// Runs code-server on a free port of loopback until it is stopped, with everything that it started.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { CodeServer } from "./install-code-server.ts";

export interface CodeServerRun {
  server: CodeServer;
  /** Those for the port are added. */
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Takes what it prints. */
  logFile: string;
}

export interface RunningCodeServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** Settles when it has ended, however it did. */
  readonly ended: Promise<void>;
  /** The last lines that it printed. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

const startLimitMs = 120_000;
const stopLimitMs = 10_000;
const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];

/** Resolves when it answers. Throws with what it printed. */
export async function runCodeServer({ server, args, env, logFile }: CodeServerRun): Promise<RunningCodeServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = ["--bind-addr", `127.0.0.1:${port}`, "--disable-proxy", "--ignore-last-opened"];
  const log = await open(logFile, "a");
  const child = spawn(server.node, [server.entry, ...args, ...quiet, ...place], {
    env,
    stdio: ["ignore", log.fd, log.fd],
    detached: true,
  });
  const ended = once(child, "exit").then(() => undefined);
  await once(child, "spawn");
  await log.close();
  const pid = child.pid ?? 0;
  const killAtOurExit = (): void => signalGroup(pid, "SIGKILL");
  process.once("exit", killAtOurExit);
  const readLog = async (): Promise<string> => (await readFile(logFile, "utf8")).slice(-4000);
  const stop = async (): Promise<void> => {
    const kill = setTimeout(() => signalGroup(pid, "SIGKILL"), stopLimitMs);
    signalGroup(pid, "SIGTERM");
    await ended;
    clearTimeout(kill);
    // Extension hosts and what they started share the group.
    signalGroup(pid, "SIGKILL");
    process.off("exit", killAtOurExit);
  };
  const end = Date.now() + startLimitMs;
  while (!(await answers(`${url}/healthz`))) {
    if (child.exitCode === null && child.signalCode === null && Date.now() < end) await sleep(50);
    else {
      await stop();
      throw new Error(`code-server did not start:\n${await readLog()}`);
    }
  }
  return { url, pid, port, ended, log: readLog, stop };
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
