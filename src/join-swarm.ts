// How any process comes to a repository's swarm: it becomes the owner and serves the others, or it is a client of the owner.
import { setTimeout as sleep } from "node:timers/promises";
import { createGit } from "./adapters/git/git.ts";
import { gitEnvironment } from "./adapters/git/git-environment.ts";
import { probeRepository } from "./adapters/git/probe-repository.ts";
import { newSecret, sameSecret } from "./adapters/machine/secret.ts";
import { clearClientRecord, removeClientRecord, writeClientRecord } from "./adapters/owner/client-record.ts";
import { connectOwner } from "./adapters/owner/connect-owner.ts";
import { watchPlace } from "./adapters/owner/watch-place.ts";
import { openReader } from "./adapters/store/open-reader.ts";
import { readOwner, unseenOwner } from "./adapters/store/owner-lock.ts";
import { join } from "./application/join.ts";
import type { JoinedSwarm } from "./application/joined-swarm.ts";
import type { LiveSwarm } from "./application/live-swarm.ts";
import { OwnerError, type OwnerReport } from "./application/ports/owner.ts";
import { viewSwarm } from "./application/view-swarm.ts";
import { openLiveSwarm, stateDirOf, storeDirOf, storeOptions, type OwnRequest } from "./compose.ts";
import { protocolVersion } from "./owner-protocol.ts";
import type { Program } from "./surfaces/cli/program.ts";
import { serveOwner } from "./surfaces/http/serve-owner.ts";

export interface JoinRequest extends Pick<OwnRequest, "dir" | "env" | "log"> {
  /** What this process opens the swarm with. Asked for only when nobody owns it. */
  asOwner(): OwnRequest | Promise<OwnRequest>;
  /** Milliseconds that an owner may take until it can be reached; Infinity: as long as it takes. */
  patienceMs: number;
  /** Told of each try that came to nothing. */
  onWaiting(why: OwnerError): void;
  signal: AbortSignal;
  /** Milliseconds: between two signs of life; without one until an owner counts as silent; that a client may leave unread. */
  pace?: { beatMs?: number; silentMs?: number; patienceMs?: number };
}

type Place = Pick<JoinRequest, "asOwner" | "log" | "pace"> & { root: string; stateDir: string; storeDir: string };

/** An owner that lets nobody in: it ends soon, and what others would start could not go on. */
function alone(swarm: LiveSwarm): JoinedSwarm {
  return { ...swarm, ownedBy: null, watchOwner: () => () => undefined };
}

/** Owns the swarm, and lets other processes of this user in as long as it does. */
async function own(place: Place): Promise<JoinedSwarm> {
  const request = await place.asOwner();
  const swarm = await openLiveSwarm(request);
  if (request.follows !== "everything") return alone(swarm);
  try {
    // The last owner may have left its address, which can be anybody's by now.
    clearClientRecord(place.stateDir);
    const token = newSecret();
    const authorized = (given: string): boolean => sameSecret(given, token);
    const server = await serveOwner({ swarm, authorized, log: place.log, ...place.pace });
    writeClientRecord(place.stateDir, { protocol: protocolVersion, pid: process.pid, url: server.url, token });
    const watched = await watchPlace(swarm, () => readOwner(place.storeDir), place.log);
    let ended: Promise<void> | null = null;
    const end = (letGo: () => Promise<void>): Promise<void> => {
      watched.end();
      server.leave();
      removeClientRecord(place.stateDir, token);
      // Clients hear what the end stores, and that it is the end when the lock is free.
      ended ??= letGo().finally(() => server.close());
      return ended;
    };
    return {
      ...alone(swarm),
      watchOwner: watched.watchOwner,
      close: () => end(swarm.close),
      leave: () => end(swarm.leave),
    };
  } catch (error) {
    await swarm
      .close()
      .catch((second: unknown) => place.log.warn("leaving after a failure", { error: String(second) }));
    throw error;
  }
}

async function connect(owner: OwnerReport, { root, stateDir, storeDir, log, pace }: Place): Promise<JoinedSwarm> {
  const present = (): Promise<OwnerReport | null> => readOwner(storeDir);
  // It may listen, but on the loopback interface of another machine or container.
  const unseen = await unseenOwner(storeDir);
  if (unseen !== null) throw new OwnerError("unreachable", unseen, { ...owner });
  return connectOwner({
    stateDir,
    owner,
    openView: async () => viewSwarm(root, await openReader({ ...storeOptions, dir: storeDir }), present),
    async stillOwner() {
      const now = await present();
      return now !== null && now.pid === owner.pid && now.since === owner.since;
    },
    log,
    ...pace,
  });
}

/** Throws GitError; StoreError; OwnerError when there is an owner and it could not be reached in time. */
export async function joinSwarm(request: JoinRequest): Promise<JoinedSwarm> {
  const git = createGit({ binary: "git", environment: gitEnvironment(request.env), cwd: request.dir });
  const repository = await probeRepository(git);
  const { root } = repository;
  const place = { ...request, root, stateDir: stateDirOf(repository), storeDir: storeDirOf(repository) };
  return join({
    ...request,
    // Where the lock cannot be read, becoming the owner says why.
    owner: () => readOwner(place.storeDir).catch(() => null),
    own: () => own(place),
    connect: (owner) => connect(owner, place),
    wait: (ms) => sleep(ms),
    dice: Math.random,
    now: () => performance.now(),
  });
}

/** Milliseconds that another process may take until a command can speak to it. */
const commandPatienceMs = 20_000;

/** As a command joins: when it ends without a word its workers end too, as nobody else may be there to look after them. */
export const joinAsCommand: Program["joinSwarm"] = ({ onWaiting, signal, ...request }) => {
  const asOwner = (): OwnRequest => ({ ...request, endsWithUs: true });
  return joinSwarm({ ...request, asOwner, patienceMs: commandPatienceMs, onWaiting, signal });
};
