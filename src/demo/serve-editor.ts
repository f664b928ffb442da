// Serves VS Code to a browser on loopback, behind a random password, for as long as the demo lasts.
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { installCodeServer } from "./code-server/install-code-server.ts";
import { linkExtension } from "./code-server/link-extension.ts";
import { runCodeServer } from "./code-server/run-code-server.ts";

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

/** Takes code-server from the npm registry once, into a cache; then starts it. Linux x64 only: throws elsewhere. */
export async function serveEditor(request: ServeRequest): Promise<ServedEditor> {
  const { folder, extension, repository, env, say } = request;
  say("The first time this takes about half a minute.");
  const server = await installCodeServer("current");
  const data = join(folder, "editor");
  const extensions = join(folder, "extensions");
  const config = join(folder, "code-server.yaml");
  await mkdir(join(data, "User"), { recursive: true });
  await writeFile(join(data, "User", "settings.json"), JSON.stringify(settings, null, 2));
  await writeFile(config, "cert: false\n");
  await linkExtension(extension, extensions);
  const password = randomBytes(12).toString("base64url");
  const { url, ended, stop } = await runCodeServer({
    server,
    args: ["--user-data-dir", data, "--extensions-dir", extensions, "--config", config, "--auth", "password"],
    env: { ...env, PASSWORD: password, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }) },
    logFile: join(folder, "code-server.log"),
  });
  return { address: `${url}/?folder=${encodeURIComponent(repository)}`, password, ended, stop };
}
