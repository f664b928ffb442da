// A person, a repository of 200 files, a lean OpenCode server and every part of a swarm on it, each within reach.
import { join } from "node:path";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { sha256, systemClock, systemIds } from "../../src/adapters/machine/ambient.ts";
import { connectAgents, defaultTimes, type ConnectedAgents } from "../../src/adapters/opencode/agents.ts";
import { startServer, type RunningServer } from "../../src/adapters/opencode/start-server.ts";
import { defaultLimits } from "../../src/adapters/opencode/turn-limits.ts";
import { createCheckRunner } from "../../src/adapters/process/check-runner.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { AgentServer } from "../../src/application/agent-server.ts";
import { openDoor, type Door } from "../../src/application/execute.ts";
import type { Clock, Ids, Log } from "../../src/application/ports/ambient.ts";
import type { CheckRunner } from "../../src/application/ports/checks.ts";
import type { EventStore } from "../../src/application/ports/event-store.ts";
import type { Repository } from "../../src/application/ports/repository.ts";
import { startEpic } from "../../src/application/start-epic.ts";
import { aloneForMs, keeperPath, pluginPath, stateDirOf, storeDirOf, storeOptions } from "../../src/compose.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { RunOptions } from "../../src/domain/run-options.ts";
import { createPerson, opencodeBinary, type Person } from "../support/opencode-person.ts";

const filesInRepository = 200;

export interface BenchStage {
  person: Person;
  server: RunningServer;
  agents: ConnectedAgents;
  repository: Repository;
  checks: CheckRunner;
  store: EventStore;
  door: Door;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** What the parts complained about. */
  warnings: string[];
  /** Stores a new epic and gives its id. Throws when it is refused. */
  newEpic(plan: Plan, options: RunOptions): Promise<string>;
  close(): Promise<void>;
}

export async function openStage(baseURL: string): Promise<BenchStage> {
  const person = createPerson(baseURL, {});
  for (let file = 0; file < filesInRepository; file += 1) {
    person.write(`src/part-${file % 20}/file-${file}.ts`, `export const value${file} = ${file};\n`.repeat(40));
  }
  person.git("add", ".");
  person.git("commit", "--quiet", "-m", "two hundred files");
  const warnings: string[] = [];
  const log: Log = {
    debug: () => undefined,
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields ?? {})}`),
  };
  const repository = await openRepository(person.repository, { env: person.env });
  const dir = storeDirOf(repository);
  const store = await openStore({ ...storeOptions, dir, owner: { command: "npm run bench" } });
  const ids = systemIds(systemClock);
  const door = openDoor({ store, clock: systemClock, ids, projectId: sha256(dir).slice(0, 16) });
  let agents: ConnectedAgents | null = null;
  const request = {
    binary: opencodeBinary(),
    repositoryRoot: repository.root,
    stateDir: stateDirOf(repository),
    env: person.env,
    models: [],
    trustProject: false,
    pluginPath: pluginPath(),
    keeperPath: keeperPath(),
    storeDir: dir,
    aloneFor: aloneForMs,
    endsWithUs: true,
    isTaken: () => false,
    log,
  };
  const server = await startServer(request, async (call, sessionId, args) =>
    agents === null ? { refused: "not ready" } : agents.answerCall(call, sessionId, args),
  );
  // A bench that is broken off leaves no server and no folder.
  const abandon = (): void => {
    server.kill();
    person.remove();
  };
  process.once("exit", abandon);
  const connected = connectAgents(server, {
    times: defaultTimes,
    limits: defaultLimits,
    isTaken: () => false,
    log,
  });
  agents = connected;
  return {
    person,
    server,
    agents: connected,
    repository,
    checks: createCheckRunner({}),
    store,
    door,
    clock: systemClock,
    ids,
    log,
    warnings,
    async newEpic(plan, options) {
      const withAgents: AgentServer["use"] = (_models, work) => work(connected);
      const started = await startEpic({ door, repository, withAgents, ids, hash: sha256 }, plan, options);
      if (!started.ok) throw new Error(started.refusals.map((one) => one.message).join("; "));
      return started.value;
    },
    async close() {
      process.off("exit", abandon);
      await connected.close();
      await repository.close();
      await store.close();
      person.remove();
    },
  };
}

/** Where the bare contestant puts its worktrees. */
export const bareWorktree = (stage: BenchStage, name: string): string => join(stage.person.root, "bare", name);
