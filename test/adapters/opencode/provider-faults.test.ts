// A provider that misbehaves: each fault ends the turn, or is survived, with the code that says what happened.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, startFixture, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  fixture = await startFixture({ times: { tick: 100 }, limits: {} });
});
afterAll(() => fixture?.close());

const quickly = { "retry-after-ms": "20" };
const requestsOf = (session: string) =>
  fixture.model.requests.filter((request) => request.session === session && request.kind === "chat");

test("a 401 fails at once: no other try can help", async () => {
  const worker = await createWorker(fixture, "auth");
  const { end } = await playTurn(fixture.agents, worker, [{ error: { status: 401 } }]);
  expect(end).toMatchObject({ kind: "failed", code: "provider_auth" });
  expect(requestsOf(worker.session_id)).toHaveLength(1);
});

test("a short 429 is retried, said, and survived", async () => {
  const worker = await createWorker(fixture, "limited");
  const { end, signals } = await playTurn(fixture.agents, worker, [
    { error: { status: 429, headers: quickly, times: 2 }, text: "recovered" },
  ]);
  expect(end).toMatchObject({ kind: "idle", last_message: "recovered" });
  expect(signals).toMatchObject([
    { kind: "retrying", attempt: 1, message: "scripted 429" },
    { kind: "retrying", attempt: 2 },
    { kind: "active" },
  ]);
});

test("a 429 without end is a rate limit after OpenCode's own tries", async () => {
  const worker = await createWorker(fixture, "quota");
  const { end } = await playTurn(fixture.agents, worker, [{ error: { status: 429, headers: quickly } }]);
  expect(end).toMatchObject({ kind: "failed", code: "provider_rate_limit" });
});

test("a 500 without end is a provider's error after OpenCode's own tries", async () => {
  const worker = await createWorker(fixture, "broken");
  const { end, signals } = await playTurn(fixture.agents, worker, [{ error: { status: 500, headers: quickly } }]);
  expect(end).toMatchObject({ kind: "failed", code: "provider_error" });
  expect(signals.filter((signal) => signal.kind === "retrying").length).toBeGreaterThan(1);
});

test("a provider that hangs is stalled, and an abort ends the turn and the request", async () => {
  const worker = await createWorker(fixture, "hangs");
  const stop = new AbortController();
  const { end, signals } = await playTurn(fixture.agents, worker, [{ hang: "headers" }], {
    stall_s: 1,
    signal: stop.signal,
    onSignal: async (signal) => {
      if (signal.kind !== "stalled") return undefined;
      // On a loaded machine OpenCode may be silent for a second before it asks the provider.
      await expect.poll(() => requestsOf(worker.session_id).length).toBeGreaterThan(0);
      stop.abort();
      return undefined;
    },
  });
  expect(signals.map((signal) => signal.kind)).toContain("stalled");
  expect(end.kind).toBe("aborted");
  await expect.poll(() => requestsOf(worker.session_id).at(-1)?.aborted).toBe(true);
});

test("an abort while OpenCode waits to retry ends the turn", async () => {
  const worker = await createWorker(fixture, "waits");
  const stop = new AbortController();
  const { end } = await playTurn(
    fixture.agents,
    worker,
    [{ error: { status: 429, headers: { "retry-after": "600" } } }],
    {
      signal: stop.signal,
      onSignal: (signal) => {
        if (signal.kind === "retrying") stop.abort();
        return undefined;
      },
    },
  );
  expect(end.kind).toBe("aborted");
});

test("an abort before the prompt is sent spends nothing", async () => {
  const worker = await createWorker(fixture, "unspent");
  const { end, accepted } = await playTurn(fixture.agents, worker, [{ text: "spent" }], {
    signal: AbortSignal.abort(),
  });
  expect(end.kind).toBe("aborted");
  expect(accepted).toBe(0);
  expect(requestsOf(worker.session_id)).toHaveLength(0);
});

test.each(["eof", "html", "empty"] as const)(
  "a stream that is cut (%s) is asked for again only a few times",
  async (malformed) => {
    const worker = await createWorker(fixture, `cut-${malformed}`);
    const { end } = await playTurn(
      fixture.agents,
      worker,
      Array.from({ length: 400 }, () => ({ malformed })),
    );
    expect(end).toMatchObject({ kind: "failed", code: "turn_runaway" });
    const spent = requestsOf(worker.session_id).length;
    expect(spent).toBeLessThan(60);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(requestsOf(worker.session_id)).toHaveLength(spent);
  },
);

test("a stream of rubbish ends the turn", async () => {
  const worker = await createWorker(fixture, "rubbish");
  const { end } = await playTurn(fixture.agents, worker, [{ malformed: "json" }]);
  expect(end).toMatchObject({ kind: "failed", code: "provider_error" });
});

test("tool calls that make no sense are explained to the model, and the turn goes on", async () => {
  const worker = await createWorker(fixture, "nonsense");
  const { end } = await playTurn(fixture.agents, worker, [
    { malformed: "unknown-tool" },
    { malformed: "schema", tool: "write" },
    { malformed: "args", tool: "write" },
    { text: "sorry" },
  ]);
  expect(end).toMatchObject({ kind: "idle", last_message: "sorry" });
});

test("an unknown agent and an unknown model end the turn", async () => {
  const worker = await createWorker(fixture, "unknown");
  const agent = await playTurn(fixture.agents, worker, [{ text: "x" }], { agent: "nobody" });
  expect(agent.end).toMatchObject({ kind: "failed", code: "opencode_error" });
  const model = await playTurn(fixture.agents, worker, [{ text: "x" }], { model: "scripted/m9" });
  expect(model.end).toMatchObject({ kind: "failed", code: "model_unknown" });
  const after = await playTurn(fixture.agents, worker, [{ text: "fine again" }], { model: "scripted/m1" });
  expect(after.end).toMatchObject({ kind: "idle", last_message: "fine again" });
});

test("a context that is too long is compacted, and the turn goes on", async () => {
  const worker = await createWorker(fixture, "long");
  const body = { error: { message: "This model's maximum context length is 100 tokens" } };
  const { end } = await playTurn(fixture.agents, worker, [{ error: { status: 400, body } }]);
  expect(end.kind).toBe("idle");
  const kinds = fixture.model.requests.filter((request) => request.session === worker.session_id);
  expect(kinds.map((request) => request.kind)).toContain("compaction");
});

test("names of models and agents are resolved, and wrong ones name the candidates", async () => {
  await expect(fixture.agents.resolveModel("m2")).resolves.toBe("scripted/m2");
  await expect(fixture.agents.resolveModel("scripted/m1")).resolves.toBe("scripted/m1");
  await expect(fixture.agents.resolveModel("m7")).rejects.toMatchObject({
    reason: "unknown-model",
    details: { candidates: expect.arrayContaining(["scripted/m1", "scripted/m2"]) },
  });
  await fixture.agents.checkAgent("build");
  await expect(fixture.agents.checkAgent("nobody")).rejects.toMatchObject({ reason: "unknown-agent" });
});
