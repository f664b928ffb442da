// Comments on five lines, of which the worker's next commit changes three; then the window is reloaded.
import { equal } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { commands } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { seeFates } from "./five-comments-seen.ts";
import { handsOrSkip } from "./hands.ts";
import { answer, limitMs, openRow, row, widget } from "./review-window.ts";

const task = '.title:has-text("Write the poem")';

describe("Five comments, of which three are answered", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor({ webview: "Swarm" }, "text=No swarm yet", "visible");
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Start 1 task")`);
    await until("the row of the worker", limitMs, async () =>
      (await hands.count({ webview: "Swarm" }, task)) > 0 ? true : undefined,
    );
    await hands.click({ webview: "Swarm" }, task);
    await until("the files of the worker", limitMs, async () =>
      (await hands.count("window", row("poem.md"))) > 0 ? true : undefined,
    );
  });

  it("are written on a file that was ticked, beside another one that was", async function () {
    const hands = handsOrSkip(this);
    for (const name of ["other.md", "poem.md"]) {
      await hands.click("window", `${row(name)} .monaco-custom-toggle`);
      await hands.waitFor("window", row(name, "reviewed"), "visible");
    }
    await openRow(hands, "poem.md");
    // From below, so that no comment pushes the next line away.
    for (const line of ["nine", "seven", "five", "three", "one"]) {
      await hands.click("window", `.modified-in-monaco-diff-editor .view-line:has-text("${line}")`);
      await hands.press("Control+Alt+C");
      await hands.waitFor("window", `${widget} .monaco-button:has-text("Add to Review")`, "visible");
      await hands.type(`About ${line}.`);
      await hands.press("Control+Enter");
      await hands.waitFor("window", `${widget}:has-text("Pending"):has-text("About ${line}.")`, "attached");
    }
  });

  it("stand with their lines when the worker has changed three of them, and only its file has lost its tick", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.review.submit");
    await hands.waitFor("window", `${answer}:has-text("5 comments go to poem")`, "visible");
    await hands.press("Enter");
    await until("the second commit", limitMs, async () =>
      (await hands.count("window", row("poem.md", "not reviewed"))) > 0 ? true : undefined,
    );
    equal(await hands.count("window", row("other.md", "reviewed")), 1);
    await seeFates(hands);
  });
});
