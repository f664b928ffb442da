// The specs in test/e2e/vscode, each scene in a VS Code of its own.
import { describe, it } from "vitest";
import { runScene, vsCodeObstacle } from "./vscode/run-scene.ts";
import { scenes } from "./vscode/scenes.ts";
import { isGreen, summaryOf } from "./vscode/summary.ts";

const limitMs = 20 * 60_000;
const obstacle = vsCodeObstacle();

describe.skipIf(obstacle !== null)(`VS Code${obstacle === null ? "" : ` (NOT RUN: ${obstacle})`}`, () => {
  it.for(scenes)("passes the specs of the scene $name", { timeout: limitMs }, async (scene) => {
    const outcome = await runScene(scene);
    const summary = summaryOf(scene.name, outcome);
    process.stdout.write(`${summary}\n`);
    if (!isGreen(outcome)) throw new Error(summary);
  });
});
