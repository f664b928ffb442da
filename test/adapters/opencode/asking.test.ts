// A worker that asks: permissions and questions reach the caller, and the answers reach the worker.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorker, playTurn, startFixture, type AgentsFixture } from "../../support/opencode-agents.ts";

let fixture: AgentsFixture;
beforeAll(async () => {
  fixture = await startFixture({ times: {}, limits: {} });
});
afterAll(() => fixture?.close());

const fetchStep = { tool: "webfetch", args: { url: "http://127.0.0.1:1/page", format: "text", timeout: 1 } };

test("a rejected permission with a message is feedback, and the worker goes on", async () => {
  const worker = await createWorker(fixture, "asks");
  const { end, signals } = await playTurn(fixture.agents, worker, [fetchStep, { echo: true }], {
    onSignal: (signal) => {
      if (signal.kind !== "permission") return undefined;
      void fixture.agents.replyPermission({
        directory: worker.directory,
        request_id: signal.request_id,
        reply: "reject",
        message: "Nobody is here; work without it.",
      });
      return undefined;
    },
  });
  expect(signals.filter((signal) => signal.kind === "permission")).toMatchObject([{ permission: "webfetch" }]);
  expect(end.last_message).toContain("Nobody is here; work without it.");
});

test("a permission rejected without a word ends the turn", async () => {
  const worker = await createWorker(fixture, "rejected");
  const { end } = await playTurn(fixture.agents, worker, [fetchStep, { text: "never said" }], {
    onSignal: (signal) => {
      if (signal.kind === "permission") {
        const { request_id } = signal;
        void fixture.agents.replyPermission({
          directory: worker.directory,
          request_id,
          reply: "reject",
          message: null,
        });
      }
      return undefined;
    },
  });
  expect(end).toMatchObject({ kind: "idle", finish: "tool-calls", last_message: null });
});

test("an answer given while the worker was parked is a grant for its next turn", async () => {
  const worker = await createWorker(fixture, "granted");
  const parked = new AbortController();
  const first = await playTurn(fixture.agents, worker, [fetchStep, { echo: true }], {
    signal: parked.signal,
    onSignal: (signal) => {
      if (signal.kind === "permission") parked.abort();
      return undefined;
    },
  });
  expect(first.end.kind).toBe("aborted");
  await fixture.agents.park(worker.directory);
  const second = await playTurn(fixture.agents, worker, [fetchStep, { echo: true }], {
    grants: [{ permission: "webfetch", patterns: ["*"] }],
  });
  expect(second.signals.some((signal) => signal.kind === "permission")).toBe(false);
  expect(second.end.kind).toBe("idle");
});

test("a question waits without counting as stalled, and its answer reaches the worker", async () => {
  const worker = await createWorker(fixture, "questions");
  const questions = [
    {
      question: "Tabs or spaces?",
      header: "Indent",
      options: [
        { label: "Tabs", description: "t" },
        { label: "Spaces", description: "s" },
      ],
    },
  ];
  const heard: string[] = [];
  let whileOpen: string[] | null = null;
  const { end, signals } = await playTurn(
    fixture.agents,
    worker,
    [{ tool: "question", args: { questions } }, { echo: true }],
    {
      stall_s: 1,
      onSignal: (signal) => {
        heard.push(signal.kind);
        if (signal.kind !== "question") return undefined;
        const { request_id } = signal;
        setTimeout(() => {
          whileOpen = heard.slice(heard.indexOf("question"));
          void fixture.agents.answerQuestion({ directory: worker.directory, request_id, answers: [["Spaces"]] });
        }, 2500);
        return undefined;
      },
    },
  );
  expect(signals.filter((signal) => signal.kind === "question")).toMatchObject([
    { questions: [{ question: "Tabs or spaces?", options: ["Tabs", "Spaces"] }] },
  ]);
  expect(whileOpen).not.toContain("stalled");
  expect(end.last_message).toContain("Spaces");
});

test("a reply to a request that is no longer open says so", async () => {
  const worker = await createWorker(fixture, "late");
  const reply = fixture.agents.replyPermission({
    directory: worker.directory,
    request_id: "per_0123456789abcdefghijklmnop",
    reply: "once",
    message: null,
  });
  await expect(reply).rejects.toMatchObject({ reason: "request-gone" });
  expect(existsSync(join(worker.directory, "README.md"))).toBe(true);
});
