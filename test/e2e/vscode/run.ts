// The entry of `npm run test:vscode` and `npm run test:oldest`: every scene, then the exit code.
import { runScene, vsCodeObstacle } from "./run-scene.ts";
import { scenes } from "./scenes.ts";
import { isGreen, summaryOf } from "./summary.ts";

const obstacle = vsCodeObstacle();
if (obstacle === null) {
  for (const scene of scenes) {
    const outcome = await runScene(scene);
    process.stdout.write(`${summaryOf(scene.name, outcome)}\n`);
    if (!isGreen(outcome)) process.exitCode = 1;
  }
} else process.stdout.write(`NOT RUN: ${obstacle}. Name a VS Code in VSC_EXECUTABLE, or set VSC_DOWNLOAD=1.\n`);
