// The server, its keeper or their owner dies or goes: turns end with a reason or go on, and nothing keeps running for ever.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Agents } from "../../../src/application/ports/agents.ts";
import { identify } from "../../../src/adapters/opencode/process-table.ts";
import type { StartRequest } from "../../../src/adapters/opencode/prepare-server.ts";
import { readServerRecord } from "../../../src/adapters/opencode/server-record.ts";
import { findAgents, startAgents } from "../../../src/adapters/opencode/start-agents.ts";
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

/** An owner whose worker is in the middle of a command, and which is then killed. */
async function killedOwner(name: string, over: Partial<StartRequest>) {
  const directory = stage.person.worktree(name);
  const [file, go] = [join(stage.person.root, `${name}.pid`), join(stage.person.root, `${name}.go`)];
  const command = `echo $$ > '${file}'; while [ ! -e '${go}' ]; do sleep 0.1; done`;
  const request = { ...stage.request, ...over };
  const owner = await spawnOwner(request, stage.person.root, { directory, command });
  const bash = await pidIn(file);
  owner.process.kill("SIGKILL");
  await owner.exited;
  expect([alive(owner.pid), alive(bash)]).toEqual([true, true]);
  return { request, owner, bash, directory, goOn: () => writeFileSync(go, "") };
}

test("the turn of a killed owner goes on, and the next owner follows it to its end", async () => {
  const { request, owner, directory, goOn } = await killedOwner("killed-owner", {});
  agents = await findAgents(request).then((found) => found ?? Promise.reject(new Error("no server was found")));
  expect(agents.pid).toBe(owner.pid);
  const { session_id, message_id } = owner;
  const turn = playTurn(agents, { session_id, directory }, [], { message_id, text: null });
  goOn();
  const { end, accepted } = await turn;
  expect(end).toMatchObject({ kind: "idle", last_message: "after the command" });
  expect(accepted).toBe(1);
  expect(stage.model.requests.filter(({ kind, session }) => kind === "chat" && session === session_id)).toHaveLength(2);
});

test("a server that is left alone ends by itself, with the commands of its workers", async () => {
  const { request, owner, bash } = await killedOwner("left-alone", { aloneFor: 1500 });
  await expect.poll(() => alive(owner.pid) || alive(bash)).toBe(false);
  await expect.poll(() => readdirSync(join(request.stateDir, "opencode"))).not.toContain("server.json");
  expect(await findAgents(request)).toBeNull();
});

test("a server that was left goes on with its turn; one with other settings is replaced once it is idle", async () => {
  agents = await startAgents(stage.request, tuning);
  const { pid } = agents;
  const worker = await workerOf("found");
  const [file, go] = [join(stage.person.root, "found.pid"), join(stage.person.root, "found.go")];
  const command = `echo $$ > '${file}'; while [ ! -e '${go}' ]; do sleep 0.1; done`;
  const message_id = agents.newMessageId();
  const steps = [{ tool: "bash", args: { command, description: "d" } }, { text: "left and found" }];
  const turn = playTurn(agents, worker, steps, { message_id });
  await pidIn(file);
  await agents.leave();
  await expect(turn).resolves.toMatchObject({ end: { kind: "left" } });
  agents = await startAgents(stage.request, tuning);
  expect(agents.pid).toBe(pid);
  const followed = playTurn(agents, worker, [], { message_id, text: null });
  writeFileSync(go, "");
  await expect(followed).resolves.toMatchObject({ end: { kind: "idle", last_message: "left and found" } });
  await agents.leave();

  agents = await startAgents({ ...stage.request, env: { ...stage.request.env, ELSE: "1" } }, tuning);
  expect(agents.pid).not.toBe(pid);
  expect(alive(pid)).toBe(false);
});

test("a keeper that was killed is replaced, and the server still ends in order", async () => {
  agents = await startAgents(stage.request, tuning);
  const keeper = (): number => recordedKeeper(stage.request.stateDir);
  const first = keeper();
  process.kill(first, "SIGKILL");
  await expect.poll(() => keeper() !== first && alive(keeper())).toBe(true);
  expect(agents.gone()).toBeNull();
  const second = keeper();
  await agents.close();
  expect([alive(agents.pid), alive(second)]).toEqual([false, false]);
});

const recordedKeeper = (stateDir: string): number => readServerRecord(join(stateDir, "opencode"))?.keeper.pid ?? 0;

test("an owner that just leaves takes its server with it", async () => {
  const directory = stage.person.worktree("left");
  const owner = await spawnOwner(stage.request, stage.person.root, { directory, command: "true" });
  await owner.exited;
  await expect.poll(() => alive(owner.pid)).toBe(false);
});
