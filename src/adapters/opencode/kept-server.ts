// The owner's hand on the server that a keeper keeps: started, found again after a restart, left running, or ended.
import { fork, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { AgentsError } from "../../application/ports/agents.ts";
import type { Log } from "../../application/ports/ambient.ts";
import type { ServerAccess } from "./basic-auth.ts";
import { endKeeper } from "./end-kept.ts";
import { keeperReplySchema, type KeeperRequest, type StartServer } from "./keeper-request.ts";
import { kill, stillRuns } from "./process-table.ts";
import { readServerLog } from "./server-log.ts";
import { endMarked, isSameProcess, readServerRecord, reapRecorded, type ServerRecord } from "./server-record.ts";

export interface KeptServer {
  readonly pid: number;
  readonly access: ServerAccess;
  /** Digest of what it was started with. */
  readonly fingerprint: string;
  /** Settles when the process has ended, however it did. Never rejects. */
  readonly exited: Promise<void>;
  /** Last lines that it printed. */
  tail(): string;
  /** Ends it at once, and what it started. */
  kill(): void;
  /** Ends it in order, and what it started. */
  stop(): Promise<void>;
  /** Forgets it: it goes on, for the next owner. */
  leave(): void;
}

/** What is the same for every keeper of one repository. */
export interface KeeperSetup {
  /** The keeper's program. */
  keeperPath: string;
  stateDir: string;
  storeDir: string;
  /** Milliseconds without an owner after which the keeper ends everything. */
  aloneFor: number;
  /** A process of ours that ends takes the server with it; else the server waits for the next owner. */
  endsWithUs: boolean;
  /** Whether another process has taken the swarm over, and this server with it. */
  isTaken(): boolean;
  log: Log;
}

const lookEveryMs = 250;

/** The environment of a keeper: what any program needs, and nothing of the person's secrets. */
function keeperEnvironment(): NodeJS.ProcessEnv {
  const needed = /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|SYSTEMROOT|LANG)$/i;
  const kept = Object.entries(process.env).filter(([name]) => needed.test(name));
  // In VS Code this very program is Electron.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: "1" };
}

/** Starts a keeper and resolves when it has what it keeps. Throws AgentsError `opencode-failed`. */
async function startKeeper({ keeperPath, stateDir }: KeeperSetup, request: KeeperRequest): Promise<void> {
  const log = openSync(join(stateDir, "keeper.log"), "w", 0o600);
  let keeper: ChildProcess;
  try {
    // A session of its own: neither Ctrl-C in a terminal nor the end of this process reaches it.
    keeper = fork(keeperPath, [], {
      detached: true,
      execArgv: [],
      env: keeperEnvironment(),
      stdio: ["ignore", log, log, "ipc"],
    });
  } finally {
    closeSync(log);
  }
  const failure = await new Promise<string | null>((resolve) => {
    keeper.once("message", (message) => {
      const reply = keeperReplySchema.safeParse(message).data;
      resolve(reply === undefined ? "the keeper's answer cannot be read" : "failed" in reply ? reply.failed : null);
    });
    keeper.once("error", (error) => resolve(`OpenCode's keeper could not be started: ${error.message}`));
    keeper.once("exit", (code) => resolve(`OpenCode's keeper ended with code ${String(code)}; see keeper.log`));
    keeper.send(request, (error) => error && resolve(`OpenCode's keeper could not be started: ${error.message}`));
  });
  if (keeper.connected) keeper.disconnect();
  keeper.unref();
  if (failure !== null) throw new AgentsError("opencode-failed", failure);
}

/** The server that the record names, if it is there. */
export function findKept(setup: KeeperSetup): KeptServer | null {
  const record = readServerRecord(setup.stateDir);
  return record?.access != null && isSameProcess(record.server) ? handOn(setup, record, record.access) : null;
}

/** Ends what the record names and starts a server. Throws AgentsError `opencode-failed` with what it printed. */
export async function startKept(setup: KeeperSetup, request: Omit<StartServer, "kind">): Promise<KeptServer> {
  reapRecorded(setup.stateDir, setup.log);
  await startKeeper(setup, { kind: "start", ...request });
  const kept = findKept(setup);
  if (kept === null) throw new AgentsError("opencode-failed", "OpenCode ended as soon as it listened.");
  return kept;
}

function handOn(setup: KeeperSetup, first: ServerRecord, access: ServerAccess): KeptServer {
  const { stateDir, log } = setup;
  const { server, mark, fingerprint } = first;
  let { keeper } = first;
  let left = false;
  let guarding: Promise<void> | null = null;

  /** A server without a keeper would outlive everybody: it gets a new one. */
  function guard(): void {
    guarding ??= (async () => {
      log.warn("the keeper of OpenCode is gone, and a new one is started", { keeper: keeper.pid });
      const { storeDir, aloneFor } = setup;
      await startKeeper(setup, { kind: "guard", stateDir, storeDir, aloneFor, mark, fingerprint, server, access });
      keeper = readServerRecord(stateDir)?.keeper ?? keeper;
    })()
      .catch((error: unknown) => log.warn("OpenCode has no keeper", { error: String(error) }))
      .finally(() => (guarding = null));
  }
  let timer: NodeJS.Timeout | undefined;
  const exited = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (stillRuns(server)) {
        if (!stillRuns(keeper) && !setup.isTaken()) guard();
        return;
      }
      clearInterval(timer);
      resolve();
    }, lookEveryMs);
  });
  const killNow = (): void => {
    if (stillRuns(server)) kill(server.pid, "SIGKILL");
    endMarked(mark);
  };
  const tellKeeper = (): void => {
    if (!left && !setup.isTaken() && stillRuns(keeper)) kill(keeper.pid, "SIGTERM");
  };
  if (setup.endsWithUs) process.once("exit", tellKeeper);
  return {
    pid: server.pid,
    access,
    fingerprint,
    exited,
    tail: () => readServerLog(stateDir),
    kill: killNow,
    async stop() {
      await guarding;
      if (!left) await endKeeper(keeper);
      process.off("exit", tellKeeper);
      // A keeper that is stuck, or was killed, is replaced by force.
      reapRecorded(stateDir, log);
      killNow();
      await exited;
    },
    leave() {
      left = true;
      clearInterval(timer);
      process.off("exit", tellKeeper);
      // Whoever has taken the swarm over found this one, or has another: then nobody follows what runs here.
      if (setup.isTaken() && readServerRecord(stateDir)?.mark !== mark) killNow();
    },
  };
}
