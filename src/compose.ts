// The only file that knows every adapter: builds the swarm of one repository from its parts.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openRepository } from "./adapters/git/open-repository.ts";
import { sha256, systemClock, systemIds } from "./adapters/machine/ambient.ts";
import type { AgentsTimes } from "./adapters/opencode/agents.ts";
import { findOpencode } from "./adapters/opencode/find-opencode.ts";
import { programsHash } from "./adapters/opencode/project-programs.ts";
import { findAgents, reapLeftServer, startAgents } from "./adapters/opencode/start-agents.ts";
import { createCheckRunner } from "./adapters/process/check-runner.ts";
import { openReader } from "./adapters/store/open-reader.ts";
import { readOwner } from "./adapters/store/owner-lock.ts";
import { openStore } from "./adapters/store/open-store.ts";
import { agentServer, defaultSizeLimits, type SizeLimits } from "./application/agent-server.ts";
import type { Follows } from "./application/drive.ts";
import { openDoor, type Door } from "./application/execute.ts";
import { ownLiveSwarm, type LiveParts } from "./application/live/own-live-swarm.ts";
import type { LiveSwarm } from "./application/live-swarm.ts";
import type { Agents } from "./application/ports/agents.ts";
import type { Log } from "./application/ports/ambient.ts";
import type { EventReader } from "./application/ports/event-store.ts";
import type { Repository } from "./application/ports/repository.ts";
import { isAtWork, recover } from "./application/recover.ts";
import { endStrayTurns } from "./application/stray-turns.ts";
import type { SwarmView } from "./application/swarm.ts";
import { viewSwarm } from "./application/view-swarm.ts";
import type { RecordedEvent } from "./domain/events.ts";
import { allTables } from "./domain/projections/all-tables.ts";
import { upcast } from "./domain/upcast.ts";

export interface OwnRequest {
  /** Any folder of the repository. */
  dir: string;
  /** What others are told who owns the swarm, for example `opencode-swarm run plan.swarm.json`. */
  command: string;
  /** Path of the OpenCode program; absent: it is looked for. */
  opencode?: string;
  /** Consent of the person to run this repository's OpenCode plug-ins and tools; remembered per content. */
  trustProject: boolean;
  env: NodeJS.ProcessEnv;
  log: Log;
  /** What may follow from a person's word; `tasks-land` for a verb that soon ends. */
  follows: Follows;
  /** When this process ends without a word its workers end too; else they go on for the next owner. */
  endsWithUs: boolean;
  /** For tests: when OpenCode has grown too large, and how long it is waited for. */
  serverSizes?: Partial<SizeLimits>;
  serverTimes?: Partial<AgentsTimes>;
  /** Hears every stored batch from the very first, those of the recovery included. */
  onEvents?: (events: readonly RecordedEvent[]) => void;
}

/** Everything of ours in a repository lives below this folder, never as a file directly in `.git`. */
export const stateDirOf = (repository: Pick<Repository, "commonDir">): string =>
  join(repository.commonDir, "opencode-swarm");
export const storeDirOf = (repository: Pick<Repository, "commonDir">): string => join(stateDirOf(repository), "store");

export const storeOptions = { projections: allTables, upcast };

/** A program of ours that others run. It stands beside the bundle; from the sources it is the one that was built last. */
function besideUs(name: string): string {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const candidates = [join(here, name), join(here, "..", "dist", name)];
  return candidates.find((path) => existsSync(path)) ?? candidates[0] ?? "";
}

export const pluginPath = (): string => besideUs("plugin.js");
export const keeperPath = (): string => besideUs("keeper.js");

/** Milliseconds for which a server without an owner waits for the next one. */
export const aloneForMs = 10 * 60_000;

/** Was the repository's code of this very content trusted before, or is it now? */
async function isTrusted(
  request: OwnRequest,
  repository: Repository,
  door: Door,
  store: EventReader,
): Promise<boolean> {
  const content_hash = programsHash(repository.root);
  const known = await store.query(
    "SELECT 1 FROM events WHERE type = 'project_trusted' AND json_extract(data, '$.content_hash') = ? LIMIT 1",
    [content_hash],
  );
  if (known.rows.length > 0) return true;
  if (request.trustProject) await door.note({ type: "project_trusted", data: { content_hash } });
  return request.trustProject;
}

