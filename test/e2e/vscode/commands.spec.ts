// What no other spec does: a swarm from a sentence, what each setting changes, and what the palette offers when.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { ConfigurationTarget, TabInputTextDiff, commands, window, workspace } from "vscode";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { until } from "../../support/vscode/until.ts";
import { scriptBlock } from "../../../src/demo/scripted-script.ts";
import { handsOrSkip } from "./hands.ts";
import { reviewRowMenu, rowMenu, viewTitleMenu, editorTitleMenu } from "./menus.ts";
import { message, messages } from "./messages.ts";
import { manifest, noteExercised, paletteOffers, seeView } from "./note-exercised.ts";

const limitMs = 90_000;
const tree = { webview: "Swarm" } as const;
const input = ".quick-input-widget:visible";
const hi = '.line.task[data-key$="/say-hi"]';
const huge = '.line.task[data-key$="/huge"]';
const statusItem = '.statusbar-item[id="opencode-swarm.opencode-swarm.swarmPanel.status"]';
const badge = '.activitybar .action-item:has(a.action-label[aria-label^="Swarm"]) .badge-content';

/** Resolves when extensions are told of it. */
async function set(key: string, value: unknown): Promise<void> {
  const read = (): unknown => workspace.getConfiguration("swarmPanel").inspect(key)?.globalValue;
  await workspace.getConfiguration("swarmPanel").update(key, value, ConfigurationTarget.Global);
  await until(`the setting ${key}`, limitMs, async () => (read() === value ? true : undefined));
}

/** Keeps in the page what its live region says from now on. */
const recordAloud = `{
  const region = document.querySelector("[role=status]");
  window.heardAloud = [];
  new MutationObserver(() => heardAloud.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true });
}`;

/** What a person writes for a worker that calls its only task `id`. */
const sentence = (words: string, id: string, command: string): string =>
  `${words} ${scriptBlock([
    { tool: "bash", args: { command, description: "Work" } },
    { tool: "swarm_complete", args: { bead_id: id, summary: "done", files_touched: [], status: null } },
    { text: "done" },
  ])}`;

/** Answers what New Swarm… asks, up to the model. */
async function describeSwarm(hands: HandsActions, words: string): Promise<void> {
  void commands.executeCommand("swarmPanel.new");
  await hands.waitFor("window", `${input}:has-text("What should the worker do?")`, "visible");
  await hands.fill("window", `${input} .quick-input-box input`, words);
  await hands.press("Enter");
  await hands.waitFor("window", `${input}:has-text("What is checked out now")`, "visible");
  await hands.press("Enter");
  await hands.waitFor("window", `${input}:has-text("Another model…")`, "visible");
}

/** How many workers the status bar says are ready for review. */
async function readyWorkers(hands: HandsActions): Promise<number> {
  const label = await hands.attribute("window", `${statusItem} a`, "aria-label");
  return Number(/(\d+) (?:is|are) ready for review/.exec(label ?? "")?.[1] ?? 0);
}

async function rowSays(hands: HandsActions, row: string, wanted: RegExp): Promise<string> {
  let name = "";
  return until(
    `${row}: ${String(wanted)}`,
    limitMs,
    async () => {
      name = (await hands.count(tree, row)) === 0 ? "" : await hands.text(tree, row);
      return wanted.test(name) ? name : undefined;
    },
    () => name,
  );
}

/** The first row of the list that is open. */
const firstChoice = (hands: HandsActions): Promise<string> =>
  hands.text("window", `${input} .monaco-list-row >> nth=0`);

