// What menus hand in, and which task, epic or file it names.
import { describe, expect, it } from "vitest";
import { meantAddress, namedEpic, namedFile, namedTask } from "../../../../src/surfaces/vscode/review/named-target.ts";
import { documentUri } from "../../../../src/surfaces/vscode/review/review-uri.ts";
import { fileDocuments } from "../../../../src/surfaces/vscode/review/review-uri.ts";
import { fileChange, taskChanges } from "./file-changes.ts";

const file = fileChange("docs/a.md");
const uriOf = (path: string) => documentUri(fileDocuments(taskChanges(file), fileChange(path)).new);
const uri = uriOf("docs/a.md");
const task = { epicId: "epic", taskId: "docs" };

describe("the task that a command was called on", () => {
  it.each([
    ["a document", uri],
    ["a comment thread", { uri }],
    ["a comment that is being written", { thread: { uri }, text: "x" }],
    ["a row of the Review view", { kind: "reviewFile", content: { task }, file }],
    ["a task row of the tree", { webview: "swarmPanel.tree", key: "epic/docs" }],
    ["a file row of the tree", { key: "epic/docs/docs/a.md" }],
    ["a task", task],
  ])("is read from %s", (_what, argument) => {
    expect(namedTask(argument)).toEqual(task);
    expect(namedEpic(argument)).toBe("epic");
  });

  it.each([undefined, null, 7, "epic/docs", {}, { key: "epic" }, { key: "../x/y" }, { uri: { scheme: "file" } }])(
    "is none in %j",
    (argument) => {
      expect(namedTask(argument)).toBeNull();
    },
  );

  it.each([
    ["nothing, which is the active one", undefined, "docs/a.md"],
    ["another document, which it is itself", uri, "docs/b.md"],
  ])("means a document when it was called on %s", (_what, argument, active) => {
    expect(meantAddress(argument, uriOf(active))).toMatchObject({ kind: "file", path: "docs/a.md" });
  });

  it.each([[{ key: "epic/docs" }], [{ kind: "reviewFile", content: { task }, file }]])(
    "means the task as it is now, and no open document, when it was called on the row %j",
    (argument) => {
      expect(meantAddress(argument, uri)).toBeNull();
    },
  );

  it("may be an epic alone", () => {
    expect([namedEpic({ key: "epic" }), namedEpic({ epicId: "epic" }), namedEpic({ key: "../x" })]).toEqual([
      "epic",
      "epic",
      null,
    ]);
  });

  it("may be a file of it", () => {
    expect(namedFile({ key: "epic/docs/docs/a.md" })).toEqual({ ...task, path: "docs/a.md" });
    expect(namedFile({ key: "epic/docs" })).toBeNull();
  });
});
