// Serves VS Code to a browser on loopback, behind a random password, for as long as the demo lasts.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installCodeServer } from "./code-server/install-code-server.ts";

export interface ServedEditor {
  /** With the folder to open. */
  address: string;
  password: string;
  /** Settles when the server has ended by itself. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ServeRequest {
  /** Takes everything that the editor writes. */
  folder: string;
  /** Folder of the extension. */
  extension: string;
  repository: string;
  env: NodeJS.ProcessEnv;
  say(line: string): void;
}

const startLimitMs = 120_000;
const stopLimitMs = 5_000;

/** What would make a person's first minutes in it noisy: welcome pages, updates, and questions about trust in our own folder. */
const settings = {
  "workbench.startupEditor": "none",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "git.autofetch": false,
};

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

/** The extension's folder as VS Code finds an installed one. */
async function linkExtension(extension: string, extensions: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(extension, "package.json"), "utf8")) as Record<string, unknown>;
  await mkdir(extensions, { recursive: true });
  await symlink(
    extension,
    join(extensions, `${manifest["publisher"]}.${manifest["name"]}-${manifest["version"]}`),
    "dir",
  );
}

/** Takes code-server from the npm registry once, into a cache; then starts it. Linux x64 only: throws elsewhere. */
export async function serveEditor(request: ServeRequest): Promise<ServedEditor> {
  const { folder, env, say } = request;
  say("The first time this takes about half a minute.");
  const server = await installCodeServer("current");
  const data = join(folder, "editor");
  const extensions = join(folder, "extensions");
  await mkdir(join(data, "User"), { recursive: true });
  await writeFile(join(data, "User", "settings.json"), JSON.stringify(settings, null, 2));
  await linkExtension(request.extension, extensions);
  const config = join(folder, "code-server.yaml");
  await writeFile(config, "cert: false\n");
  const port = await freePort();
  const password = randomBytes(12).toString("base64url");
  const places = ["--user-data-dir", data, "--extensions-dir", extensions, "--config", config];
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  const closed = ["--auth", "password", "--bind-addr", `127.0.0.1:${port}`, "--disable-proxy", "--ignore-last-opened"];
  const child = spawn(server.node, [server.entry, ...places, ...quiet, ...closed], {
    env: { ...env, PASSWORD: password, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const log = createWriteStream(join(folder, "code-server.log"));
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = once(child, "exit").then(() => undefined);
  const stop = async (): Promise<void> => {
    signalGroup(child.pid, "SIGTERM");
    await Promise.race([ended, sleep(stopLimitMs, undefined, { ref: false })]);
    // Extension hosts and what they started share the group.
    signalGroup(child.pid, "SIGKILL");
    await ended;
    log.end();
  };
  try {
    await untilItAnswers(`http://127.0.0.1:${port}/healthz`, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(request.repository)}`,
    password,
    ended,
    stop,
  };
}

async function untilItAnswers(address: string, ended: Promise<void>): Promise<void> {
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  const end = Date.now() + startLimitMs;
  while (!gone && Date.now() < end) {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5000) }).catch(() => null);
    if (answer !== null && answer.status < 500) return;
    await sleep(100);
  }
  throw new Error(gone ? "code-server ended before it answered" : "code-server did not answer in two minutes");
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
