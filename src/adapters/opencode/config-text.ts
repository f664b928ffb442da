// Reads OpenCode's configuration files: JSON with comments, and references to other files.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, resolve } from "node:path";
import stripJsonComments from "strip-json-comments";
import type { Log } from "../../application/ports/ambient.ts";

export type ConfigObject = Record<string, unknown>;

export const isObject = (value: unknown): value is ConfigObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The text of a configuration as an object. Throws SyntaxError. */
export function parseConfig(text: string): ConfigObject {
  const parsed: unknown = JSON.parse(stripJsonComments(text, { trailingCommas: true }));
  if (!isObject(parsed)) throw new SyntaxError("the configuration is not an object");
  return parsed;
}

/** A configuration file with every `{file:…}` made absolute; null when there is none or it cannot be read. */
export function readConfigFile(path: string, log: Log): ConfigObject | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  try {
    return parseConfig(absoluteFiles(text, dirname(path)));
  } catch (error) {
    log.warn("an OpenCode configuration cannot be read and is left out", { path, error: String(error) });
    return null;
  }
}

/** `{file:x}` is meant from the folder of the file that says it. */
function absoluteFiles(text: string, folder: string): string {
  return text.replace(/\{file:([^}]+)\}/g, (_all, name: string) => {
    const home = name.startsWith("~/") ? resolve(homedir(), name.slice(2)) : name;
    const path = isAbsolute(home) ? home : resolve(folder, home);
    return `{file:${path.replaceAll("\\", "/")}}`;
  });
}

/** Those of the files that are there and can be read, in order. */
export const readConfigFiles = (paths: readonly string[], log: Log): ConfigObject[] =>
  paths.map((path) => readConfigFile(path, log)).filter((config) => config !== null);

/** Later wins, objects merge, lists are replaced, but `instructions` and `plugin` add up: as OpenCode does it. */
export function mergeConfigs(layers: readonly ConfigObject[]): ConfigObject {
  return layers.reduce((base, layer) => {
    const merged = deepMerge(base, layer);
    for (const key of ["instructions", "plugin"]) {
      const [below, above] = [base[key], layer[key]];
      if (Array.isArray(below) && Array.isArray(above)) merged[key] = [...new Set([...below, ...above] as unknown[])];
    }
    return merged;
  }, {});
}

function deepMerge(base: ConfigObject, layer: ConfigObject): ConfigObject {
  const merged = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? deepMerge(below, value) : value;
  }
  return merged;
}
