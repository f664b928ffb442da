// The specs in test/e2e/vscode, each scene in a VS Code of its own.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { promisesOf, type Contributions } from "./vscode/promises.ts";
import { runScene, vsCodeObstacle } from "./vscode/run-scene.ts";
import { scenes } from "./vscode/scenes.ts";
import { isGreen, summaryOf } from "./vscode/summary.ts";

const limitMs = 20 * 60_000;
const obstacle = vsCodeObstacle();

/** By scene: what of the manifest it exercised. */
const exercised = new Map<string, readonly string[]>();

describe.skipIf(obstacle !== null)(`VS Code${obstacle === null ? "" : ` (NOT RUN: ${obstacle})`}`, () => {
  it.for(scenes)("passes the specs of the scene $name", { timeout: limitMs }, async (scene) => {
    const outcome = await runScene(scene);
    const summary = summaryOf(scene.name, outcome);
    exercised.set(scene.name, outcome.exercised);
    process.stdout.write(`${summary}\n`);
    if (!isGreen(outcome)) throw new Error(summary);
  });

  it("exercises every command, view, setting, menu and key that the manifest names", ({ skip }) => {
    skip(exercised.size < scenes.length, "not every scene ran");
    const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as { contributes: Contributions };
    const seen = new Set([...exercised.values()].flat());
    expect(promisesOf(contributes).filter((promise) => !seen.has(promise))).toEqual([]);
  });
});
