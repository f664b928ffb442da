// The panel in VS Code's own colours, for those who see little, who listen, and who want nothing to move.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { workspace } from "vscode";
import { createKeyboard, type Keyboard } from "../../support/vscode/keyboard.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const limitMs = 100_000;
const tree = { webview: "Swarm" } as const;

const themes = [
  { label: "Dark Modern", kind: "vscode-dark" },
  { label: "Light Modern", kind: "vscode-light" },
  { label: "Dark High Contrast", kind: "vscode-high-contrast" },
  { label: "Light High Contrast", kind: "vscode-high-contrast-light" },
];

describe("The panel", function () {
  this.timeout(4 * limitMs);
  let hands: HandsActions;
  let keyboard: Keyboard;
  const classes = async (): Promise<string[]> =>
    String(await hands.evaluate(tree, "document.body.className")).split(" ");
  const hears = (name: string): Promise<true> =>
    until(`the class ${name}`, limitMs, async () => ((await classes()).includes(name) ? true : undefined));

  before(async function () {
    hands = handsOrSkip(this);
    keyboard = createKeyboard(hands);
    await hands.openView("Swarm");
    await hands.waitFor(tree, "text=No swarm yet", "visible");
    await keyboard.palette("Swarm: Run This Plan");
    await keyboard.choose("Start 5 tasks");
    await keyboard.untilTask("works", /, Working/, limitMs);
    await keyboard.untilTask("asks", /, Needs an answer/, limitMs);
    await keyboard.untilTask("wants", /, Needs permission/, limitMs);
    await keyboard.untilTask("ready", /, Ready/, limitMs);
    await keyboard.untilTask("waits", /, Queued/, limitMs);
    for (const task of ["asks", "wants", "ready"]) {
      await keyboard.toTask(task);
      await hands.press("ArrowRight");
    }
    await hands.waitFor(tree, '[data-key$="/ready/hello.txt"]', "visible");
    await hands.waitFor(tree, ".card .exact", "visible");
  });

  for (const { label, kind } of themes) {
    it(`has no serious finding of axe in ${label}`, async () => {
      await hands.setTheme(label);
      await hears(kind);
      const findings = await hands.axe(tree);
      const serious = findings.filter(({ impact }) => impact === "serious" || impact === "critical");
      deepEqual(serious, []);
    });
  }

  it("reads as a tree of epics, tasks and what belongs to them", async () => {
    const read = await hands.ariaSnapshot(tree, "[role=tree]");
    match(read, /tree "Swarm workers"/);
    match(read, /treeitem "Every look at once, .*2 need you.*" \[expanded\] \[level=1\]/);
    match(read, /treeitem "Ask where to round, Needs an answer.*" \[expanded\] \[level=2\]/);
    match(read, /group "Question: Where should tax be rounded\?"/);
    match(read, /checkbox "Once for the whole invoice"/);
    match(read, /treeitem "hello\.txt, \+1, Added" \[level=3\]/);
  });

  it("has one polite live region, which says what needs the person", async () => {
    equal(await hands.count(tree, '[role="status"][aria-live="polite"]'), 1);
    equal(await hands.count(tree, '[aria-live="assertive"], [role="alert"]'), 0);
    // Nobody has heard of it if the view was hidden when it happened: an answer is a change that is seen here.
    await keyboard.toTask("wants");
    await hands.press("Enter");
    await keyboard.toLine((key) => key.includes("/wants#ask:"));
    await hands.press("Enter");
    await keyboard.toControl("Allow Once");
    await keyboard.pressUntil("Allow Once", async () =>
      (await keyboard.nameOf("wants"))?.includes("Needs permission") === false ? true : undefined,
    );
    // A worker that is soon done is said to be done: words of one moment are said together.
    const said = "Read a page (continues|is ready for review)";
    await hands.waitFor(tree, `[aria-live="polite"]:text-matches("${said}")`, "attached");
  });

  it("moves only where motion is welcome", async () => {
    const moving = async (): Promise<number> =>
      Number(
        await hands.evaluate(tree, "document.getAnimations().filter((one) => one.playState === 'running').length"),
      );
    const motion = workspace.getConfiguration("workbench");
    await hears("vscode-reduce-motion");
    equal(await hands.count(tree, ".codicon-loading"), 0);
    ok((await hands.count(tree, ".codicon-sync")) > 0, "nothing says that it works");
    equal(await moving(), 0);
    await motion.update("reduceMotion", "off", true);
    await until("the spinning of a working row", limitMs, async () => ((await moving()) > 0 ? true : undefined));
    await motion.update("reduceMotion", "on", true);
    await until("rest", limitMs, async () => ((await moving()) === 0 ? true : undefined));
  });

  it("broke no policy of its document, and would be heard if it did", async () => {
    const broken = async (): Promise<string[]> =>
      (await hands.consoleLines()).filter((line) => /Content Security Policy/i.test(line));
    deepEqual(await broken(), []);
    await hands.evaluate(tree, "document.body.setAttribute('style', 'color: red')");
    await until("a word of the broken policy", limitMs, async () => ((await broken()).length > 0 ? true : undefined));
  });
});
