// What a worker's model sees when its tools refuse: words that it can act on, on the real server.
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scriptBlock, textOf } from "../../../src/demo/scripted-script.ts";
import { createWorker, playTurn, startFixture, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  fixture = await startFixture({ times: {}, limits: {} });
});
afterAll(() => fixture?.close());

/** What the model was told by its last tool calls, oldest first. */
function toolResults(session: string): string[] {
  const last = fixture.model.requests.findLast((request) => request.session === session && request.kind === "chat");
  return (last?.messages ?? []).filter((message) => message.role === "tool").map((message) => textOf(message.content));
}

test("a call that names another task is refused, and the corrected one is recorded", async () => {
  const worker = await createWorker(fixture, "mine");
  const { end, signals } = await playTurn(fixture.agents, worker, [
    { tool: "swarm_progress", args: { bead_id: "theirs", progress_percent: 10, message: null, files_touched: null } },
    { tool: "swarm_progress", args: { bead_id: "mine", progress_percent: "40%", message: null, files_touched: null } },
    { tool: "swarm_progress", args: { bead_id: "mine", progress_percent: "half", message: 7, files_touched: [1] } },
    { tool: "swarm_progress", args: { bead_id: "mine", progress_percent: 101, message: null, files_touched: null } },
    { text: "done" },
  ]);
  expect(end.kind).toBe("idle");
  expect(signals.filter((signal) => signal.kind === "progress")).toEqual([
    { kind: "progress", bead_id: "mine", progress_percent: 40, message: null, files_touched: [] },
  ]);
  const [other, accepted, words, tooMuch] = toolResults(worker.session_id);
  expect(other).toContain('your task is mine, not theirs. Call swarm_progress again with bead_id "mine"');
  expect(accepted).toBe("Recorded.");
  expect(words).toContain("progress_percent must be a number from 0 to 100");
  expect(words).toContain("message must be text");
  expect(words).toContain("files_touched must be a list of paths");
  expect(tooMuch).toContain("progress_percent must be 100 or less");
});

test("what the swarm says against a completion is the tool's error", async () => {
  const worker = await createWorker(fixture, "early");
  let asked = 0;
  const { signals } = await playTurn(
    fixture.agents,
    worker,
    [
      { tool: "swarm_complete", args: { bead_id: "early", summary: "s", files_touched: null, status: null } },
      { tool: "swarm_complete", args: { bead_id: "early", summary: "s", files_touched: [], status: "blocked" } },
      { text: "done" },
    ],
    { onSignal: (signal) => (signal.kind === "completion" && asked++ === 0 ? "Commit your work first." : undefined) },
  );
  expect(toolResults(worker.session_id)).toEqual([expect.stringContaining("Commit your work first."), "Recorded."]);
  expect(signals.filter((signal) => signal.kind === "completion").map((signal) => signal.status)).toEqual([
    "success",
    "blocked",
  ]);
});

test("file tools do not write outside the worktree, by whatever path, nor into git's own files", async () => {
  const worker = await createWorker(fixture, "fence");
  const outside = join(fixture.person.root, "outside.txt");
  symlinkSync(fixture.person.root, join(worker.directory, "way-out"));
  symlinkSync(outside, join(worker.directory, "dangling"));
  const content = "escaped";
  await playTurn(fixture.agents, worker, [
    { tool: "write", args: { filePath: outside, content } },
    { tool: "write", args: { filePath: "../../outside.txt", content } },
    { tool: "write", args: { filePath: "way-out/outside.txt", content } },
    { tool: "write", args: { filePath: "{{cwd}}/dangling", content } },
    {
      tool: "edit",
      args: { filePath: join(fixture.person.repository, "README.md"), oldString: "Sample", newString: "x" },
    },
    { tool: "write", args: { filePath: ".git", content } },
    { tool: "write", args: { filePath: "sub/../inside.txt", content: "kept" } },
    { text: "done" },
  ]);
  const results = toolResults(worker.session_id);
  expect(results).toHaveLength(7);
  for (const refused of results.slice(0, 5)) expect(refused).toContain("is outside your worktree");
  expect(results[5]).toContain("belongs to git itself");
  expect(existsSync(outside)).toBe(false);
  expect(readFileSync(join(worker.directory, "inside.txt"), "utf8")).toBe("kept");
  expect(fixture.person.git("status", "--porcelain")).toBe("");
});

test("a sub-agent's session speaks for the worker at the root of its parents", async () => {
  const worker = await createWorker(fixture, "parent");
  const report = { bead_id: "parent", progress_percent: 5, message: "from below", files_touched: null };
  const prompt = scriptBlock([{ tool: "swarm_progress", args: report }, { text: "said so" }]);
  const { signals } = await playTurn(
    fixture.agents,
    worker,
    [{ tool: "task", args: { description: "d", prompt, subagent_type: "general" } }, { text: "done" }],
    { grants: [{ permission: "task", patterns: ["*"] }] },
  );
  const sessions = new Set(fixture.model.requests.slice(-4).map((request) => request.session));
  expect(sessions.size).toBe(2);
  expect(signals).toContainEqual(expect.objectContaining({ kind: "progress", message: "from below" }));
});
