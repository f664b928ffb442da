// The process `opencode serve`: started quietly, watched until it listens, and ended with everything that it started.
import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { AgentsError } from "../../application/ports/agents.ts";
import { freePort } from "./free-port.ts";
import { identify, kill } from "./process-table.ts";
import { endMarked, removeServerRecord, writeServerRecord } from "./server-record.ts";

export interface LaunchRequest {
  binary: string;
  env: Record<string, string>;
  /** A folder that belongs to no project. */
  cwd: string;
  mark: string;
  stateDir: string;
  /** Milliseconds until it must listen. */
  readyWithin: number;
}

export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  /** Settles when the process has ended, however it did. Never rejects. */
  readonly exited: Promise<void>;
  /** Last lines that it printed. */
  tail(): string;
  /** Ends it at once, and what it started. */
  kill(): void;
  /** SIGTERM, then SIGKILL after the grace, then what it left running. */
  stop(graceMs: number): Promise<void>;
}

const tailLength = 8192;
const lastWordsMs = 2_000;
const listening = /opencode server listening on (http:\/\/\S+)/;

/** Starts the server and resolves when it listens. Throws AgentsError `opencode-failed` with what it printed. */
export async function launchServer(request: LaunchRequest): Promise<ServerProcess> {
  // A process group of its own: Ctrl-C in a terminal ends us, and we end it in order.
  const port = `--port=${await freePort()}`;
  const child = spawn(request.binary, ["serve", "--hostname=127.0.0.1", port, "--log-level=WARN"], {
    cwd: request.cwd,
    env: request.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  const heard = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      printed = (printed + text).slice(-tailLength);
      heard.dispatchEvent(new Event("text"));
    });
  }
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()));
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    const settle = () => {
      ended = true;
      resolve();
    };
    child.once("exit", settle);
    child.once("error", (error) => {
      printed += String(error);
      settle();
    });
  });
  const killAll = () => {
    if (child.pid !== undefined && !ended) kill(child.pid, "SIGKILL");
    endMarked(request.mark);
  };
  const onOurExit = () => killAll();
  process.once("exit", onOurExit);
  const forget = () => {
    process.off("exit", onOurExit);
    removeServerRecord(request.stateDir);
  };
  record(request, child.pid, null);

  const url = await Promise.race([
    exited.then(() => null),
    wait(request.readyWithin, null, { ref: false }),
    new Promise<string>((resolve) => {
      heard.addEventListener("text", () => {
        const match = listening.exec(printed);
        if (match?.[1]) resolve(match[1]);
      });
    }),
  ]);
  if (url === null || child.pid === undefined) {
    killAll();
    // A process can be gone before its last words were read; something that it started may hold the pipe for ever.
    if (ended) await Promise.race([closed, wait(lastWordsMs, undefined, { ref: false })]);
    forget();
    const how = ended ? "ended before it listened" : `did not listen within ${request.readyWithin / 1000} s`;
    const said = printed.trim().slice(-600);
    const words = `OpenCode (${request.binary}) ${how}${said === "" ? "" : `: ${said}`}`;
    throw new AgentsError("opencode-failed", words);
  }
  record(request, child.pid, url);
  const { pid } = child;
  return {
    pid,
    url,
    exited,
    tail: () => printed,
    kill: killAll,
    stop: async (graceMs) => {
      if (!ended) kill(pid, "SIGTERM");
      await Promise.race([exited, wait(graceMs, undefined, { ref: false })]);
      killAll();
      await exited;
      forget();
    },
  };
}

function record(request: LaunchRequest, pid: number | undefined, url: string | null): void {
  const identity = pid === undefined ? null : identify(pid);
  if (identity === null) return;
  const { started, command } = identity;
  writeServerRecord(request.stateDir, { pid: identity.pid, started, command, url, mark: request.mark });
}
