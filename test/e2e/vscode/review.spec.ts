// A review in a real VS Code, with the real OpenCode server behind it: what is shown of the files, and their ticks.
import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { commands, workspace } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { answer, entry, git, limitMs, openRow, row, shownDiff, textOf } from "./review-window.ts";

const docsRow = '.title:has-text("Write docs")';

describe("A review", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor({ webview: "Swarm" }, "text=No swarm yet", "visible");
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.click("window", `${answer} .monaco-list-row:has-text("Start 2 tasks")`);
    await until("the row of the worker", limitMs, async () =>
      (await hands.count({ webview: "Swarm" }, docsRow)) > 0 ? true : undefined,
    );
    await hands.click({ webview: "Swarm" }, docsRow);
    await until("the files of the worker", limitMs, async () =>
      (await hands.count("window", row("README.md"))) > 0 ? true : undefined,
    );
  });

  it("lists the files of the worker's commit with what happened to each", async function () {
    const hands = handsOrSkip(this);
    const rows = await hands.count("window", ".pane-body .monaco-list-row .monaco-custom-toggle");
    equal(rows, 6);
    for (const [name, happened] of [
      ["README.md", "modified"],
      ["new.md", "added"],
      ["logo.png", "added, binary"],
      ["row.js", "renamed from src/line.js"],
      ["line.test.js", "takes a test away, deleted"],
    ] as const)
      ok((await hands.count("window", row(name, `not reviewed, ${happened}`))) > 0, `${name} is not ${happened}`);
  });

  it("opens all files in one editor, and the same one again", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.review.open");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    await commands.executeCommand("swarmPanel.review.open");
    const tabs = await hands.tabs();
    equal(tabs.length, 1);
    match(tabs[0] ?? "", /^docs · Write docs · [0-9a-f]{7}/);
  });

  it("ticks there the file in which the cursor is, also on the side where it does not exist", async function () {
    const hands = handsOrSkip(this);
    const tick = async (name: string, reviewed: number): Promise<void> => {
      await hands.press("Control+Alt+Enter");
      await hands.waitFor("window", row(name, reviewed === 1 ? "reviewed" : "not reviewed"), "visible");
      match(await hands.text("window", '.pane-header:has-text("Review")'), new RegExp(`docs · ${reviewed}/6 reviewed`));
    };
    for (const [name, side] of [
      ["new.md", "modified"],
      ["line.test.js", "modified"],
    ] as const) {
      await hands.click("window", `${entry(name, side)} .view-line`);
      await tick(name, 1);
      await tick(name, 0);
    }
  });

  it("shows a renamed and edited file as one diff of its two paths", async function () {
    const { original, modified } = await openRow(handsOrSkip(this), "row.js");
    deepEqual([original.path, modified.path], ["/src/line.js", "/src/row.js"]);
    ok(!(await textOf(original)).includes("// edited"));
    ok((await textOf(modified)).includes("// edited"));
  });

  it("leaves the side empty on which a file does not exist", async function () {
    const { original, modified } = await openRow(handsOrSkip(this), "line.test.js");
    equal(await textOf(modified), "");
    ok((await textOf(original)).length > 0);
  });

  it("names a huge file by its size", async function () {
    const { modified } = await openRow(handsOrSkip(this), "big.txt");
    match(await textOf(modified), /^12 MB, not shown; open it in the worktree\./);
  });

  it("gives the bytes of a binary file", async function () {
    const hands = handsOrSkip(this);
    const { modified } = await openRow(hands, "README.md");
    const query = new URLSearchParams(modified.query);
    query.set("blob", git("rev-parse", `${query.get("commit")}:logo.png`));
    const logo = modified.with({ path: "/logo.png", query: query.toString() });
    deepEqual([...(await workspace.fs.readFile(logo))], [0x89, 0x50, 0x4e, 0x47, 0, 1, 2]);
    await hands.click("window", `${row("logo.png")} .label-name`);
    await hands.waitFor("window", '.tab:has-text("logo.png")', "visible");
  });

  it("lets nobody write, and believes no address that it did not write", async function () {
    const { modified } = await openRow(handsOrSkip(this), "README.md");
    await rejects(async () => workspace.fs.writeFile(modified, new Uint8Array()));
    await rejects(async () => workspace.fs.delete(modified));
    await rejects(async () => workspace.fs.readFile(modified.with({ path: "/../../etc/passwd" })));
    const named = new URLSearchParams(modified.query);
    named.set("blob", "HEAD:README.md");
    await rejects(async () => workspace.fs.readFile(modified.with({ query: named.toString() })));
    await rejects(async () => workspace.fs.readDirectory(modified));
  });

  it("ticks the file in front by command and another by its box, and goes on to the next", async function () {
    const hands = handsOrSkip(this);
    await openRow(hands, "row.js");
    await commands.executeCommand("swarmPanel.review.toggleReviewed");
    await hands.waitFor("window", row("row.js", "reviewed"), "visible");
    await hands.click("window", `${row("new.md")} .monaco-custom-toggle`);
    await hands.waitFor("window", row("new.md", "reviewed"), "visible");
    match(await hands.text("window", '.pane-header:has-text("Review")'), /docs · 2\/6 reviewed/);
    await commands.executeCommand("swarmPanel.review.nextUnreviewed");
    await until("the next file", limitMs, async () =>
      shownDiff()?.original.path === "/test/line.test.js" ? true : undefined,
    );
  });

  it("ticks a picture by key, and goes on from it", async function () {
    const hands = handsOrSkip(this);
    await openRow(hands, "new.md");
    await commands.executeCommand("swarmPanel.review.nextUnreviewed");
    await hands.waitFor("window", '.tab.active:has-text("logo.png")', "visible");
    await until("the focus in the picture", limitMs, async () =>
      // Keys before it is ready go nowhere.
      (await hands.evaluate("window", "document.activeElement?.matches('iframe.webview.ready')")) === true
        ? true
        : undefined,
    );
    await hands.press("Control+Alt+Enter");
    await hands.waitFor("window", row("logo.png", "reviewed"), "visible");
    await hands.press("Control+Alt+n");
    await until("the next file", limitMs, async () =>
      shownDiff()?.original.path === "/test/line.test.js" ? true : undefined,
    );
  });
});
