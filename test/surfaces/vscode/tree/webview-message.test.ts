// What the webview may say, and nothing else.
import { describe, expect, it } from "vitest";
import { parseWebviewMessage } from "../../../../src/surfaces/vscode/tree/webview-message.ts";
import type { WebviewMessage } from "../../../../src/protocol.ts";

const good: WebviewMessage[] = [
  { type: "ready" },
  { type: "ack", seq: 3 },
  { type: "resync", have: 0 },
  { type: "select", key: null },
  { type: "select", key: "epic/task" },
  { type: "act", action: "approve", key: "epic/task" },
  { type: "openFile", key: "epic/task/src/a b.js" },
  { type: "permission", key: "epic/task", request: "per_1", reply: "reject", message: "use npm" },
  { type: "answer", key: "epic/task", request: "que_1", answers: [["once"], ["a", "b"]] },
  { type: "command", id: "swarmPanel.setup.check" },
];

describe("a message of the webview", () => {
  it.each(good)("is taken as it is: $type", (message) => {
    expect(parseWebviewMessage(structuredClone(message))).toEqual(message);
  });

  it.each([
    null,
    "ready",
    {},
    { type: "unknown" },
    { type: "act", action: "format the disk", key: "a" },
    { type: "act", action: "approve" },
    { type: "act", action: "approve", key: "" },
    { type: "command", id: "workbench.action.terminal.sendSequence" },
    { type: "command", id: "swarmPanel.new; rm" },
    { type: "permission", key: "a", request: "r", reply: "forever", message: null },
    { type: "answer", key: "a", request: "r", answers: "yes" },
    { type: "ready", more: 1 },
    { type: "select", key: "x".repeat(6000) },
  ])("is dropped when it is anything else: %j", (raw) => {
    expect(parseWebviewMessage(raw)).toBeNull();
  });
});
