// What is to be seen of the five comments once the worker has changed three of their lines: before a reload and after it.
import { equal } from "node:assert/strict";
import { commands } from "vscode";
import { until } from "../../support/vscode/until.ts";
import type { HandsActions } from "../../support/vscode/hands-actions.ts";
import { limitMs, openRow, row, textOf, widget } from "./review-window.ts";

const listed = ".comments-panel .monaco-list-row";

/** The line that was put above four of them moves these by one. */
const fates = [
  { line: "one", label: "Updated, check again", at: 1 },
  { line: "three", label: "Sent", at: 4 },
  { line: "five", label: "Updated, check again", at: 6 },
  { line: "seven", label: "Sent", at: 8 },
  { line: "nine", label: "Updated, check again", at: 10 },
];

export async function seeFates(hands: HandsActions): Promise<void> {
  await commands.executeCommand("workbench.action.closeAllEditors");
  const { modified } = await openRow(hands, "poem.md");
  const lines = (await textOf(modified)).split("\n");
  await hands.runCommand("Comments: Focus on Comments View");
  for (const { line, label, at } of fates) {
    equal(lines[at - 1], label === "Sent" ? line : `${line} and more`);
    await hands.waitFor("window", `${widget}:has-text("${label}"):has-text("About ${line}.")`, "attached");
    const place = `${listed}:has-text("About ${line}."):has-text("[Ln ${at}]")`;
    await hands.waitFor("window", place, "attached");
  }
  await until("the ticks", limitMs, async () => {
    const states = [row("poem.md", "not reviewed"), row("other.md", "reviewed")];
    const found = await Promise.all(states.map((state) => hands.count("window", state)));
    return found.every((count) => count === 1) ? true : undefined;
  });
}
