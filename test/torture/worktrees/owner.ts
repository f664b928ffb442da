// The owner of a torture's swarm: our git, store, rules, reactors and live swarm on a small agent server, and ways to kill it.
import { openRepository } from "../../../src/adapters/git/open-repository.ts";
import { sha256, systemClock, systemIds } from "../../../src/adapters/machine/ambient.ts";
import { createCheckRunner } from "../../../src/adapters/process/check-runner.ts";
import { readOwner } from "../../../src/adapters/store/owner-lock.ts";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { agentServer, defaultSizeLimits } from "../../../src/application/agent-server.ts";
import { openDoor } from "../../../src/application/execute.ts";
import { ownLiveSwarm } from "../../../src/application/live/own-live-swarm.ts";
import type { LiveSwarm } from "../../../src/application/live-swarm.ts";
import type { EventStore } from "../../../src/application/ports/event-store.ts";
import type { Repository } from "../../../src/application/ports/repository.ts";
import { isAtWork, recover } from "../../../src/application/recover.ts";
import { endStrayTurns } from "../../../src/application/stray-turns.ts";
import { storeDirOf, storeOptions } from "../../../src/compose.ts";
import { createGate, type Gate } from "./gate.ts";
import type { AgentWorld } from "./small-agents.ts";

/** What a torture asks of a swarm. */
export type Swarm = Pick<
  LiveSwarm,
  | "start"
  | "resume"
  | "resumeTask"
  | "interrupt"
  | "approve"
  | "stop"
  | "retry"
  | "discard"
  | "land"
  | "undo"
  | "epics"
  | "worktrees"
  | "removeWorktree"
  | "query"
>;

export interface Owner {
  swarm: Swarm;
  /** Resolves when nothing follows any more from what was asked; or at its death. */
  quiet(): Promise<void>;
  working(): Promise<string[]>;
  finish(directory: string, status: "success" | "failed" | null): Promise<void>;
  loseServer(): Promise<void>;
  /** It will be killed soon: `moment` from 0 to 1. Null: it will not. */
  arm(moment: number | null): void;
  isDead(): boolean;
  readonly dead: Promise<void>;
  /** Kills it, if it lives; resolves when another can take its place. */
  kill(): Promise<void>;
  /** Goes, and its turns go on. */
  leave(): Promise<void>;
  /** Ends, and its turns with it. */
  close(): Promise<void>;
}

export interface Place {
  dir: string;
  env: NodeJS.ProcessEnv;
}

/** Calls of the ports among which the death of an armed owner falls. */
const armedCalls = 30;

/** `careless`: what a removal pins is pinned where nobody finds it. It shows that a loss is seen. */
function gatedRepository(gate: Gate, repository: Repository, careless: boolean): Repository {
  const counted = gate.counted(repository);
  return new Proxy(counted, {
    get(target, name) {
      if (careless && name === "removeWorktree") {
        const removeWorktree: Repository["removeWorktree"] = ({ path }) =>
          target.removeWorktree({ path, ref: "refs/opencode-swarm/nowhere" });
        return removeWorktree;
      }
      if (name !== "withScratch") return Reflect.get(target, name) as unknown;
      const withScratch: Repository["withScratch"] = (commit, use) =>
        target.withScratch(commit, (path) => gate.within(() => use(path)));
      return withScratch;
    },
  });
}

function gatedStore(gate: Gate, store: EventStore): EventStore {
  const counted = gate.counted(store);
  return new Proxy(counted, {
    get(target, name) {
      if (name !== "read") return Reflect.get(target, name) as unknown;
      const read: EventStore["read"] = (filter) => gate.reading(() => target.read(filter));
      return read;
    },
  });
}

/** Small files: a sequence has a few hundred events. */
const sizes = { segmentBytes: 1 << 20, growthBytes: 1 << 16 };

/** `dies`: when it dies of itself, as in `arm`; null: not yet. As `becomeOwner` of compose.ts does it, with the small agent server in the place of OpenCode. */
export async function openOwner(
  { dir, env }: Place,
  world: AgentWorld,
  dies: number | null,
  careless = false,
): Promise<Owner> {
  const gate = createGate();
  if (dies !== null) gate.arm(Math.floor(dies * armedCalls));
  const real = await openRepository(dir, { env });
  const storeDir = storeDirOf(real);
  const owner = { command: "a torture" };
  const realStore = await openStore({ ...storeOptions, dir: storeDir, owner, sizes }).catch(async (error: unknown) => {
    await real.close();
    throw error;
  });
  const [repository, store] = [gatedRepository(gate, real, careless), gatedStore(gate, realStore)];
  const ids = systemIds(systemClock);
  const door = openDoor({ store, clock: systemClock, ids, projectId: sha256(real.commonDir).slice(0, 16) });
  const connect = () => gate.cut(world.connect(gate.call));
  const found = world.lives() ? connect() : null;
  const silent = { debug: () => undefined, warn: () => undefined };
  const start = async () => connect();
  const server = agentServer({ door, log: silent, start, found, limits: defaultSizeLimits });

  async function letGo(): Promise<void> {
    await real.close().finally(() => realStore.close());
  }
  async function end(): Promise<void> {
    const atWork = await isAtWork({ door, store }).catch(() => false);
    await (atWork ? server.leave() : server.close()).finally(letGo);
  }
  let ending: Promise<void> | null = null;
  const close = (): Promise<void> => (ending ??= end());
  async function kill(): Promise<void> {
    gate.die();
    world.detach();
    await gate.drained();
    await (ending ??= letGo());
  }

  async function settleAll(): Promise<string[]> {
    const left = await recover({ door, store, repository, serverLives: found !== null });
    if (found !== null) await endStrayTurns({ door, store, agents: found, log: silent });
    return left;
  }
  const underWay = await Promise.race([settleAll(), gate.dead.then(() => [])]).catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const swarm = ownLiveSwarm({
    store,
    door,
    repository,
    ids,
    underWay,
    close,
    hash: sha256,
    clock: systemClock,
    log: silent,
    owner: () => readOwner(storeDir),
    checks: gate.counted(createCheckRunner({ environment: env })),
    withAgents: server.use,
    forgiveAgents: server.forgive,
    leaveAgents: server.leave,
    follows: "everything",
  });
  return {
    swarm,
    quiet: gate.quiet,
    working: async () => world.working(),
    finish: (directory, status) => Promise.race([world.finish(directory, status), gate.dead]),
    loseServer: async () => world.die(),
    arm: (moment) => gate.arm(moment === null ? Infinity : Math.floor(moment * armedCalls)),
    isDead: gate.isDead,
    dead: gate.dead,
    kill,
    leave: swarm.leave,
    close: swarm.close,
  };
}
