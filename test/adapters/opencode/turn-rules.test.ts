// The small rules of a turn: its clock, its limits, its errors, its ids, its version, the worker's arguments.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createActivityDisplay } from "../../../src/adapters/opencode/activity-display.ts";
import { messageIdFor } from "../../../src/adapters/opencode/message-id.ts";
import { resolveModel } from "../../../src/adapters/opencode/resolve-model.ts";
import { createTurnClock } from "../../../src/adapters/opencode/turn-clock.ts";
import { failureOf } from "../../../src/adapters/opencode/turn-failure.ts";
import { createAnswerCounter } from "../../../src/adapters/opencode/turn-limits.ts";
import { judgeVersion } from "../../../src/adapters/opencode/version-rule.ts";
import { readWorkerCall } from "../../../src/adapters/opencode/worker-call.ts";

test("silence becomes a stall once, and the next event ends it", () => {
  const clock = createTurnClock(0, 1000);
  expect(clock.tick(999)).toBeNull();
  expect(clock.tick(1500)).toEqual({ kind: "stalled", silent_s: 2 });
  expect(clock.tick(9000)).toBeNull();
  expect(clock.alive(9100)).toEqual({ kind: "active" });
  expect(clock.alive(9200)).toBeNull();
  expect(clock.tick(10_100)).toBeNull();
  expect(clock.tick(10_200)).toEqual({ kind: "stalled", silent_s: 1 });
});

test("waiting for a person or for the provider's next try is no stall", () => {
  const clock = createTurnClock(0, 1000);
  clock.asked("a");
  clock.asked("b");
  clock.settled("a", 500);
  expect(clock.tick(90_000)).toBeNull();
  clock.settled("b", 90_000);
  expect(clock.tick(90_900)).toBeNull();
  clock.retrying(91_000, 200_000);
  expect(clock.tick(200_500)).toBeNull();
  expect(clock.tick(201_000)).toMatchObject({ kind: "stalled" });
  clock.retrying(202_000, 203_000);
  expect(clock.alive(203_000)).toEqual({ kind: "active" });
});

test("a turn runs away after too many broken answers in a row, or too many answers", () => {
  const answer = (id: string, finish: string | null, completed = true) => ({ message_id: id, finish, completed });
  const counter = createAnswerCounter({ unknownFinishes: 2, answers: 7 });
  expect(counter.add(answer("1", "unknown"))).toBeNull();
  expect(counter.add(answer("1", "unknown"))).toBeNull();
  expect(counter.add(answer("2", null))).toBeNull();
  expect(counter.add(answer("3", "tool-calls"))).toBeNull();
  expect(counter.add(answer("4", "unknown"))).toBeNull();
  expect(counter.add(answer("5", null, false))).toBeNull();
  expect(counter.add(answer("5", "unknown"))).toBeNull();
  expect(counter.add(answer("6", ""))).toContain("3 times in a row");
  const many = createAnswerCounter({ unknownFinishes: 2, answers: 2 });
  expect(many.add(answer("1", "tool-calls"))).toBeNull();
  expect(many.add(answer("2", "tool-calls"))).toBeNull();
  expect(many.add(answer("3", null, false))).toContain("asked 2 times");
});

test.each([
  ["APIError", { statusCode: 401 }, "provider_auth"],
  ["APIError", { statusCode: 403 }, "provider_auth"],
  ["APIError", { statusCode: 429 }, "provider_rate_limit"],
  ["APIError", { statusCode: 503 }, "provider_error"],
  ["APIError", {}, "provider_error"],
  ["ProviderAuthError", {}, "provider_auth"],
  ["ContextOverflowError", {}, "context_exhausted"],
  ["ContentFilterError", {}, "provider_error"],
  ["UnknownError", { message: "Model not found: a/b." }, "model_unknown"],
  ["UnknownError", { message: "JSON parsing failed: Text: x" }, "provider_error"],
  ["UnknownError", { message: "something else" }, "opencode_error"],
  ["SomethingNew", {}, "opencode_error"],
])("%s %o is %s", (name, data, code) => {
  expect(failureOf({ name, data })?.code).toBe(code);
});

