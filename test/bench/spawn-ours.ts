// Our contestant: an epic of so many tasks, driven until every worker has asked the model, then stopped.
import { keyedQueue } from "../../src/application/keyed-queue.ts";
import { sha256 } from "../../src/adapters/machine/ambient.ts";
import { decideAlone } from "../../src/application/attention.ts";
import { drive } from "../../src/application/drive.ts";
import type { Door } from "../../src/application/execute.ts";
import { localStrategy } from "../../src/application/local/local-strategy.ts";
import { createReactors } from "../../src/application/reactors/create-reactors.ts";
import { discard } from "../../src/application/verbs/discard.ts";
import type { Command } from "../../src/domain/commands.ts";
import { preciseNow } from "../../src/demo/scripted-stream.ts";
import { optionsOf, planOf, scripted } from "../support/swarm-fixture.ts";
import type { BenchStage } from "./bench-stage.ts";
import { silent, step, type Batch } from "./spawn-batch.ts";

/** What has just been done when a command is given, and when it is stored. */
const stepBefore: Partial<Record<Command["type"], string>> = {
  RecordWorktree: "worktree",
  RecordWorkerSpawned: "session",
  RecordPromptSent: "prompt",
};
const stepAfter: Partial<Record<Command["type"], string>> = {
  StartTask: "intent stored",
  RecordWorktree: "worktree stored",
  RequestPrompt: "session and prompt stored",
};

export async function startOurs(stage: BenchStage, workers: number): Promise<Batch> {
  const { door, repository, checks, log, agents, clock } = stage;
  const tasks = Array.from({ length: workers }, (_, at) => scripted(`task-${at}`, silent));
  const epicId = await stage.newEpic(planOf(tasks), optionsOf({ max_parallel: 100 }));
  const stop = new AbortController();
  let commanded = Number.NaN;
  const steps = new Map<string, number[]>();
  const watched: Door = {
    ...door,
    async execute(command, actor) {
      if (command.type === "StartTask" && Number.isNaN(commanded)) commanded = preciseNow();
      const before = stepBefore[command.type];
      if (before !== undefined) step(steps, before, preciseNow());
      const done = await door.execute(command, actor);
      const after = stepAfter[command.type];
      if (after !== undefined) step(steps, after, preciseNow());
      return done;
    },
  };
  const strategy = localStrategy({
    door: watched,
    repository,
    checks,
    withAgents: (_models, work) => work(agents),
    leaveAgents: () => agents.leave(),
    attention: decideAlone,
    clock,
    log,
    hash: sha256,
    live: () => undefined,
    touched: () => undefined,
  });
  const reactors = createReactors({ door, repository, checks, log, live: () => undefined, integration: keyedQueue() });
  const driven = drive(epicId, { door: watched, strategy, reactors, signal: stop.signal });
  return {
    commandedAt: () => commanded,
    steps,
    failed: driven.then(() => undefined),
    async end() {
      stop.abort();
      await driven;
      await discard({ door, repository, checks, log, live: () => undefined, integration: keyedQueue() }, epicId, []);
      await repository.close();
    },
  };
}
