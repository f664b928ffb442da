// The demo as `npm run demo` opens it: its repository, its plan, and a window that serves its model.
import { newDemoFolder, openDemoStage, removeDemoFolder } from "../../../src/demo/demo-stage.ts";
import { demoVariable } from "../../../src/demo/demo-variable.ts";
import { opencodeBinary } from "../../support/opencode-person.ts";
import type { Stage } from "./stage.ts";

export async function prepareDemo(): Promise<Stage> {
  const folder = newDemoFolder();
  const stage = await openDemoStage(folder, process.env);
  // The extension serves the model from here on, also after the window was reloaded.
  await stage.close();
  return {
    folder: stage.repository.path,
    env: { [demoVariable]: folder, OPENCODE_BIN: opencodeBinary() },
    settings: {},
    remove: async () => removeDemoFolder(folder),
  };
}
