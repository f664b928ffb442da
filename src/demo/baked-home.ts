// An empty home in which OpenCode knows the scripted model and needs nothing from the network.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scriptedProvider } from "./scripted-provider.ts";

/** Makes `home` and gives the environment for programs that live in it: nothing of the person's keys, git or OpenCode. */
export function bakeHome(home: string, baseURL: string, env: NodeJS.ProcessEnv): Record<string, string> {
  const config = join(home, ".config", "opencode");
  const cache = join(home, ".cache", "opencode");
  // With these two OpenCode takes its plug-in library for installed and does not ask the npm registry for it.
  mkdirSync(join(config, "node_modules"), { recursive: true });
  const lock = { lockfileVersion: 3, packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } } };
  writeFileSync(join(config, "package-lock.json"), JSON.stringify(lock));
  const settings = { provider: scriptedProvider(baseURL), model: "scripted/m1", small_model: "scripted/m2" };
  writeFileSync(join(config, "opencode.json"), JSON.stringify(settings, null, 2));
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, "models.json"), "{}");
  const foreign = /^(OPENCODE|XDG_|GIT_|npm_|NODE_OPTIONS|VITEST|.*(API_KEY|TOKEN|SECRET))/i;
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USERPROFILE: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
  };
}
