// The package in a folder that is not trusted: it comes up, says so, runs nothing, and is ready once the person trusts it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeServerObstacle } from "../../../src/demo/code-server/install-code-server.ts";
import { createPerson, type Person } from "../../support/opencode-person.ts";
import { toast } from "../../support/vscode/dialogs.ts";
import { filesBelow } from "../../support/vscode/files-below.ts";
import { offeredCommands, runCommand } from "../../support/vscode/palette.ts";
import { until } from "../../support/vscode/until.ts";
import { webviewFrame } from "../../support/vscode/webview-frame.ts";
import { openView } from "../../support/vscode/window-parts.ts";
import { noteStarts, type NotedStarts } from "./note-starts.ts";
import { limitMs, packagedWindow } from "./packaged-window.ts";

const obstacle = codeServerObstacle();
const notRun = obstacle === null ? "" : ` (NOT RUN: ${obstacle})`;
/** Where no model listens: nothing here asks one. */
const nobody = "http://127.0.0.1:9/v1";
const welcome = ".welcome-view-content";
const trustEditor = ".workspace-trust-editor";

describe.skipIf(obstacle !== null)(
  `The package in a folder that is not trusted${notRun}`,
  { retry: 0, timeout: limitMs },
  () => {
    let person: Person;
    let starts: NotedStarts;
    const window = packagedWindow(
      async () => {
        person = createPerson(nobody, {});
        starts = noteStarts(person);
        return { person, env: { OPENCODE_BIN: starts.opencode }, settings: {}, workspaceTrust: true };
      },
      async () => person?.remove(),
    );

    async function closeTrustEditor(): Promise<void> {
      await window.page.locator('[aria-label^="Close Modal Editor"]').click();
      await window.page.locator(trustEditor).waitFor({ state: "detached" });
    }

    it("comes up by itself", async () => {
      const { userData } = window.vscode.profile;
      const started = await until("a line that says that the extension was activated", 120_000, async () => {
        const lines = await hostLogs(userData);
        return lines.find((line) => /_doActivateExtension opencode-swarm[.]opencode-swarm\b/.test(line));
      });
      expect(started).toContain("onStartupFinished");
      const channel = await until("the log channel of the extension", 60_000, async () => {
        const files = await logFiles(userData);
        return files.find((file) => /opencode-swarm[.]opencode-swarm\/.*[.]log$/.test(file));
      });
      expect(channel).toContain("OpenCode Swarm");
      expect((await hostLogs(userData)).filter((line) => /Activating extension .* failed/.test(line))).toEqual([]);
    });

    it("says that it stays off, and offers nothing that would use a swarm", async () => {
      await openView(window.page, "Swarm");
      await window.page.locator(`${welcome}:has-text("This folder is in Restricted Mode.")`).waitFor();
      expect(await offeredCommands(window.page, "Swarm: ")).toEqual([
        "Swarm: Check Requirements",
        "Swarm: Connect a Model Provider…",
        "Swarm: Create First Commit…",
        "Swarm: Focus on Setup View",
        "Swarm: Focus on Swarm",
        "Swarm: Initialize Git Repository",
        "Swarm: Install OpenCode…",
        "Swarm: Open Settings",
        "Swarm: Open Walkthrough",
        "Swarm: Select OpenCode Executable…",
        "Swarm: Show Log",
        "Swarm: Try the Demo",
      ]);
    });

    it.each([
      "Try the Demo",
      "Initialize Git Repository",
      "Create First Commit…",
      "Install OpenCode…",
      "Connect a Model Provider…",
    ])("refuses %s, with the way to trust the folder", async (title) => {
      await runCommand(window.page, `Swarm: ${title}`);
      const refused = await toast(window.page, /^This folder is in Restricted Mode: trust it first\.$/);
      await refused.press("Manage Workspace Trust");
      await window.page.locator(trustEditor).waitFor();
      await closeTrustEditor();
    });

    it("ran nothing and made nothing", async () => {
      await runCommand(window.page, "Swarm: Check Requirements");
      await window.page.locator(`${welcome}:has-text("This folder is in Restricted Mode.")`).waitFor();
      expect(starts.all()).toEqual([]);
      expect(existsSync(person.stateDir)).toBe(false);
    });

    it("is ready by itself as soon as the person trusts the folder", async () => {
      const { page } = window;
      await page.locator(`${welcome} .monaco-button`).getByText("Manage Workspace Trust").click();
      await page.locator(`${trustEditor} .monaco-button`).getByText("Trust", { exact: true }).click();
      await (await webviewFrame(page, "Swarm")).locator("text=No swarm yet").waitFor();
      // What was noted before it was trusted could have been noted.
      expect(starts.all()).toEqual(expect.arrayContaining(["opencode --version", expect.stringMatching(/^\S*git /)]));
      expect(existsSync(person.stateDir)).toBe(false);
      await closeTrustEditor();
    });
  },
);

const logFiles = async (userData: string): Promise<string[]> =>
  (await filesBelow(join(userData, "logs"))).filter((file) => file.endsWith(".log"));

async function hostLogs(userData: string): Promise<string[]> {
  const files = (await logFiles(userData)).filter((file) => file.endsWith("remoteexthost.log"));
  const texts = await Promise.all(files.map((file) => readFile(join(userData, "logs", file), "utf8")));
  return texts.flatMap((text) => text.split("\n"));
}
