// A worker's ordinary turn on the real server: it writes, commits, reports and ends.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, startFixture, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  fixture = await startFixture({ times: {}, limits: {} });
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
});
