// A worker's ordinary turn on the real server: it writes, commits, reports and ends.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, setStage, startOn, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  const stage = await setStage();
  stage.person.write("opencode.json", JSON.stringify({ provider: { scripted: { models: { free: {} } } } }));
  fixture = await startOn(stage, { times: {}, limits: {} });
}, 60_000);
afterAll(() => fixture?.close());

test("a worker writes, commits, reports progress and completes", async () => {
  const worker = await createWorker(fixture, "greet");
  const { end, signals, accepted } = await playTurn(fixture.agents, worker, [
    { tool: "write", args: { filePath: "{{cwd}}/hello.txt", content: "hello" } },
    {
      tool: "swarm_progress",
      args: { bead_id: "greet", progress_percent: 50, message: "written", files_touched: ["hello.txt"] },
    },
    { tool: "bash", args: { command: "git add -A && git commit -qm hello", description: "commits" } },
    { tool: "swarm_complete", args: { bead_id: "greet", summary: "greeted", files_touched: null, status: null } },
    { text: "All done." },
  ]);
  expect(end).toMatchObject({ kind: "idle", finish: "stop", last_message: "All done." });
  expect(end.tokens).toMatchObject({ input: 500, output: 100 });
  expect(end.cost).toBeGreaterThan(0);
  expect(accepted).toBe(1);
  expect(readFileSync(join(worker.directory, "hello.txt"), "utf8")).toBe("hello");
  const log = execFileSync("git", ["log", "--format=%s", "-1"], { cwd: worker.directory, encoding: "utf8" });
  expect(log.trim()).toBe("hello");
  expect(signals).toContainEqual({
    kind: "progress",
    bead_id: "greet",
    progress_percent: 50,
    message: "written",
    files_touched: ["hello.txt"],
  });
  expect(signals).toContainEqual({
    kind: "completion",
    bead_id: "greet",
    status: "success",
    summary: "greeted",
    files_touched: [],
  });
  expect(signals).toContainEqual({ kind: "activity", text: "writes hello.txt" });
  expect(signals).not.toContainEqual({ kind: "activity", text: expect.stringContaining("progress") });
});

test("the cost of a model without a price is unknown, its tokens are not", async () => {
  const worker = await createWorker(fixture, "unpriced");
  const { end } = await playTurn(fixture.agents, worker, [{ text: "ok" }], { model: "scripted/free" });
  expect(end).toMatchObject({ kind: "idle", tokens: { input: 100, output: 20 }, cost: null });
});

test("usage is the total of the session over its turns", async () => {
  const worker = await createWorker(fixture, "totals");
  const first = await playTurn(fixture.agents, worker, [{ text: "one" }]);
  const usage = { prompt_tokens: 1000, cached_tokens: 400, completion_tokens: 50, reasoning_tokens: 10 };
  const second = await playTurn(fixture.agents, worker, [{ text: "two", usage }]);
  expect(first.end.tokens).toMatchObject({ input: 100, output: 20 });
  expect(second.end.tokens).toEqual({ input: 700, output: 60, reasoning: 10, cache_read: 400, cache_write: 0 });
  expect(second.end.cost).toBeGreaterThan(first.end.cost ?? 0);
});
