// The same demo in the reloaded window, still by the keyboard alone: resumed, reviewed, approved, merged and taken back.
import { doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { window, workspace } from "vscode";
import { createKeyboard, type Keyboard } from "../../support/vscode/keyboard.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const limitMs = 100_000;
const tree = { webview: "Swarm" } as const;
const epicTitle = "Invoices with tax and discount";

const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root(), encoding: "utf8" }).trim();
const inReview = (name: string, state: string): string =>
  `.pane-body .monaco-list-row[aria-label^="${name}, ${state}"]`;

describe("The demo by keyboard, after a reload", function () {
  // Each step goes on where the one before it ended.
  this.bail(true);
  this.timeout(6 * limitMs);
  let hands: HandsActions;
  let keyboard: Keyboard;
  let start = "";
  before(function () {
    hands = handsOrSkip(this);
    keyboard = createKeyboard(hands);
    start = git("rev-parse", "main");
  });
  const isNow = (task: string, wanted: RegExp) => async (): Promise<true | undefined> =>
    wanted.test((await keyboard.nameOf(task)) ?? "") ? true : undefined;

  /** Goes to the next file that was not looked at, which is this one with these words in it, and ticks it. */
  const tickNext = async (name: string, words: string): Promise<void> => {
    await keyboard.palette("Swarm: Next Unreviewed File");
    await hands.waitFor("window", `.tab.active:has-text("${name}")`, "visible");
    await until(`the diff of ${name}`, limitMs, async () => {
      const shown = window.activeTextEditor?.document;
      return shown?.uri.path.endsWith(`/${name}`) === true && shown.getText().includes(words) ? true : undefined;
    });
    // Its keys are those of a diff as soon as the cursor stands in it.
    await hands.waitFor("window", ".modified-in-monaco-diff-editor.focused", "visible");
    await hands.press("Control+Alt+Enter");
    await hands.waitFor("window", inReview(name, "reviewed"), "visible");
  };

  it("shows the same rows, and interrupted no worker: each goes on to its end by itself", async () => {
    await keyboard.toTree();
    await keyboard.untilTask("readme", /^Say in the README how to use it, Queued/, limitMs);
    equal(await hands.count(tree, "[role=treeitem][aria-level='1']"), 1);
    for (const task of ["currency", "tax", "discount"]) await keyboard.untilTask(task, /, Ready/, limitMs);
    doesNotMatch(journal(), /"task_interrupted"/);
    equal(journal().match(/"opencode_started"/g)?.length, 1);
  });

  it("opens the changes of a task in one editor, and ticks its files", async () => {
    await keyboard.toTask("currency");
    await hands.press("Enter");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    // The first file stands in front: the next one is the second, and then it begins again.
    await tickNext("currency.test.js", "a credit has a sign");
    await tickNext("currency.js", "Cents as people read them");
    await hands.waitFor("window", '.pane-header:has-text("currency · 2/2 reviewed")', "visible");
  });

  it("sends a comment to the worker, who makes a second commit", async () => {
    const first = git("rev-parse", `swarm/${epicId()}/currency`);
    await hands.press("Control+Alt+C");
    await hands.waitFor("window", ".review-widget .monaco-editor", "visible");
    await hands.type("Say what a credit is.");
    await hands.press("Control+Enter");
    await hands.waitFor("window", '.review-widget:has-text("Pending")', "visible");
    await keyboard.palette("Swarm: Send Review…");
    await hands.waitFor("window", '.quick-input-widget:visible:has-text("1 comment goes to currency")', "visible");
    await hands.type("Nearly there.");
    await hands.press("Enter");
    await keyboard.untilTask("currency", /, (Changes requested|Starting|Working)/, limitMs);
    await keyboard.untilTask("currency", /, Ready/, limitMs);
    notEqual(git("rev-parse", `swarm/${epicId()}/currency`), first);
  });

  it("has taken the tick from the file that changed and left the other one; the new commit is looked at", async () => {
    await hands.waitFor("window", inReview("currency.js", "not reviewed"), "visible");
    await hands.waitFor("window", inReview("currency.test.js", "reviewed"), "visible");
    // Approve says no while the commit that was replaced is the one in front.
    await tickNext("currency.js", "Looked at again after a review");
  });

  it("approves every task as it becomes ready, and each lands in the integration branch", async () => {
    for (const task of ["currency", "tax", "discount", "totals", "print", "readme"]) {
      await keyboard.untilTask(task, /, Ready/, limitMs);
      await keyboard.pressInDetails(task, "Approve", isNow(task, /, (Approved|Joins the merge|In the merge)/));
      await keyboard.untilTask(task, /, In the merge/, limitMs);
    }
    equal(git("rev-parse", "main"), start);
  });

  it("merges everything into main in the way that the person chooses", async () => {
    await keyboard.palette("Swarm: Merge…");
    await keyboard.choose("One commit for all");
    await hands.waitFor(
      "window",
      '.quick-input-widget:visible:has-text("First line of the commit message")',
      "visible",
    );
    await hands.press("Enter");
    await until("the merge", limitMs, async () => (git("rev-parse", "main") === start ? undefined : true));
    equal(git("rev-parse", "main~1"), start);
    await until("a clean checkout", limitMs, async () => (git("status", "--porcelain") === "" ? true : undefined));
    equal(git("log", "-1", "--format=%s", "main"), epicTitle);
    match(git("show", "main:src/currency.js"), /Looked at again after a review/);
    execFileSync("node", ["--test"], { cwd: root() });
    await hands.waitFor(tree, '.aloud:has-text("Merged into main")', "attached");
  });

  it("takes the merge back", async () => {
    await keyboard.palette("Swarm: Undo Last Merge…");
    await keyboard.choose(`Undo the merge of ${epicTitle}`);
    await until("main where it was", limitMs, async () => (git("rev-parse", "main") === start ? true : undefined));
    await until("a clean checkout", limitMs, async () => (git("status", "--porcelain") === "" ? true : undefined));
  });
});

/** Every event that was stored, from the journal. */
function journal(): string {
  const store = join(root(), ".git/opencode-swarm/store");
  const files = readdirSync(store, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".log"));
  return files.map((name) => readFileSync(join(store, name), "utf8")).join("\n");
}

/** The one epic of this repository: its branches name it. */
const epicId = (): string =>
  git("branch", "--list", "swarm/*/_integration", "--format=%(refname:short)").split("/")[1] ?? "";
