// The agent server of a swarm: started again when it died, up to a limit that a person's word resets; replaced when it has grown.
import { expect, it } from "vitest";
import { agentServer, type AgentServer, type SizeLimits } from "../../src/application/agent-server.ts";
import type { Agents } from "../../src/application/ports/agents.ts";

const unused = (): never => {
  throw new Error("nobody asks that of a server that does nothing");
};

interface Fake extends Agents {
  bytes: number | null;
}

function server(pid: number, gone: "crashed" | null): Fake {
  const fake: Fake = {
    version: "1",
    pid,
    bytes: 1,
    gone: () => gone,
    memory: () => fake.bytes,
    models: unused,
    resolveModel: unused,
    checkAgent: unused,
    createSession: unused,
    sessionExists: unused,
    newMessageId: unused,
    hasMessage: unused,
    runTurn: unused,
    tell: unused,
    replyPermission: unused,
    answerQuestion: unused,
    park: unused,
    close: async () => undefined,
    leave: async () => undefined,
  };
  return fake;
}

const limits: SizeLimits = { grown: 10, full: 20 };

function stage(gone: "crashed" | null) {
  const started: Fake[] = [];
  const noted: string[] = [];
  const warned: string[] = [];
  const made: AgentServer = agentServer({
    door: {
      note: async ({ type, data }) =>
        void noted.push(type === "opencode_stopped" ? `${type} ${JSON.stringify(data)}` : type),
    },
    log: { debug: () => undefined, warn: (message) => void warned.push(message) },
    async start() {
      const next = server(started.length + 1, gone);
      started.push(next);
      return next;
    },
    found: null,
    limits,
  });
  return { started, noted, warned, made };
}

/** A turn that runs until it is told to end. */
function turn(made: AgentServer, signal?: AbortSignal): { pid: Promise<number>; end(): Promise<number> } {
  let end = (): void => undefined;
  const told = new Promise<void>((resolve) => (end = resolve));
  let begun: (pid: number) => void = () => undefined;
  const pid = new Promise<number>((resolve) => (begun = resolve));
  const over = made.use(
    [],
    async (agents) => {
      begun(agents.pid);
      await told;
      return agents.pid;
    },
    signal,
  );
  return {
    pid,
    end: () => {
      end();
      return over;
    },
  };
}

it("is started again until it is clear that it keeps dying, and again after a person's word", async () => {
  const { started, made } = stage("crashed");
  const use = (): Promise<void> => made.use([], async () => undefined);
  await expect(use()).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(4);
  await expect(use()).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(4);
  made.forgive();
  await expect(use()).rejects.toMatchObject({ reason: "server-lost" });
  expect(started).toHaveLength(8);
});

it("that has grown is replaced when nothing runs on it, as often as it grows", async () => {
  const { started, noted, made } = stage(null);
  for (const pid of [1, 2, 3, 4, 5, 6]) {
    const [first, second] = [turn(made), turn(made)];
    expect(await Promise.all([first.pid, second.pid])).toEqual([pid, pid]);
    if (started[pid - 1] !== undefined) started[pid - 1]!.bytes = 11;
    await first.end();
    // One still runs there, so what is new runs there too.
    expect(await made.use([], async (agents) => agents.pid)).toBe(pid);
    await second.end();
  }
  await made.close();
  expect(noted).toEqual(started.flatMap(() => ["opencode_started", 'opencode_stopped {"reason":"grown"}']));
});

it("that is full takes nothing new until what runs has ended, and who waits can be stopped", async () => {
  const { started, warned, made } = stage(null);
  const running = turn(made);
  await running.pid;
  if (started[0] !== undefined) started[0].bytes = 21;
  const stop = new AbortController();
  const [waiting, stopped] = [turn(made), turn(made, stop.signal)];
  await expect.poll(() => warned).toHaveLength(2);
  stop.abort(new Error("stopped"));
  await expect(stopped.end()).rejects.toThrow("stopped");
  expect(started).toHaveLength(1);
  expect(await running.end()).toBe(1);
  expect(await waiting.pid).toBe(2);
  await waiting.end();
  await made.close();
});

it("whose size cannot be read is never replaced for it", async () => {
  const { started, made } = stage(null);
  for (let at = 0; at < 3; at += 1) {
    const one = turn(made);
    await one.pid;
    if (started[0] !== undefined) started[0].bytes = null;
    await one.end();
  }
  expect(started).toHaveLength(1);
});
