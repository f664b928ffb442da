// Runs test/support/opencode-owner.ts as a process that a test may kill.
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { StartRequest } from "../../src/adapters/opencode/prepare-server.ts";

export interface OwnerProcess {
  process: ChildProcess;
  pid: number;
  session_id: string;
  /** Of the prompt that begins its turn. */
  message_id: string;
  /** Resolves when the owner has exited. */
  exited: Promise<void>;
}

/** Starts the owner and resolves when its session exists and its turn, which runs `command` in bash, is about to start. */
export async function spawnOwner(
  request: StartRequest,
  folder: string,
  job: { directory: string; command: string },
): Promise<OwnerProcess> {
  const outfile = join(folder, "owner.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("opencode-owner.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const { log: _log, isTaken: _isTaken, ...rest } = request;
  const child = spawn(process.execPath, [outfile, JSON.stringify({ ...rest, ...job })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string>((resolve, reject) => {
    lines.once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the owner ended with ${code}`)));
  });
  return { ...(JSON.parse(first) as Pick<OwnerProcess, "pid" | "session_id" | "message_id">), process: child, exited };
}