test("an aborted message is no failure, and a stack is kept apart from the sentence", () => {
  expect(failureOf({ name: "MessageAbortedError", data: { message: "Aborted" } })).toBeNull();
  const message = "Model not found: a/b.\n    at one (x.js:1)\n    at two (y.js:2)";
  expect(failureOf({ name: "UnknownError", data: { message } })).toEqual({
    code: "model_unknown",
    message: "Model not found: a/b.",
    stack: "    at one (x.js:1)\n    at two (y.js:2)",
  });
});

test("message ids sort by time and before what OpenCode makes in the same millisecond", () => {
  const random = new Uint8Array(16).fill(255);
  expect(messageIdFor(1_795_161_877_457, random)).toMatch(/^msg_[0-9a-f]{12}[0-9A-Za-z]{14}$/);
  // OpenCode's id of 1795161877457, the first of its millisecond.
  expect(messageIdFor(1_795_161_877_457, random) < "msg_1f7fc6bd10013snrjUBF3RnotC").toBe(true);
  expect(messageIdFor(1_795_161_877_458, random) > "msg_1f7fc6bd10013snrjUBF3RnotC").toBe(true);
  const times = fc.integer({ min: 1_700_000_000_000, max: 1_717_000_000_000 });
  fc.assert(fc.property(times, times, (a, b) => messageIdFor(a, random) < messageIdFor(b, random) === a < b));
});

test.each([
  ["1.18.33", "tested"],
  ["1.18.0", "untested"],
  ["1.19.3", "untested"],
  ["2.0.0", "untested"],
  ["1.17.99", "too-old"],
  ["0.99.1", "too-old"],
  ["local", "too-old"],
])("version %s is %s", (version, verdict) => {
  expect(judgeVersion(version)).toBe(verdict);
});

test("a model's name is enough when one provider has it; two must be told apart", () => {
  const offers = [
    { provider: "a", model: "big", priced: true },
    { provider: "b", model: "big", priced: true },
    { provider: "b", model: "org/small", priced: false },
  ];
  expect(resolveModel("org/small", offers)).toBe("b/org/small");
  expect(resolveModel("b/org/small", offers)).toBe("b/org/small");
  expect(() => resolveModel("big", offers)).toThrow(/a\/big, b\/big/);
  expect(() => resolveModel("smal", offers)).toThrow(/b\/org\/small/);
});

test("activity is shown no more often than allowed, never twice, and the newest wins", () => {
  const shown: string[] = [];
  const display = createActivityDisplay(250, (text) => shown.push(text));
  display.show("a", 1000);
  display.show("b", 1100);
  display.show("c", 1200);
  display.tick(1249);
  display.tick(1250);
  display.show("c", 2000);
  expect(shown).toEqual(["a", "c"]);
});

test("absent and null arguments mean the default, and terminal codes are taken out", () => {
  const absent = readWorkerCall("complete", { bead_id: "t", summary: "s\u001b[2J\u202e!" }, "t");
  const nulls = readWorkerCall("complete", { bead_id: "t", summary: "s!", files_touched: null, status: null }, "t");
  const call = { kind: "completion", bead_id: "t", status: "success", summary: "s!", files_touched: [] };
  expect([absent, nulls]).toEqual([{ call }, { call }]);
  expect(readWorkerCall("complete", { bead_id: "t", summary: "s", status: "great" }, "t")).toEqual({
    refused: expect.stringContaining("status must be success, blocked or failed"),
  });
  expect(readWorkerCall("progress", null, "t")).toHaveProperty("refused");
  expect(readWorkerCall("progress", { bead_id: "t", progress_percent: -1 }, "t")).toHaveProperty("refused");
  expect(readWorkerCall("progress", { bead_id: "t", progress_percent: Number.NaN }, "t")).toHaveProperty("refused");
});
