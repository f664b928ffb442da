// The server or its owner dies: turns end with a reason, sessions survive, and nothing of it keeps running.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Agents } from "../../../src/application/ports/agents.ts";
import { identify } from "../../../src/adapters/opencode/process-table.ts";
import { startAgents } from "../../../src/adapters/opencode/start-agents.ts";
import { createWorker, playTurn, setStage, type Stage } from "../../support/opencode-agents.ts";
import { spawnOwner } from "../../support/opencode-owner-process.ts";

// Several servers start one after the other in each test.
vi.setConfig({ testTimeout: 180_000 });

let stage: Stage;
let agents: Agents;
beforeAll(async () => {
  stage = await setStage();
});
afterEach(() => agents?.close());
afterAll(() => stage?.close());

const tuning = { times: { tick: 50, streamIdle: 1500, health: 300 }, limits: {} };
const workerOf = (task: string) => createWorker({ person: stage.person, agents }, task);
const alive = (pid: number) => identify(pid) !== null;
/** A bash command that says its pid in a file and then runs for long. */
const longCommand = (file: string) => `echo $$ > '${file}'; sleep 600`;
async function pidIn(file: string): Promise<number> {
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8").trim() !== "", { timeout: 60_000 }).toBe(true);
  return Number(readFileSync(file, "utf8"));
}

test("a server killed in the middle of a turn ends it, and a new server goes on with the session", async () => {
  agents = await startAgents(stage.request, tuning);
  const worker = await workerOf("killed");
  const file = join(stage.person.root, "killed.pid");
  const turn = playTurn(agents, worker, [
    { tool: "bash", args: { command: longCommand(file), description: "d" } },
    { text: "and on it goes" },
  ]);
  const bash = await pidIn(file);
  process.kill(agents.pid, "SIGKILL");
  await expect(turn).resolves.toMatchObject({ end: { kind: "failed", code: "server_lost", tokens: null } });
  await expect.poll(() => agents.gone()).toBe("crashed");
  await expect.poll(() => alive(bash)).toBe(false);
  await expect(playTurn(agents, worker, [])).resolves.toMatchObject({ end: { code: "server_lost" } });
  await agents.close();

  agents = await startAgents(stage.request);
  expect(await agents.sessionExists(worker.session_id, worker.directory)).toBe(true);
  const next = await playTurn(agents, worker, []);
  expect(next.end).toMatchObject({ kind: "idle", last_message: "and on it goes" });
});

test("a frozen server is noticed and ended", async () => {
  agents = await startAgents(stage.request, tuning);
  const worker = await workerOf("frozen");
  const file = join(stage.person.root, "frozen.pid");
  const turn = playTurn(agents, worker, [{ tool: "bash", args: { command: longCommand(file), description: "d" } }]);
  const bash = await pidIn(file);
  process.kill(agents.pid, "SIGSTOP");
  await expect(turn).resolves.toMatchObject({ end: { kind: "failed", code: "server_lost" } });
  await expect.poll(() => agents.gone()).toBe("frozen");
  await expect.poll(() => alive(agents.pid) || alive(bash)).toBe(false);
});

test("close ends the server and the bash commands of its workers", async () => {
  agents = await startAgents(stage.request, tuning);
  const worker = await workerOf("closed");
  const file = join(stage.person.root, "closed.pid");
  const turn = playTurn(agents, worker, [{ tool: "bash", args: { command: longCommand(file), description: "d" } }]);
  const bash = await pidIn(file);
  await agents.close();
  await agents.close();
  expect((await turn).end.kind).not.toBe("idle");
  await expect.poll(() => agents.gone()).toBe("ended");
  expect([alive(agents.pid), alive(bash)]).toEqual([false, false]);
});

test("what a killed owner left is ended at the next start, and its session goes on", async () => {
  const directory = stage.person.worktree("owned");
  const file = join(stage.person.root, "owned.pid");
  const owner = await spawnOwner(stage.request, stage.person.root, { directory, command: longCommand(file) });
  const bash = await pidIn(file);
  owner.process.kill("SIGKILL");
  await owner.exited;
  expect([alive(owner.pid), alive(bash)]).toEqual([true, true]);

  agents = await startAgents(stage.request);
  await expect.poll(() => alive(owner.pid) || alive(bash)).toBe(false);
  const worker = { session_id: owner.session_id, directory };
  expect((await playTurn(agents, worker, [])).end).toMatchObject({ kind: "idle", last_message: "after the command" });
});

test("an owner that just leaves takes its server with it", async () => {
  const directory = stage.person.worktree("left");
  const owner = await spawnOwner(stage.request, stage.person.root, { directory, command: "true" });
  await owner.exited;
  await expect.poll(() => alive(owner.pid)).toBe(false);
});
