// From a bare folder to a swarm that can run: each thing that is missing is named, with the one button that mends it.
import { equal } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "mocha";
import { ConfigurationTarget, commands, window, workspace } from "vscode";
import { until } from "../../support/vscode/until.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { handsOrSkip } from "./hands.ts";
import { paletteOffers, seeView, seeWelcome } from "./note-exercised.ts";
import { message } from "./messages.ts";
import type { SetupPlaces } from "./setup-stage.ts";

const limitMs = 90_000;
const input = ".quick-input-widget:visible";
const places = JSON.parse(process.env["SWARM_TEST_PLACES"] ?? "{}") as SetupPlaces;

const root = (): string => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const git = (...args: string[]): string => execFileSync("git", args, { cwd: root(), encoding: "utf8" }).trim();

const press = (hands: HandsActions, button: string): Promise<unknown> =>
  hands.click("window", `.welcome-view-content .monaco-button:has-text("${button}")`);
const follow = (hands: HandsActions, link: string): Promise<unknown> =>
  hands.click("window", `.welcome-view-content a:has-text("${link}")`);

/** What stands in the terminal in front, once it ends as wanted: typed, with nothing behind it. */
async function typed(hands: HandsActions, command: string): Promise<void> {
  let text = "";
  await until(
    `"${command}" in the terminal`,
    limitMs,
    async () => {
      const rows = await hands.texts("window", ".terminal-wrapper.active .xterm-rows, .terminal.xterm .xterm-rows");
      text = rows.join("\n").replaceAll("\u00a0", " ").trimEnd();
      // A prompt may break the line.
      return text.replaceAll("\n", "").endsWith(command.replaceAll("\n", "")) ? true : undefined;
    },
    () => text,
  );
  for (const terminal of window.terminals) terminal.dispose();
  await until("the end of the terminals", limitMs, async () => (window.terminals.length === 0 ? true : undefined));
}

/** What stands in the box a moment later. */
const valueOfBox = `new Promise((resolve) => setTimeout(
  () => resolve(document.querySelector(".quick-input-widget .quick-input-box input")?.value ?? ""), 700))`;

/** Starts a plan with no model provider there. */
async function startInVain(hands: HandsActions): Promise<void> {
  void commands.executeCommand("swarmPanel.runPlan");
  await hands.waitFor("window", `${input}:has-text("Start 1 task")`, "visible");
  await hands.press("Enter");
  await seeWelcome(hands, "noProvider", "Connect a Provider…");
}

/** The view of the tree is there and drawn. Its document is made anew when the view is, so it is asked for each time. */
async function seeSwarm(hands: HandsActions): Promise<void> {
  const state = "[document.visibilityState, document.getElementById('root').innerText]";
  let seen = "";
  await until(
    "the drawn swarm",
    limitMs,
    async () => {
      seen = await hands.evaluate({ webview: "Swarm" }, state).then(String, String);
      return seen.includes("visible,No swarm yet") ? true : undefined;
    },
    () => seen,
  );
}

/** Takes the repository away for as long as `meanwhile` takes; both are noticed. */
async function withoutRepository(meanwhile: () => Promise<unknown>): Promise<void> {
  const [here, away] = [join(root(), ".git"), join(root(), "git-away")];
  renameSync(here, away);
  await commands.executeCommand("swarmPanel.setup.check");
  await meanwhile();
  renameSync(away, here);
  await commands.executeCommand("swarmPanel.setup.check");
}

