// The extension comes up in a real VS Code, and hands reach the window from inside it.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { describe, it } from "mocha";
import { extensions, workspace } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";

const id = "opencode-swarm.opencode-swarm";

describe("The extension", () => {
  it("activates without having been asked", async () => {
    const extension = extensions.getExtension(id);
    ok(extension, "the extension is not known");
    await extension.activate();
    equal(extension.isActive, true);
  });

  it("stands in the activity bar, and opens there", async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor("window", '.sidebar .composite.title:has-text("Swarm")', "visible");
  });

  it("asks nothing beyond this machine", async function () {
    const hands = handsOrSkip(this);
    deepEqual(await hands.strayRequests(), []);
  });
});

describe("The hands", () => {
  it("run a command of the palette and see the editor that it opened", async function () {
    const hands = handsOrSkip(this);
    await hands.runCommand("File: New Untitled Text File");
    await hands.waitFor("window", '.tab:has-text("Untitled-1")', "visible");
    deepEqual(await hands.tabs(), ["Untitled-1"]);
    await hands.type("typed from outside");
    await hands.waitFor("window", '.view-line:has-text("typed from outside")', "visible");
    await until("the text in the document", 20_000, async () => {
      const typed = workspace.textDocuments.find((document) => document.isUntitled);
      return typed?.getText() === "typed from outside" ? true : undefined;
    });
  });

  it("tell why an action failed", async function () {
    const hands = handsOrSkip(this);
    await hands.evaluate("window", "nothingOfThisName.length").then(
      () => ok(false, "it did not fail"),
      (error: Error) => match(error.message, /evaluate.*nothingOfThisName is not defined/s),
    );
  });
});
