// The event stream breaks: turns still end, because what happened meanwhile is asked for over HTTP.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectAgents, defaultTimes } from "../../../src/adapters/opencode/agents.ts";
import type { ServerClient } from "../../../src/adapters/opencode/server-client.ts";
import { startServer } from "../../../src/adapters/opencode/start-server.ts";
import { defaultLimits } from "../../../src/adapters/opencode/turn-limits.ts";
import { createWorker, playTurn, setStage, type AgentsFixture } from "../../support/opencode-agents.ts";
import { startProxy, type CuttableProxy } from "../../support/tcp-proxy.ts";

let fixture: AgentsFixture;
let client: ServerClient;
let proxy: CuttableProxy;
beforeAll(async () => {
  const stage = await setStage();
  const server = await startServer(stage.request, () => Promise.resolve({ refused: "not part of this test" }));
  client = server.client;
  proxy = await startProxy(server.access.url);
  const access = { ...server.access, url: proxy.url };
  // A recheck in silence would also find the end: here it comes too late, so that the reconnection must.
  const times = { ...defaultTimes, recheck: 600_000 };
  const agents = connectAgents(
    { ...server, access },
    {
      times,
      limits: defaultLimits,
      isTaken: () => false,
      log: stage.request.log,
    },
  );
  fixture = { ...stage, agents };
});
afterAll(async () => {
  await fixture?.agents.close();
  await proxy?.close();
  await fixture?.close();
});

test("a turn that ended while nobody listened is found ended", async () => {
  const worker = await createWorker(fixture, "unheard");
  const started = join(worker.directory, "started");
  const goOn = join(worker.directory, "go-on");
  const command = `touch '${started}'; while [ ! -e '${goOn}' ]; do sleep 0.05; done`;
  const turn = playTurn(fixture.agents, worker, [
    { tool: "bash", args: { command, description: "d" } },
    { text: "said in silence" },
  ]);
  await expect.poll(() => existsSync(started), { timeout: 40_000 }).toBe(true);
  const before = proxy.connections();
  proxy.block();
  writeFileSync(goOn, "");
  const answered = () => client.answers(worker.session_id, worker.directory, 4);
  await expect.poll(async () => (await answered()).at(-1)?.info.finish, { timeout: 40_000 }).toBe("stop");
  await expect.poll(async () => (await client.status(worker.session_id, worker.directory)).type).toBe("idle");
  proxy.unblock();
  expect((await turn).end).toMatchObject({ kind: "idle", last_message: "said in silence" });
  // The end may be found a moment before the new connection of the stream is counted.
  await expect.poll(() => proxy.connections(), { timeout: 20_000 }).toBeGreaterThan(before);
});

test("a question asked while nobody listened is heard after the reconnection", async () => {
  const worker = await createWorker(fixture, "unheard-question");
  const questions = [{ question: "Well?", header: "W", options: [{ label: "Yes", description: "y" }] }];
  const cutting = setInterval(() => proxy.cut(), 60);
  const { end } = await playTurn(
    fixture.agents,
    worker,
    [{ tool: "question", args: { questions }, delayMs: 300 }, { echo: true }],
    {
      onSignal: (signal) => {
        if (signal.kind !== "question") return undefined;
        clearInterval(cutting);
        const { request_id } = signal;
        void fixture.agents.answerQuestion({ directory: worker.directory, request_id, answers: [["Yes"]] });
        return undefined;
      },
    },
  );
  expect(end.last_message).toContain("Yes");
});
