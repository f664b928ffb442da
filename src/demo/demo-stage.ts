// Everything of one demo in one temporary folder: a home without keys, a sample repository with its plan, a scripted model.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bakeHome } from "./baked-home.ts";
import { samplePlan } from "./sample-plan.ts";
import { makeSampleRepository, sampleRepositoryAt, type SampleRepository } from "./sample-repository.ts";
import { startScriptedModel, type ScriptedModel } from "./scripted-model.ts";

/** Name of the plan in the sample repository. */
export const planName = "invoices.swarm.json";

const repositoryName = "tiny-invoice";
/** Remembers the port of the model, so that a later opening can take the same. */
const portFile = "model-port";

export interface DemoStage {
  folder: string;
  repository: SampleRepository;
  /** Path of the plan, committed in the repository. */
  plan: string;
  model: ScriptedModel;
  /** For programs of the demo: nothing of the person's keys, git or OpenCode in it. */
  env: Record<string, string>;
  /** Ends the model. The folder stays. */
  close(): Promise<void>;
}

/** A new folder for a demo, below the system's temporary one. */
export const newDemoFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "swarm-demo-")));

export const removeDemoFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

/** Where the repository of a demo folder stands. */
export const demoRepository = (folder: string): string => join(folder, repositoryName);

async function modelOf(folder: string): Promise<ScriptedModel> {
  const file = join(folder, portFile);
  const before = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  // The port may have been taken meanwhile: then another one does as well, only the plan's rules page is gone.
  const model = await startScriptedModel(undefined, before).catch(() => startScriptedModel());
  writeFileSync(file, new URL(model.baseURL).port);
  return model;
}

/** Makes what the folder does not hold yet, and serves its model. Opening the same folder again goes on with what is there. */
export async function openDemoStage(folder: string, env: NodeJS.ProcessEnv): Promise<DemoStage> {
  const model = await modelOf(folder);
  try {
    const baked = bakeHome(join(folder, "home"), model.baseURL, env);
    const path = demoRepository(folder);
    const repository = existsSync(path)
      ? sampleRepositoryAt(path, baked)
      : makeSampleRepository(path, baked, { [planName]: samplePlan(`${model.baseURL}/models`) });
    return { folder, repository, plan: join(path, planName), model, env: baked, close: () => model.close() };
  } catch (error) {
    await model.close();
    throw error;
  }
}
