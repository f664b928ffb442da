// A sample repository with a plan of the test's own, and a home in which OpenCode knows nothing but the scripted model.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bakeHome } from "../../../src/demo/baked-home.ts";
import { makeSampleRepository } from "../../../src/demo/sample-repository.ts";
import { startScriptedModel } from "../../../src/demo/scripted-model.ts";
import { scriptBlockWithLater } from "../../../src/demo/scripted-script.ts";
import type { StepInput } from "../../../src/demo/scripted-step.ts";
import { homePlaces } from "../../support/home-places.ts";
import { opencodeBinary } from "../../support/opencode-person.ts";
import type { Stage } from "./stage.ts";

export interface ScriptedTask {
  id: string;
  title: string;
  description: string;
}

export const bashStep = (command: string): StepInput => ({ tool: "bash", args: { command, description: "Work" } });

const finishes = (id: string): StepInput[] => [
  { tool: "swarm_complete", args: { bead_id: id, summary: "done", files_touched: [], status: null } },
  { text: "done" },
];

/** A task that plays `steps`, and `later` after each review. */
export const scriptedTask = (id: string, title: string, steps: StepInput[], later: StepInput[]): ScriptedTask => ({
  id,
  title,
  description: `Work.\n${scriptBlockWithLater([...steps, ...finishes(id)], [...later, ...finishes(id)])}`,
});

/** `planOf` is told the address of the model. The plan is committed as `<name>.swarm.json`. */
export async function prepareScripted(
  name: string,
  planOf: (modelUrl: string) => { title: string; tasks: ScriptedTask[] },
): Promise<Stage> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `swarm-${name}-`)));
  const model = await startScriptedModel();
  const home = join(folder, "home");
  const env = bakeHome(home, model.baseURL, process.env);
  const plan = JSON.stringify({ context: "", ...planOf(model.baseURL) }, null, 2);
  const repository = makeSampleRepository(join(folder, "tiny-invoice"), env, { [`${name}.swarm.json`]: plan });
  return {
    folder: repository.path,
    env: {
      ...env,
      ...homePlaces(home),
      OPENCODE_BIN: opencodeBinary(),
    },
    settings: {},
    remove: async () => {
      await model.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
