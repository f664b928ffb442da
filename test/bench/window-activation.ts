// How long our extension took to start, as VS Code itself measured it: "Developer: Startup Performance".
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { runCommand } from "../support/vscode/palette.ts";
import { until } from "../support/vscode/until.ts";

/** Milliseconds, as VS Code rounds them. */
export interface Activation {
  load: number;
  activate: number;
  /** Until what it returned was resolved. */
  finish: number;
}

const limitMs = 60_000;

function ownId(): string {
  const { publisher, name } = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, string>;
  return `${publisher}.${name}`;
}

/** Columns: extension, eager, load code, call activate, finish activate, event, by. */
function activationIn(report: string, id: string): Activation | undefined {
  const row = report.split("\n").find((line) => line.includes(`| ${id} `));
  const [, , , load, activate, finish] = row?.split("|").map((cell) => cell.trim()) ?? [];
  if (load === undefined || activate === undefined || finish === undefined || finish === "") return undefined;
  return { load: Number(load), activate: Number(activate), finish: Number(finish) };
}

/** Of the window as it was loaded last; waits until our extension has started. */
export async function readActivation(page: Page): Promise<Activation> {
  const id = ownId();
  let report = "";
  return until(
    `the activation of ${id}`,
    limitMs,
    async () => {
      // The report is written once, when it is opened.
      await runCommand(page, "Developer: Startup Performance");
      await page.locator(".editor-instance .monaco-editor .view-lines").first().click();
      await page.keyboard.press("Control+A");
      await page.keyboard.press("Control+C");
      report = await page.evaluate<string>("navigator.clipboard.readText()");
      await runCommand(page, "View: Close All Editors");
      return activationIn(report, id);
    },
    () => report.slice(0, 2000),
  );
}
