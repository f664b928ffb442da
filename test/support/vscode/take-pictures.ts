// Takes the pictures of the README: the demo in a real VS Code, as it is, in four themes. Look at them before they are kept.
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { demoVariable } from "../../../src/demo/demo-variable.ts";
import { newDemoFolder, openDemoStage, removeDemoFolder } from "../../../src/demo/demo-stage.ts";
import { opencodeBinary } from "../opencode-person.ts";
import { createHandsActions } from "./hands-actions.ts";
import { createKeyboard } from "./keyboard.ts";
import { openVsCode, type VsCode } from "./open-vscode.ts";

const root = process.cwd();
const pictures = join(root, "media/pictures");
const viewport = { width: 1200, height: 860 };
const sideBarWidth = 430;
const mostBytes = 200_000;
const limitMs = 120_000;

const themes = [
  { name: "dark", label: "Dark Modern", window: "vs-dark", webview: "vscode-dark" },
  { name: "light", label: "Light Modern", window: "vs", webview: "vscode-light" },
  { name: "hc-dark", label: "Dark High Contrast", window: "hc-black", webview: "vscode-high-contrast" },
  { name: "hc-light", label: "Light High Contrast", window: "hc-light", webview: "vscode-high-contrast-light" },
];

async function drag({ page }: VsCode, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

/** A wide side bar, in which the tree has most of the height. */
async function makeRoom(vscode: VsCode): Promise<void> {
  const bar = await vscode.page.locator(".part.sidebar").boundingBox();
  const review = await vscode.page.locator('.pane-header:has-text("Review")').boundingBox();
  if (bar === null || review === null) throw new Error("The views are not there.");
  const edge = bar.x + bar.width;
  await drag(vscode, { x: edge, y: 300 }, { x: bar.x + sideBarWidth, y: 300 });
  await drag(vscode, { x: bar.x + 100, y: review.y }, { x: bar.x + 100, y: viewport.height - 150 });
}

/** Two workers wait for the person, one is reviewed with a comment, the others wait for these. */
async function playDemo(vscode: VsCode): Promise<void> {
  const hands = createHandsActions(vscode.workbench, pictures);
  const keyboard = createKeyboard(hands);
  await keyboard.palette("Swarm: Focus on Swarm");
  await hands.waitFor({ webview: "Swarm" }, "text=No swarm yet", "visible");
  await makeRoom(vscode);
  await keyboard.palette("Swarm: Run This Plan");
  await keyboard.choose("Start 6 tasks");
  await keyboard.untilTask("tax", /, Needs an answer/, limitMs);
  await keyboard.untilTask("discount", /, Needs permission/, limitMs);
  await keyboard.untilTask("currency", /, Ready/, limitMs);
  for (const task of ["tax", "discount"]) {
    await keyboard.toTask(task);
    await hands.press("ArrowRight");
  }
  await keyboard.toTask("currency");
  await hands.press("Enter");
  await hands.waitFor("window", ".multiDiffEntry", "visible");
  const line = ".multiDiffEntry .modified-in-monaco-diff-editor";
  await hands.click("window", `${line} .view-line >> nth=4`);
  await hands.click("window", `${line} .comment-range-glyph >> nth=4`);
  await hands.waitFor("window", ".review-widget .monaco-editor", "visible");
  await hands.type("Please say in the comment what a credit is.");
  await hands.press("Control+Enter");
  await hands.waitFor("window", '.review-widget:has-text("Pending")', "visible");
  await keyboard.palette("Swarm: Focus on Swarm");
}

async function takePictures(folder: string): Promise<void> {
  const stage = await openDemoStage(folder, process.env);
  await stage.close();
  const vscode = await openVsCode({
    age: "current",
    extension: { kind: "linked", folder: root },
    folder: stage.repository.path,
    settings: { "comments.openView": "never" },
    workspaceTrust: false,
    env: { [demoVariable]: folder, OPENCODE_BIN: opencodeBinary() },
    viewport,
  });
  try {
    await playDemo(vscode);
    const hands = createHandsActions(vscode.workbench, pictures);
    for (const { name, label, window, webview } of themes) {
      await hands.setTheme(label);
      await hands.waitFor("window", `.monaco-workbench.${window}`, "attached");
      await hands.waitFor({ webview: "Swarm" }, `body.${webview}`, "attached");
      await vscode.page.mouse.move(viewport.width - 2, viewport.height - 2);
      const path = await hands.screenshot(name);
      const { size } = await stat(path);
      process.stdout.write(`${path}: ${Math.round(size / 1000)} kB\n`);
      if (size > mostBytes) process.exitCode = 1;
    }
  } catch (error) {
    await vscode.page.screenshot({ path: join(root, "dist-test/pictures-failed.png") });
    throw error;
  } finally {
    await vscode.stop();
  }
}

await mkdir(pictures, { recursive: true });
const folder = newDemoFolder();
try {
  await takePictures(folder);
} finally {
  removeDemoFolder(folder);
}
