// A window of a swarm that another process owns: it can do everything, and goes on in the other's place when that is gone.
import { equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { TabInputTextDiff, commands, window, workspace } from "vscode";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { rowMenu } from "./menus.ts";
import { noteOffered } from "./note-exercised.ts";

const limitMs = 100_000;
const tree = { webview: "Swarm" } as const;
const input = ".quick-input-widget:visible";
const owner = Number(process.env["SWARM_TEST_OWNER"]);

const line = (task: string): string => `.line.task[data-key$="/${task}"]`;

async function rowSays(hands: HandsActions, task: string, wanted: RegExp): Promise<void> {
  let name = "";
  const look = async (): Promise<true | undefined> => {
    const there = await hands.count(tree, line(task)).catch(() => 0);
    name = there === 0 ? "" : await hands.text(tree, `${line(task)} > .aloud`).catch(() => "");
    return wanted.test(name) || undefined;
  };
  await until(`${task}: ${String(wanted)}`, limitMs, look, () => name);
}

const keyOf = async (hands: HandsActions, task: string): Promise<string> =>
  (await hands.attribute(tree, line(task), "data-key")) ?? "";

async function openDetails(hands: HandsActions, task: string): Promise<void> {
  if ((await hands.attribute(tree, line(task), "aria-expanded")) !== "true")
    await hands.click(tree, `${line(task)} .twistie`);
}

/** Process that says it can be asked. */
function ownerNow(): number {
  const root = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  try {
    return (JSON.parse(readFileSync(join(root, ".git/opencode-swarm/client.json"), "utf8")) as { pid: number }).pid;
  } catch {
    return 0;
  }
}

describe("A window of a swarm that another process owns", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await hands.waitFor(tree, "text=No swarm yet", "visible");
  });

  it("starts a plan there, and shows its workers", async function () {
    const hands = handsOrSkip(this);
    equal(ownerNow(), owner);
    void commands.executeCommand("swarmPanel.runPlan");
    await hands.waitFor("window", `${input}:has-text("at most")`, "visible");
    await hands.press("Enter");
    await rowSays(hands, "asks", /needs an answer/i);
    await rowSays(hands, "works", /working/i);
    equal(await hands.count(tree, ".banner"), 0);
  });

  it("answers through the owner, and shows at both rows that the two workers overlap until it is left", async function () {
    const hands = handsOrSkip(this);
    void commands.executeCommand("swarmPanel.worker.answer", { key: await keyOf(hands, "asks") });
    await hands.click("window", `${input} .monaco-list-row:has-text("Hello")`);
    await rowSays(hands, "asks", /ready.*1 file/i);
    for (const [task, other] of [
      ["asks", "works"],
      ["works", "asks"],
    ] as const) {
      await openDetails(hands, task);
      await hands.waitFor(tree, `.details-box:has-text("Overlaps with ${other} in hello.txt")`, "visible");
      ok((await rowMenu(hands, line(task))).includes("swarmPanel.worker.overlap"));
    }
    await noteOffered(hands, "swarmPanel.worker.overlap");
    void commands.executeCommand("swarmPanel.worker.overlap", { key: await keyOf(hands, "works") });
    await hands.click("window", `${input} .monaco-list-row:has-text("Leave it")`);
    await hands.waitFor(tree, `.details-box:has-text("Overlaps with")`, "detached");
  });

  it("reviews and approves through the owner", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.review.openFile", { key: `${await keyOf(hands, "asks")}/hello.txt` });
    const shown = await until("the diff", limitMs, async () => {
      const tab = window.tabGroups.activeTabGroup.activeTab?.input;
      return tab instanceof TabInputTextDiff ? tab.modified : undefined;
    });
    equal((await workspace.openTextDocument(shown)).getText(), "hello\n");
    await commands.executeCommand("workbench.action.closeAllEditors");
    await commands.executeCommand("swarmPanel.review.approve", { key: await keyOf(hands, "asks") });
    await rowSays(hands, "asks", /approved|merging|merged|in the swarm|landed/i);
    equal(ownerNow(), owner);
  });

  it("says so while the owner does not answer, and no longer when it does", async function () {
    const hands = handsOrSkip(this);
    process.kill(owner, "SIGSTOP");
    try {
      await hands.waitFor(tree, ".banner", "visible");
      match(await hands.text(tree, ".banner"), new RegExp(`another window \\(process ${owner}\\).*does not answer`));
    } finally {
      process.kill(owner, "SIGCONT");
    }
    await hands.waitFor(tree, ".banner", "hidden");
  });

  it("goes on in the place of the owner when that is killed, with its workers", async function () {
    const hands = handsOrSkip(this);
    process.kill(owner, "SIGKILL");
    await until("the window owns the swarm", limitMs, async () => ownerNow() === process.pid || undefined);
    await rowSays(hands, "works", /working/i);
    ok((await hands.count(tree, line("asks"))) === 1);
    await commands.executeCommand("swarmPanel.worker.stop", { key: await keyOf(hands, "works") });
    await rowSays(hands, "works", /stopped/i);
  });
});
