// OpenCode's list of all models, reduced to what is used: the full one costs 60 to 110 MB and a second per worktree.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type ConfigObject } from "./config-text.ts";
import { opencodeFolders, type Environment } from "./person-config.ts";

/**
 * The catalogue with the named providers, and those that have a key in the environment. The free provider `opencode` is
 * kept only when named: its key may be in the environment for other reasons, and it sends code away.
 */
export function reduceCatalogue(catalogue: ConfigObject, named: readonly string[], env: Environment): ConfigObject {
  const keep = new Set(named);
  return Object.fromEntries(
    Object.entries(catalogue).filter(([id, provider]) => {
      if (keep.has(id)) return true;
      if (!isObject(provider) || !Array.isArray(provider.env)) return false;
      return id !== "opencode" && provider.env.some((name: unknown) => Boolean(env[String(name)]));
    }),
  );
}

/** The models.dev file that OpenCode keeps in its cache; null when it has none yet. */
export function readCachedCatalogue(env: Environment): ConfigObject | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(opencodeFolders(env).cache, "models.json"), "utf8"));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
