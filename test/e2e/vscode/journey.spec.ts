// The demo by the keyboard alone, from the palette to what the workers ask; then the window is reloaded while one works.
import { deepEqual, equal, match } from "node:assert/strict";
import { before, describe, it } from "mocha";
import { createKeyboard, type Keyboard } from "../../support/vscode/keyboard.ts";
import { until } from "../../support/vscode/until.ts";
import { handsOrSkip } from "./hands.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";

const limitMs = 90_000;
const tree = { webview: "Swarm" } as const;
const tasks = ["currency", "tax", "discount", "totals", "print", "readme"];

describe("The demo by keyboard", function () {
  // Each step goes on where the one before it ended.
  this.bail(true);
  this.timeout(4 * limitMs);
  let hands: HandsActions;
  let keyboard: Keyboard;
  before(function () {
    hands = handsOrSkip(this);
    keyboard = createKeyboard(hands);
  });

  it("starts the plan from the palette, and its rows appear", async () => {
    await keyboard.palette("Swarm: Focus on Swarm");
    await hands.waitFor(tree, "text=No swarm yet", "visible");
    await keyboard.palette("Swarm: Run This Plan");
    await keyboard.choose("Start 6 tasks");
    for (const task of tasks) await keyboard.untilTask(task, /./, limitMs);
    equal(await hands.count(tree, "[role=treeitem][aria-level='1']"), 1);
  });

  it("says which workers need the person, in rows, status bar and badge", async () => {
    await keyboard.untilTask("tax", /^Compute the tax of an invoice, Needs an answer/, limitMs);
    await keyboard.untilTask("discount", /^Discounts by percent and by amount, Needs permission/, limitMs);
    await until("2 in the status bar", limitMs, async () =>
      (await hands.statusBarTexts()).some((text) => /2 need you/.test(text)) ? true : undefined,
    );
    await hands.waitFor(
      "window",
      '.activitybar .action-item:has(a[aria-label^="Swarm"]) .badge:has-text("2")',
      "visible",
    );
    deepEqual(await hands.tabs(), [], "something opened by itself");
  });

  it("allows in the row what a worker wants to fetch", async () => {
    await keyboard.toTask("discount");
    await hands.press("Enter");
    await keyboard.toLine((key) => key.includes("/discount#ask:"));
    match(await hands.text(tree, ".card .exact"), /^http:\/\/127\.0\.0\.1:\d+\/v1\/models$/);
    await hands.press("Enter");
    await keyboard.toControl("Allow Once");
    await keyboard.pressUntil("Allow Once", async () => {
      const name = (await keyboard.nameOf("discount")) ?? "Needs permission";
      return name.includes("Needs permission") ? undefined : true;
    });
  });

  it("answers a question in its row, and the worker goes on", async () => {
    await keyboard.toTask("tax");
    await hands.press("Enter");
    await keyboard.toLine((key) => key.includes("/tax#ask:"));
    await hands.press("Enter");
    await keyboard.toControl("Once for the whole invoice");
    await hands.press("Space");
    await keyboard.toControl("Answer");
    await keyboard.pressUntil("Answer", async () => {
      const name = (await keyboard.nameOf("tax")) ?? "Needs an answer";
      return name.includes("Needs an answer") ? undefined : true;
    });
    // The window is reloaded behind this test: now.
  });
});
