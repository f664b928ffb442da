// What the person has configured for OpenCode, as far as we must know it before the server starts.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { isObject, mergeConfigs, parseConfig, readConfigFiles, type ConfigObject } from "./config-text.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** OpenCode's folders, as it finds them itself. */
export function opencodeFolders(env: Environment): { config: string; data: string; cache: string; home: string } {
  const home = env.HOME || homedir();
  return {
    home,
    config: join(env.XDG_CONFIG_HOME || join(home, ".config"), "opencode"),
    data: join(env.XDG_DATA_HOME || join(home, ".local", "share"), "opencode"),
    cache: join(env.XDG_CACHE_HOME || join(home, ".cache"), "opencode"),
  };
}

/** Files that the person names by OPENCODE_CONFIG and OPENCODE_CONFIG_DIR, lowest first. */
export function ownConfigFiles({ OPENCODE_CONFIG: file, OPENCODE_CONFIG_DIR: folder }: Environment): string[] {
  const inFolder = folder ? ["opencode.json", "opencode.jsonc"].map((name) => join(folder, name)) : [];
  return [...(file ? [file] : []), ...inFolder];
}

/** The person's own layers merged, lowest first, without the repository's. */
export function readPersonConfig(env: Environment, log: Log): ConfigObject {
  const { config, home } = opencodeFolders(env);
  const files = [
    join(config, "config.json"),
    join(config, "opencode.json"),
    join(config, "opencode.jsonc"),
    ...ownConfigFiles(env),
    join(home, ".opencode", "opencode.json"),
    join(home, ".opencode", "opencode.jsonc"),
  ];
  return mergeConfigs([...readConfigFiles(files, log), readContent(env.OPENCODE_CONFIG_CONTENT, log)]);
}

/** The person's OPENCODE_CONFIG_CONTENT as an object; empty when there is none. */
export function readContent(content: string | undefined, log: Log): ConfigObject {
  if (!content) return {};
  try {
    return parseConfig(content);
  } catch (error) {
    log.warn("OPENCODE_CONFIG_CONTENT cannot be read and is left out", { error: String(error) });
    return {};
  }
}

export interface SignIns {
  providers: string[];
  /** An organisation's sign-in brings providers that only its server knows. */
  remote: boolean;
}

/** Providers that the person signed in to. The secrets are not kept. */
export function readSignIns(env: Environment): SignIns {
  try {
    const text = env.OPENCODE_AUTH_CONTENT || readFileSync(join(opencodeFolders(env).data, "auth.json"), "utf8");
    const entries = Object.entries(JSON.parse(text) as Record<string, { type?: string }>);
    return {
      providers: entries.map(([provider]) => provider),
      remote: entries.some(([, entry]) => entry.type === "wellknown"),
    };
  } catch {
    return { providers: [], remote: false };
  }
}

/** Ids of providers that a configuration names, by settings of their own or in a model's name. */
export function namedProviders(config: ConfigObject): string[] {
  const names = new Set(isObject(config.provider) ? Object.keys(config.provider) : []);
  const models: unknown[] = [config.model, config.small_model];
  for (const section of [config.agent, config.mode, config.command]) {
    if (isObject(section)) for (const entry of Object.values(section)) if (isObject(entry)) models.push(entry.model);
  }
  for (const model of models) {
    if (typeof model === "string" && model.includes("/")) names.add(model.slice(0, model.indexOf("/")));
  }
  if (Array.isArray(config.enabled_providers)) for (const name of config.enabled_providers) names.add(String(name));
  return [...names];
}