/**
 * Becomes the owner of a repository's swarm and settles what the last owner left. Throws GitError; StoreError `owned` with
 * details pid, command and since. OpenCode is looked for and started when the first verb needs it (AgentsError).
 */
async function becomeOwner(request: OwnRequest): Promise<LiveParts> {
  const { env, log, follows, endsWithUs } = request;
  const repository = await openRepository(request.dir, { env });
  const ids = systemIds(systemClock);
  const store = await openStore({
    ...storeOptions,
    dir: storeDirOf(repository),
    owner: { command: request.command },
    onProblem: (error) => log.warn("the event store", { error: String(error) }),
  });
  if (request.onEvents !== undefined) store.subscribe(request.onEvents);
  const door = openDoor({
    store,
    clock: systemClock,
    ids,
    projectId: sha256(repository.commonDir).slice(0, 16),
  });
  const keeping = {
    stateDir: stateDirOf(repository),
    storeDir: storeDirOf(repository),
    keeperPath: keeperPath(),
    aloneFor: aloneForMs,
    endsWithUs,
    isTaken: () => store.takenBy() !== null,
    env,
    log,
  };
  const tuning = { times: request.serverTimes ?? {}, limits: {} };
  const found = await findAgents(keeping, tuning);
  const start = async (models: readonly string[]): Promise<Agents> => {
    const binary = findOpencode(request.opencode ?? null, env);
    const trustProject = await isTrusted(request, repository, door, store);
    const place = { repositoryRoot: repository.root, pluginPath: pluginPath() };
    return startAgents({ ...keeping, ...place, binary, models, trustProject }, tuning);
  };
  const limits = { ...defaultSizeLimits, ...request.serverSizes };
  const server = agentServer({ door, log, start, found, limits });
  async function end(): Promise<void> {
    try {
      // A store that broke cannot say who is at work, nor take what workers would report. Whoever has taken the swarm over has
      // taken up the workers with it.
      const goesOn = keeping.isTaken() || (await isAtWork({ door, store }).catch(() => false));
      await (goesOn ? server.leave() : server.close());
    } finally {
      await repository.close().finally(() => store.close());
    }
  }
  let ending: Promise<void> | null = null;
  const close = (): Promise<void> => (ending ??= end());
  let underWay: string[];
  try {
    // What is left of a server that does not answer ends before anything is settled.
    if (found === null) reapLeftServer(stateDirOf(repository), log);
    underWay = await recover({ door, store, repository, serverLives: found !== null });
    if (found !== null) await endStrayTurns({ door, store, agents: found, log });
  } catch (error) {
    await close().catch((second: unknown) => log.warn("closing after a failed recovery", { error: String(second) }));
    throw error;
  }
  return {
    store,
    owner: () => readOwner(storeDirOf(repository)),
    door,
    repository,
    ids,
    clock: systemClock,
    log,
    hash: sha256,
    checks: createCheckRunner({}),
    withAgents: server.use,
    forgiveAgents: server.forgive,
    leaveAgents: server.leave,
    underWay,
    follows,
    close,
  };
}

/** The swarm as its owner, which keeps going what a person started until it is closed. Throws as `becomeOwner`. */
export const openLiveSwarm = async (request: OwnRequest): Promise<LiveSwarm> =>
  ownLiveSwarm(await becomeOwner(request));

export interface FollowingView extends SwarmView {
  /** Calls back with every event after `afterSeq`, stored already or yet to come, in order. Returns what stops it. */
  follow(afterSeq: number, listener: (event: RecordedEvent) => void, onError: (error: unknown) => void): () => void;
}

/** Looks at a repository's swarm without owning it, also while a run does. Throws GitError, StoreError. */
export async function openView(request: { dir: string; env: NodeJS.ProcessEnv }): Promise<FollowingView> {
  const repository = await openRepository(request.dir, { env: request.env });
  const reader = await openReader({ ...storeOptions, dir: storeDirOf(repository) });
  return {
    ...viewSwarm(repository.root, reader, () => readOwner(storeDirOf(repository))),
    follow: (afterSeq, listener, onError) => reader.follow(afterSeq, (events) => events.forEach(listener), onError),
  };
}
