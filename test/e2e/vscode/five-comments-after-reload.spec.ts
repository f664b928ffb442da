// The same five comments in the reloaded window: nothing of them, and no tick, is lost.
import { before, describe, it } from "mocha";
import { until } from "../../support/vscode/until.ts";
import { seeFates } from "./five-comments-seen.ts";
import { handsOrSkip } from "./hands.ts";
import { limitMs, row } from "./review-window.ts";

const task = '.title:has-text("Write the poem")';

describe("Five comments, of which three are answered, after a reload", () => {
  before(async function () {
    const hands = handsOrSkip(this);
    await hands.openView("Swarm");
    await until("the row of the worker", limitMs, async () =>
      (await hands.count({ webview: "Swarm" }, task)) > 0 ? true : undefined,
    );
    await hands.click({ webview: "Swarm" }, task);
    await until("the files of the worker", limitMs, async () =>
      (await hands.count("window", row("poem.md"))) > 0 ? true : undefined,
    );
  });

  it("stand where they stood, and say what they said", async function () {
    await seeFates(handsOrSkip(this));
  });
});
