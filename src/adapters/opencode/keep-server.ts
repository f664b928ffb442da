// What the keeper does: starts `opencode serve`, and ends it with all that it started when told to, or when left alone.
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { basicAuth, type ServerAccess } from "./basic-auth.ts";
import { freePort } from "./free-port.ts";
import type { GuardRequest, KeeperReply, KeeperRequest, StartServer } from "./keeper-request.ts";
import { identify, kill, stillRuns, type ProcessIdentity } from "./process-table.ts";
import { readServerLog, serverLogPath } from "./server-log.ts";
import { endMarked, removeServerRecord, writeServerRecord } from "./server-record.ts";

interface KeeperParts {
  /** Whether a process owns the swarm now. */
  isOwned(): Promise<boolean>;
  reply(reply: KeeperReply): void;
}

export interface Keeping {
  /** Ends everything in order. */
  end(): Promise<void>;
  /** Settles when nothing is left to keep. */
  over: Promise<void>;
}

/** The server that is kept. `exited` settles when it has ended, however it did. */
interface Subject {
  identity: ProcessIdentity | null;
  exited: Promise<void>;
}

const graceMs = 3000;
const lookEveryMs = 2000;
const aliveLookMs = 250;
const listenLookMs = 25;
const listening = /opencode server listening on (http:\/\/\S+)/;

function spawnServer({ binary, env, cwd, stateDir }: StartServer, port: number): ChildProcess {
  // Into a file: a pipe would break with its reader, and the server with the pipe.
  const log = openSync(serverLogPath(stateDir), "w", 0o600);
  try {
    return spawn(binary, ["serve", "--hostname=127.0.0.1", `--port=${port}`, "--log-level=WARN"], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** `onError` hears why a program could not be started at all. */
function childSubject(child: ChildProcess, onError: (error: Error) => void): Subject {
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      onError(error);
      resolve();
    });
  });
  return { identity: child.pid === undefined ? null : identify(child.pid), exited };
}

/** A server that somebody else started. */
function foreignSubject(identity: ProcessIdentity): Subject {
  const watch = async (): Promise<void> => {
    while (stillRuns(identity)) await wait(aliveLookMs);
  };
  return { identity, exited: watch() };
}

/** Asks the server to end the commands of its workers itself. */
async function dispose(access: ServerAccess): Promise<void> {
  const headers = { authorization: basicAuth(access) };
  const signal = AbortSignal.timeout(graceMs);
  await fetch(`${access.url}/global/dispose`, { method: "POST", headers, signal }).catch(() => undefined);
}

function keep(subject: Subject, access: ServerAccess | null, request: KeeperRequest, parts: KeeperParts): Keeping {
  const { stateDir, mark, aloneFor } = request;
  const { identity, exited } = subject;
  let over = false;
  const gone = exited.then(() => (over = true));
  const signalServer = (signal: NodeJS.Signals): void => {
    if (!over && identity !== null && stillRuns(identity)) kill(identity.pid, signal);
  };
  let ending: Promise<void> | null = null;

  async function endInOrder(): Promise<void> {
    if (access !== null && !over) await dispose(access);
    signalServer("SIGTERM");
    await Promise.race([gone, wait(graceMs)]);
    signalServer("SIGKILL");
    await gone;
    endMarked(mark);
    removeServerRecord(stateDir, mark);
  }
  const end = (): Promise<void> => (ending ??= endInOrder());

  async function untilAlone(): Promise<void> {
    let aloneSince: number | null = null;
    while (!over) {
      await wait(Math.min(lookEveryMs, aloneFor));
      // A repository that was removed has nobody who could come back.
      if (!existsSync(stateDir)) return;
      if (await parts.isOwned().catch(() => false)) aloneSince = null;
      else aloneSince ??= Date.now();
      if (aloneSince !== null && Date.now() - aloneSince >= aloneFor) return;
    }
  }
  return { end, over: Promise.race([gone, untilAlone()]).then(end) };
}

/** Takes care of a server whose keeper was killed. */
function guard(request: GuardRequest, parts: KeeperParts): Keeping {
  const { stateDir, server, access, mark, fingerprint } = request;
  const keeper = identify(process.pid);
  if (keeper !== null) writeServerRecord(stateDir, { server, keeper, access, mark, fingerprint });
  parts.reply({ ready: true });
  return keep(foreignSubject(server), access, request, parts);
}

async function start(request: StartServer, parts: KeeperParts): Promise<Keeping> {
  const { stateDir, mark, password, fingerprint, binary, readyWithin } = request;
  let failure = "";
  const subject = childSubject(spawnServer(request, await freePort()), (error) => (failure = String(error)));
  const record = (access: ServerAccess | null): void => {
    const keeper = identify(process.pid);
    if (subject.identity === null || keeper === null) return;
    writeServerRecord(stateDir, { server: subject.identity, keeper, access, mark, fingerprint });
  };
  record(null);
  const ended = subject.exited.then(() => "ended" as const);
  const patience = Date.now() + readyWithin;
  let state: "starting" | "ended" = "starting";
  let url: string | null = null;
  while (url === null && state === "starting" && Date.now() < patience) {
    state = await Promise.race([ended, wait(listenLookMs, "starting" as const)]);
    url = listening.exec(readServerLog(stateDir))?.[1] ?? null;
  }
  if (url !== null && state === "starting") {
    const access = { url, password };
    record(access);
    parts.reply({ ready: true });
    return keep(subject, access, request, parts);
  }
  const how = state === "ended" ? "ended before it listened" : `did not listen within ${readyWithin / 1000} s`;
  const said = `${readServerLog(stateDir)}${failure}`.trim().slice(-600);
  const keeping = keep(subject, null, request, parts);
  await keeping.end();
  parts.reply({ failed: `OpenCode (${binary}) ${how}${said === "" ? "" : `: ${said}`}` });
  return keeping;
}

/** Starts the server, or guards one that runs, says how that went, and keeps it. */
export const keepServer = async (request: KeeperRequest, parts: KeeperParts): Promise<Keeping> =>
  request.kind === "start" ? start(request, parts) : guard(request, parts);
