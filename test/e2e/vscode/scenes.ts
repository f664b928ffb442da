// The workspaces in which specs run: each scene is one VS Code of its own on a folder of its own.
import { readdir } from "node:fs/promises";
import { prepareDemo } from "./demo-scene.ts";
import { prepareFiveComments } from "./five-comments-stage.ts";
import { prepareLooks } from "./looks-stage.ts";
import { prepareReview } from "./review-stage.ts";
import { prepareLife } from "./life-stage.ts";
import { prepareMembers } from "./members-stage.ts";
import { prepareParts } from "./parts-stage.ts";
import { prepareNoFolder, prepareSetup } from "./setup-stage.ts";
import type { Stage } from "./stage.ts";
import { createRepository } from "../../support/repositories.ts";

export interface Scene {
  name: string;
  /** File names of its specs; null: all that no other scene names. */
  specs: readonly string[] | null;
  /** Of those that go on in the same window when it has been reloaded. */
  afterReload: readonly string[];
  prepare(): Promise<Stage>;
}

export const scenes: readonly Scene[] = [
  { name: "setup", specs: ["setup.spec.ts"], afterReload: [], prepare: prepareSetup },
  {
    name: "life",
    specs: ["plan-errors.spec.ts", "breakdowns.spec.ts", "commands.spec.ts"],
    afterReload: [],
    prepare: prepareLife,
  },
  { name: "no-folder", specs: ["no-folder.spec.ts"], afterReload: [], prepare: prepareNoFolder },
  {
    name: "journey",
    specs: ["journey.spec.ts"],
    afterReload: ["journey-after-reload.spec.ts"],
    prepare: prepareDemo,
  },
  { name: "members", specs: ["members.spec.ts"], afterReload: [], prepare: prepareMembers },
  { name: "looks", specs: ["looks.spec.ts"], afterReload: [], prepare: prepareLooks },
  {
    name: "review",
    specs: ["review.spec.ts", "review-comments.spec.ts", "review-merge.spec.ts"],
    afterReload: [],
    prepare: prepareReview,
  },
  {
    name: "five-comments",
    specs: ["five-comments.spec.ts"],
    afterReload: ["five-comments-after-reload.spec.ts"],
    prepare: prepareFiveComments,
  },
  { name: "parts", specs: ["parts.spec.ts"], afterReload: [], prepare: prepareParts },
  {
    name: "repository",
    specs: null,
    afterReload: [],
    prepare: async () => {
      const repository = await createRepository({ "README.md": "# Sample\n" });
      const { HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM } = repository.env;
      const own = { HOME, XDG_STATE_HOME, XDG_CONFIG_HOME, GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM };
      const env = Object.fromEntries(
        Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return { folder: repository.dir, env, settings: {}, remove: repository.remove };
    },
  },
];

/** The specs in this folder that the scene runs. */
export async function specsOf(scene: Scene, folder: string): Promise<string[]> {
  if (scene.specs !== null) return [...scene.specs];
  const named = new Set(scenes.flatMap(({ specs, afterReload }) => [...(specs ?? []), ...afterReload]));
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(".spec.ts") && !named.has(file)).sort();
}