describe("Commands and settings", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await seeView(hands, "swarmPanel.tree");
  });

  it("make a swarm from a sentence, with the model that the settings name", async function () {
    const hands = handsOrSkip(this);
    await set("model.worker", "scripted/m2");
    await describeSwarm(hands, sentence("Say hi.", "say-hi", "printf 'hi\\n' > hi.txt && printf 'ho\\n' > ho.txt"));
    match(await firstChoice(hands), /^scripted\/m2/);
    await set("notifications", "important");
    await hands.press("Enter");
    await rowSays(hands, hi, /Say hi/);
    // A message comes by itself only while the swarm is not looked at.
    await commands.executeCommand("workbench.view.search");
    await message(hands, /^All workers of “Say hi” are done\.$/);
    await commands.executeCommand("swarmPanel.focus");
    await rowSays(hands, hi, /ready/i);
  });

  it("begin no swarm with a commit message that nobody could fill", async function () {
    const hands = handsOrSkip(this);
    await set("merge.commitMessage", "Hm ${nope}");
    const rows = await hands.count(tree, ".line.epic");
    await describeSwarm(hands, sentence("Say hm.", "say-hm", "true"));
    await hands.press("Enter");
    await message(hands, /cannot hold \$\{nope\}; what is known is \$\{title\}/);
    await set("merge.commitMessage", undefined);
    equal(await hands.count(tree, ".line.epic"), rows);
  });

  it("say nothing by themselves where no message is wanted", async function () {
    const hands = handsOrSkip(this);
    const ready = await readyWorkers(hands);
    await set("notifications", "off");
    await describeSwarm(hands, sentence("Say ho.", "say-ho", "sleep 2; printf 'ho\\n' > ho.txt"));
    await hands.press("Enter");
    // A start leads to its row; behind that the swarm is not looked at.
    await hands.waitFor(tree, '.line.epic[aria-selected="true"]:has-text("Say ho")', "visible");
    await commands.executeCommand("workbench.view.search");
    await hands.waitFor("window", ".search-view", "visible");
    // The status bar is drawn by the look that would have said it.
    await until("one more in the status bar", limitMs, async () =>
      (await readyWorkers(hands)) === ready + 1 ? true : undefined,
    );
    await hands.waitFor("window", ".search-view", "visible");
    const said = await messages(hands);
    await set("notifications", undefined);
    await commands.executeCommand("swarmPanel.focus");
    await rowSays(hands, '.line.task[data-key$="/say-ho"]', /ready/i);
    ok(!said.some((text) => text.includes("Say ho")), said.join(" | "));
  });

  it("show what a worker cost in the unit that is wanted", async function () {
    const hands = handsOrSkip(this);
    const spent = async (): Promise<string> => (await hands.texts(tree, `${hi} .spent`))[0] ?? "";
    for (const [unit, shown] of [
      ["cost", /^<?\$[\d.]+$/],
      ["tokens", /^[\d.]+[kM]? tokens$/],
      ["both", /^<?\$[\d.]+\s+[\d.]+[kM]? tokens$/],
      ["off", /^$/],
    ] as const) {
      await set("showCost", unit);
      await until(`the ${unit}`, limitMs, async () => (shown.test((await spent()).trim()) ? true : undefined));
    }
    await set("showCost", undefined);
  });

  it("draw rows on one line or on two", async function () {
    const hands = handsOrSkip(this);
    await set("tree.density", "compact");
    await hands.waitFor(tree, ".scroller.compact", "visible");
    await set("tree.density", undefined);
    await hands.waitFor(tree, ".scroller.comfortable", "visible");
  });

  it("count on the icon what is wanted", async function () {
    const hands = handsOrSkip(this);
    const count = async (): Promise<number> => {
      const texts = await hands.texts("window", badge);
      return Number(texts.find((text) => text.trim() !== "") ?? 0);
    };
    const blocking = await count();
    await set("badge", "all");
    await until("a larger number", limitMs, async () => ((await count()) > blocking ? true : undefined));
    await set("badge", "off");
    await until("no number", limitMs, async () => ((await count()) === 0 ? true : undefined));
    await set("badge", undefined);
  });

  it("stand in the status bar when they are wanted there", async function () {
    const hands = handsOrSkip(this);
    await set("statusBar", "always");
    await hands.waitFor("window", statusItem, "visible");
    await set("statusBar", "never");
    await hands.waitFor("window", statusItem, "hidden");
    await set("statusBar", undefined);
    await hands.waitFor("window", statusItem, "visible");
  });

  it("open many files one by one when their number is beyond the limit", async function () {
    const hands = handsOrSkip(this);
    await hands.click(tree, hi);
    await set("review.multiDiffLimit", 1);
    await commands.executeCommand("swarmPanel.review.open");
    await until("one file", limitMs, async () =>
      window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff ? true : undefined,
    );
    equal(await paletteOffers(hands, "swarmPanel.review.toggleReviewed"), true);
    noteExercised("menu commandPalette swarmPanel.review.toggleReviewed");
    ok((await editorTitleMenu(hands)).includes("swarmPanel.review.toggleReviewed"));
    await commands.executeCommand("workbench.action.closeAllEditors");
    await set("review.multiDiffLimit", undefined);
    await commands.executeCommand("swarmPanel.review.open");
    await hands.waitFor("window", ".multiDiffEntry", "visible");
    ok((await editorTitleMenu(hands)).includes("swarmPanel.review.approve"));
  });

  it("go through the files by key: mark one, and on to the next", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("workbench.action.closeAllEditors");
    const file = '.pane-body .monaco-list-row[aria-label^="hi.txt"]';
    await hands.click("window", `${file} .label-name`);
    await hands.click("window", ".modified-in-monaco-diff-editor .view-line");
    await hands.press("Control+Alt+Enter");
    await hands.waitFor("window", '.pane-body .monaco-list-row[aria-label^="hi.txt, reviewed"]', "visible");
    noteExercised("key swarmPanel.review.toggleReviewed");
    await hands.press("Control+Alt+n");
    await until("the next file", limitMs, async () => {
      const shown = window.tabGroups.activeTabGroup.activeTab?.input;
      return shown instanceof TabInputTextDiff && shown.modified.path.endsWith("/ho.txt") ? true : undefined;
    });
    noteExercised("key swarmPanel.review.nextUnreviewed");
    deepEqual((await reviewRowMenu(hands, file)).toSorted(), [
      "swarmPanel.review.openFile",
      "swarmPanel.review.rejectFile",
      "swarmPanel.review.takeFile",
      "swarmPanel.review.toggleReviewed",
    ]);
    const offered = await viewTitleMenu(hands, '.pane-header[aria-label^="Review"]');
    for (const id of ["open", "approve", "nextUnreviewed"]) ok(offered.includes(`swarmPanel.review.${id}`), id);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("say aloud what is wanted", async function () {
    const hands = handsOrSkip(this);
    await set("accessibility.announce", "all");
    for (const id of ["review.open", "review.approve"]) ok((await rowMenu(hands, hi)).includes(`swarmPanel.${id}`), id);
    await hands.click(tree, hi);
    const file = '.line.file[data-key$="/say-hi/hi.txt"]';
    if ((await hands.count(tree, file)) === 0) await hands.press("ArrowRight");
    await hands.waitFor(tree, file, "visible");
    deepEqual(await rowMenu(hands, file), ["swarmPanel.review.openFile"]);
    const key = await hands.attribute(tree, hi, "data-key");
    await commands.executeCommand("swarmPanel.review.approve", { key });
    await hands.waitFor(tree, '[role=status]:has-text("Say hi ")', "attached");
    await rowSays(hands, hi, /in the merge/i);
    await hands.waitFor(tree, '[role=status]:has-text("Say hi is in the merge")', "attached");
  });

  it("say nothing aloud where nothing is wanted", async function () {
    const hands = handsOrSkip(this);
    await hands.evaluate(tree, recordAloud);
    const approve = async (task: string, title: string): Promise<void> => {
      const row = `.line.task[data-key$="/${task}"]`;
      const key = await hands.attribute(tree, row, "data-key");
      await commands.executeCommand("swarmPanel.review.approve", { key });
      await rowSays(hands, row, new RegExp(`${title}.*in the merge`, "is"));
    };
    await set("accessibility.announce", "off");
    await approve("say-ho", "Say ho");
    await set("accessibility.announce", "all");
    await approve("once", "Read once");
    let heard = "";
    await until(
      "words on the other one",
      limitMs,
      async () => {
        heard = String(await hands.evaluate(tree, "heardAloud.join(' | ')"));
        return heard.includes("Read once is in the merge") ? true : undefined;
      },
      () => heard,
    );
    ok(!heard.includes("Say ho"), heard);
    await set("accessibility.announce", undefined);
  });

  it("name the strategy first that the settings prefer", async function () {
    const hands = handsOrSkip(this);
    const key = (await hands.attribute(tree, hi, "data-key"))?.split("/")[0];
    for (const [strategy, label] of [
      ["squashAll", /^One commit for all/],
      ["squashPerWorker", /^One commit for each task/],
      ["mergeCommit", /^One commit for each task/],
    ] as const) {
      await set("merge.strategy", strategy);
      void commands.executeCommand("swarmPanel.merge.run", { key });
      for (const choice of ["One commit for all", "A merge commit"])
        await hands.waitFor("window", `${input}:has-text("${choice}")`, "visible");
      match(await firstChoice(hands), label);
      await hands.press("Escape");
      await hands.waitFor("window", ".quick-input-widget", "hidden");
    }
    ok((await rowMenu(hands, '.line.epic:has-text("Say hi")')).includes("swarmPanel.merge.run"));
  });

  it("stand in the palette when they make sense, and only then", async function () {
    const hands = handsOrSkip(this);
    await hands.click(tree, huge);
    // Comments that are not sent, a merge or a part to undo, a conflict that is being resolved, a diff in front, a worker that
    // works or asks: none of these is here now.
    const elsewhere =
      /review\.(submit|discardComments|toggleReviewed|comment|commentOnFile|(reject|take)(Hunk|File)|undoPart)$|merge\.(undo|finish|abort)$|stopAll$|nextAttention$/;
    for (const { command, when } of manifest().menus["commandPalette"] ?? []) {
      const wanted = when !== "false" && !elsewhere.test(command);
      equal(await paletteOffers(hands, command), wanted, command);
      if (wanted || when === "false") noteExercised(`menu commandPalette ${command}`);
    }
  });
});