describe("A folder that no swarm can run in yet", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await seeView(hands, "swarmPanel.setup");
  });

  it("has no repository: one button makes it", async function () {
    const hands = handsOrSkip(this);
    await seeWelcome(hands, "noRepo", "Initialize Repository");
    equal(await paletteOffers(hands, "swarmPanel.new"), false);
    equal(await paletteOffers(hands, "swarmPanel.merge.run"), false);
    await press(hands, "Initialize Repository");
    await seeWelcome(hands, "noCommit", "Create First Commit…");
    equal(git("rev-parse", "--is-inside-work-tree"), "true");
  });

  it("has no Git: where to get it is told, and a second look finds it", async function () {
    const hands = handsOrSkip(this);
    const path = process.env["PATH"];
    process.env["PATH"] = "";
    try {
      await commands.executeCommand("swarmPanel.setup.check");
      await seeWelcome(hands, "noGit", "Install Git");
    } finally {
      process.env["PATH"] = path;
    }
    await follow(hands, "check again");
    await seeWelcome(hands, "noCommit", "Create First Commit…");
  });

  it("has nobody's name: no commit is made, nothing is staged, and the way to set the name is told", async function () {
    const hands = handsOrSkip(this);
    await press(hands, "Create First Commit…");
    await hands.waitFor("window", `${input}:has-text("It holds 1 file: notes.txt")`, "visible");
    await hands.press("Enter");
    await message(hands, /Set user\.name and user\.email with git config\./);
    equal(git("status", "--porcelain"), "?? notes.txt");
  });

  it("gets its first commit, with the message that the person wrote", async function () {
    const hands = handsOrSkip(this);
    git("config", "user.name", "Pat Person");
    git("config", "user.email", "pat@example.test");
    await press(hands, "Create First Commit…");
    await hands.waitFor("window", `${input}:has-text("It holds 1 file: notes.txt")`, "visible");
    await hands.fill("window", `${input} .quick-input-box input`, "Notes");
    await hands.press("Enter");
    await seeWelcome(hands, "noOpencode", "Install OpenCode…");
    equal(git("log", "--format=%s"), "Notes");
    equal(git("status", "--porcelain"), "");
  });

  it("lost the name again: a terminal opens, and a second look finds it mended", async function () {
    const hands = handsOrSkip(this);
    git("config", "--unset", "user.email");
    git("config", "--unset", "user.name");
    git("config", "user.useConfigOnly", "true");
    await commands.executeCommand("swarmPanel.setup.check");
    await seeWelcome(hands, "noIdentity", "Open Terminal");
    await press(hands, "Open Terminal");
    await until("a terminal", limitMs, async () => window.activeTerminal);
    for (const terminal of window.terminals) terminal.dispose();
    git("config", "user.name", "Pat Person");
    git("config", "user.email", "pat@example.test");
    await follow(hands, "check again");
    await seeWelcome(hands, "noOpencode", "Install OpenCode…");
  });

  it("has no OpenCode: the command that installs it stands in a terminal and is not run", async function () {
    const hands = handsOrSkip(this);
    await press(hands, "Install OpenCode…");
    await typed(hands, "curl -fsSL https://opencode.ai/install | bash");
  });

  it("is shown another OpenCode, which is too old", async function () {
    const hands = handsOrSkip(this);
    await follow(hands, "Select the executable");
    await hands.waitFor("window", `${input}:has-text("Select OpenCode Executable")`, "visible");
    // The box lists the folder that it begins in, and writes it over what was typed too early.
    await until("the executable in the box", limitMs, async () => {
      const box = `${input} .quick-input-box input`;
      await hands.fill("window", box, places.oldOpencode);
      return (await hands.evaluate("window", valueOfBox)) === places.oldOpencode ? true : undefined;
    });
    await hands.click("window", `${input} .monaco-button:has-text("Use This")`);
    await seeWelcome(hands, "badVersion", "Update OpenCode…");
    equal(workspace.getConfiguration("swarmPanel").inspect("opencode.path")?.globalValue, places.oldOpencode);
    await press(hands, "Update OpenCode…");
    await typed(hands, "opencode upgrade");
  });

  it("is ready when everything is there: the swarm comes in the place of the setup", async function () {
    const hands = handsOrSkip(this);
    const [settings, at] = [workspace.getConfiguration("swarmPanel"), ConfigurationTarget.Global];
    await settings.update("opencode.path", places.opencode, at);
    await seeSwarm(hands);
    await seeView(hands, "swarmPanel.tree");
    await seeView(hands, "swarmPanel.review");
    await seeWelcome(hands, "swarmPanel.review", null);
    await commands.executeCommand("swarmPanel.setup.check");
    await message(hands, /^Git and OpenCode were found: a swarm can run\.$/);
  });

  it("has no model provider: a start says so, and the way to connect one stands in a terminal", async function () {
    const hands = handsOrSkip(this);
    const plan = { title: "One", tasks: [{ id: "one", title: "One", description: "Do it." }] };
    writeFileSync(join(root(), "one.swarm.json"), JSON.stringify(plan));
    await startInVain(hands);
    await message(hands, /^OpenCode is connected to no model provider\. Connect a model provider\.$/);
    await press(hands, "Connect a Provider…");
    await typed(hands, `${places.opencode} auth login`);
    await follow(hands, "check again");
    await seeSwarm(hands);
  });

  it("is drawn each time that everything is there again, where the person sees it and where they do not", async function () {
    const hands = handsOrSkip(this);
    for (let times = 0; times < 3; times += 1) {
      await withoutRepository(() => seeWelcome(hands, "noRepo", "Initialize Repository"));
      await seeSwarm(hands);
    }
    // So fast that the setup is perhaps never drawn.
    for (let times = 0; times < 3; times += 1) await withoutRepository(async () => undefined);
    await seeSwarm(hands);
    await commands.executeCommand("workbench.view.search");
    await withoutRepository(async () => undefined);
    await hands.openView("Swarm");
    await seeSwarm(hands);
    await startInVain(hands);
    await commands.executeCommand("workbench.view.search");
    await commands.executeCommand("swarmPanel.setup.check");
    await hands.openView("Swarm");
    await seeSwarm(hands);
  });

  it("is drawn when its view was folded or moved meanwhile", async function () {
    const hands = handsOrSkip(this);
    const header = '.pane-header[aria-label^="Swarm"]';
    await hands.click("window", header);
    await hands.waitFor("window", `${header}[aria-expanded="false"]`, "visible");
    await withoutRepository(() => seeWelcome(hands, "noRepo", "Initialize Repository"));
    await hands.click("window", `${header}[aria-expanded="false"]`);
    await seeSwarm(hands);
    for (const [container, title] of [
      ["workbench.view.explorer", "Explorer"],
      ["workbench.view.extension.swarmPanel", "Swarm"],
    ] as const) {
      await commands.executeCommand("vscode.moveViews", { viewIds: ["swarmPanel.tree"], destinationId: container });
      await commands.executeCommand("swarmPanel.tree.focus");
      await hands.waitFor("window", `.sidebar .composite.title:has-text("${title}")`, "visible");
      await seeSwarm(hands);
      await withoutRepository(async () => undefined);
      await commands.executeCommand("swarmPanel.tree.focus");
      await seeSwarm(hands);
    }
  });
});
