// From OpenCode's events, as a real run sent them, to what a turn hears.
import { expect, test } from "vitest";
import { translateEvent } from "../../../src/adapters/opencode/translate-event.ts";

const directory = "/repo.swarm/greet";
const sessionID = "ses_1";
const event = (type: string, properties: object) => ({
  directory,
  project: "p",
  payload: { id: "evt_1", type, properties: { sessionID, ...properties } },
});
const about = { session_id: sessionID, directory };

test("what is about no session, repeats another event, or is not an event at all is dropped", () => {
  const sync = {
    directory,
    project: "p",
    payload: { type: "sync", id: "evt_1", syncEvent: { type: "session.created.1" } },
  };
  const none = [
    { payload: { id: "evt_1", type: "server.heartbeat", properties: {} } },
    { directory, payload: { id: "evt_1", type: "plugin.added", properties: { id: "core/x" } } },
    {
      directory,
      payload: { id: "evt_1", type: "session.error", properties: { error: { name: "UnknownError", data: {} } } },
    },
    sync,
    null,
    "x",
  ];
  expect(none.map(translateEvent)).toEqual(none.map(() => null));
});

test("states of a session", () => {
  expect(translateEvent(event("session.status", { status: { type: "busy" } }))).toEqual({ ...about, kind: "busy" });
  expect(translateEvent(event("session.status", { status: { type: "idle" } }))).toEqual({ ...about, kind: "idle" });
  expect(translateEvent(event("session.idle", {}))).toEqual({ ...about, kind: "idle" });
  const retry = { type: "retry", attempt: 2, message: "slow\u001b[31m down", next: 1795161713594 };
  expect(translateEvent(event("session.status", { status: retry }))).toEqual({
    ...about,
    kind: "retry",
    attempt: 2,
    message: "slow down",
    next_at: 1795161713594,
  });
  expect(translateEvent(event("session.status", { status: { type: "new-in-2.0" } }))).toBeNull();
});

test("answers of the assistant, while they are written and when they are complete", () => {
  const info = { id: "msg_2", role: "assistant", time: { created: 1 } };
  const open = { ...about, kind: "answer", message_id: "msg_2", finish: null, completed: false };
  expect(translateEvent(event("message.updated", { info }))).toEqual(open);
  const done = { ...info, finish: "stop", time: { created: 1, completed: 2 } };
  expect(translateEvent(event("message.updated", { info: done }))).toEqual({
    ...open,
    finish: "stop",
    completed: true,
  });
  expect(translateEvent(event("message.updated", { info: { ...info, role: "user" } }))).toEqual({
    ...about,
    kind: "life",
  });
});

test("what a worker does is one plain line", () => {
  const part = (tool: string, input: object, status = "running") =>
    translateEvent(event("message.part.updated", { part: { type: "tool", tool, state: { status, input } } }));
  expect(part("edit", { filePath: `${directory}/src/a.ts` })).toEqual({
    ...about,
    kind: "activity",
    text: "edits src/a.ts",
  });
  expect(part("bash", { command: "npm test\u001b]0;title\u0007\n&& echo <b>" })).toMatchObject({
    text: "runs npm test && echo <b>",
  });
  expect(part("bash", { command: "x".repeat(500) })).toMatchObject({ text: expect.stringMatching(/^runs x{194}…$/) });
  expect(part("github_create_issue", {})).toMatchObject({ text: "uses github_create_issue" });
  expect(part("write", { filePath: 7 })).toMatchObject({ text: "writes" });
  expect(part("read", {}, "completed")).toEqual({ ...about, kind: "life" });
  expect(part("swarm_progress", {}, "completed")).toEqual({ ...about, kind: "life" });
});

test("a tool that has ended, however, may have changed files, unless it only looks", () => {
  const part = (tool: string, status: string) =>
    translateEvent(event("message.part.updated", { part: { type: "tool", tool, state: { status, input: {} } } }));
  for (const tool of ["write", "edit", "bash", "github_create_issue"])
    for (const status of ["completed", "error"]) expect(part(tool, status)).toEqual({ ...about, kind: "touched" });
  expect(part("grep", "completed")).toEqual({ ...about, kind: "life" });
  expect(part("write", "running")).toMatchObject({ kind: "activity" });
});

test("permissions and questions, asked and settled", () => {
  const asked = { id: "per_1", permission: "webfetch", patterns: ["http://x"], always: ["*"], metadata: {} };
  expect(translateEvent(event("permission.asked", asked))).toEqual({
    ...about,
    kind: "permission",
    request_id: "per_1",
    permission: "webfetch",
    patterns: ["http://x"],
  });
  const questions = [{ question: "Which?", header: "W", options: [{ label: "A", description: "a" }, { label: "B" }] }];
  expect(translateEvent(event("question.asked", { id: "que_1", questions }))).toEqual({
    ...about,
    kind: "question",
    request_id: "que_1",
    questions: [{ question: "Which?", options: ["A", "B"], multiple: false }],
  });
  for (const type of ["permission.replied", "question.replied", "question.rejected"]) {
    expect(translateEvent(event(type, { requestID: "que_1" }))).toEqual({
      ...about,
      kind: "settled",
      request_id: "que_1",
    });
  }
});

test("a question takes one option unless OpenCode says that it takes several", () => {
  const options = [{ label: "A" }, { label: "B" }];
  const questions = [{}, { multiple: false }, { multiple: true }].map((more) => ({ question: "Q", options, ...more }));
  const heard = translateEvent(event("question.asked", { id: "que_1", questions }));
  expect(heard).toMatchObject({ questions: [{ multiple: false }, { multiple: false }, { multiple: true }] });
});

test("anything else of a session is a sign of life: a token is never more than that", () => {
  const delta = { messageID: "msg_2", partID: "prt_1", field: "text", delta: "secret words" };
  expect(translateEvent(event("message.part.delta", delta))).toEqual({ ...about, kind: "life" });
  expect(translateEvent(event("todo.updated", { todos: [] }))).toEqual({ ...about, kind: "life" });
});
