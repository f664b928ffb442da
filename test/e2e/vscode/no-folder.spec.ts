// An empty window: what is missing is said, what can be looked at opens, and the demo comes in a window of its own.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { commands, window } from "vscode";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import { message } from "./messages.ts";
import { viewTitleMenu } from "./menus.ts";
import { manifest, noteExercised, paletteOffers, seeView, seeWelcome } from "./note-exercised.ts";

const limitMs = 90_000;

describe("A window without a folder", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await seeView(hands, "swarmPanel.setup");
  });

  it("says what to open, and offers the demo", async function () {
    await seeWelcome(handsOrSkip(this), "noFolder", "Open Folder");
  });

  it("offers in the palette what needs no swarm, and nothing else", async function () {
    const hands = handsOrSkip(this);
    equal(await paletteOffers(hands, "swarmPanel.demo"), true);
    equal(await paletteOffers(hands, "swarmPanel.setup.check"), true);
    for (const id of ["new", "runPlan", "showStatus", "merge.run", "review.open", "review.openFile"])
      equal(await paletteOffers(hands, `swarmPanel.${id}`), false, id);
  });

  it("has its tools in the title of the view", async function () {
    const offered = await viewTitleMenu(handsOrSkip(this), ".sidebar .composite.title");
    deepEqual(offered.toSorted(), [
      "swarmPanel.demo",
      "swarmPanel.logs.show",
      "swarmPanel.settings.open",
      "swarmPanel.setup.check",
      "swarmPanel.walkthrough.open",
    ]);
  });

  it("asks for a folder where one is needed", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.setup.initRepo");
    await message(hands, /^Open a folder first\.$/);
    await commands.executeCommand("swarmPanel.setup.firstCommit");
  });

  it("brings the setup in front for whoever asks for the swarm", async function () {
    const hands = handsOrSkip(this);
    for (const id of ["focus", "showStatus", "setup.check"]) {
      await commands.executeCommand("workbench.view.search");
      await hands.waitFor("window", "text=Open a folder with a Git repository", "hidden");
      await commands.executeCommand(`swarmPanel.${id}`);
      await seeWelcome(hands, "noFolder", "Open Folder");
    }
  });

  it("shows the log", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.logs.show");
    await hands.waitFor("window", '.part.panel .view-line:has-text("is active")', "visible");
    await commands.executeCommand("workbench.action.closePanel");
  });

  it("shows our settings, each with its words", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.settings.open");
    await hands.waitFor("window", '.settings-editor .setting-item-title:has-text("Max Parallel Workers")', "visible");
    // The path of OpenCode is one of the machine's, which VS Code lists apart when it is a remote one.
    const settings = manifest().configuration.flatMap(({ properties }) => Object.keys(properties));
    const count = await hands.text("window", ".settings-editor .settings-count-widget");
    ok([settings.length, settings.length - 1].includes(Number.parseInt(count, 10)), count);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("opens the walkthrough with its steps", async function () {
    const hands = handsOrSkip(this);
    await commands.executeCommand("swarmPanel.walkthrough.open");
    const [walkthrough] = manifest().walkthroughs;
    ok(walkthrough);
    for (const { title } of walkthrough.steps)
      await hands.waitFor("window", `.getting-started-step .step-title:has-text("${title}")`, "visible");
    noteExercised(`walkthrough ${walkthrough.id}`);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("makes the demo in a folder of its own and opens it in another window", async function () {
    const hands = handsOrSkip(this);
    equal(window.tabGroups.all.flatMap(({ tabs }) => tabs).length, 0);
    await commands.executeCommand("swarmPanel.demo");
    const address = await until("the window of the demo", limitMs, async () =>
      (await hands.otherWindows()).find((url) => url.includes("folder=")),
    );
    await hands.closeOtherWindows();
    const folder = new URL(address).searchParams.get("folder") ?? "";
    match(folder, /swarm-demo-[^/]+\/tiny-invoice$/);
    const plan = JSON.parse(readFileSync(join(folder, "invoices.swarm.json"), "utf8")) as { tasks: unknown[] };
    ok(plan.tasks.length > 3);
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
    equal(git("status", "--porcelain"), "");
    equal(git("rev-parse", "--abbrev-ref", "HEAD"), "main");
  });
});
