// Copies of the repository's OpenCode settings: OpenCode writes into the folders that it reads, so it never sees the originals.
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Log } from "../../application/ports/ambient.ts";
import { mergeConfigs, readConfigFiles, type ConfigObject } from "./config-text.ts";
import { instructionFiles } from "./instruction-files.ts";
import { untrustedPart } from "./trusted-part.ts";

export interface ProjectCopy {
  /** Folder for OPENCODE_CONFIG_DIR. */
  folder: string;
  /** What the repository configures, as far as it is used. */
  config: ConfigObject;
}

const words = ["agent", "agents", "command", "commands", "mode", "modes", "skill", "skills", "prompts"];
const programs = ["plugin", "plugins", "tool", "tools"];

/** Empties our folder, and puts a copy of the person's own OPENCODE_CONFIG_DIR into it, if there is one. */
export function copyPersonFolder(personFolder: string | undefined, folder: string, log: Log): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!personFolder) return;
  for (const name of [...words, ...programs]) copyTree(join(personFolder, name), join(folder, name), log);
}

/** Adds the copies to `folder`. Nothing is written into the repository. */
export function copyProject(repositoryRoot: string, folder: string, trusted: boolean, log: Log): ProjectCopy {
  const dotFolder = join(repositoryRoot, ".opencode");
  const files = [repositoryRoot, dotFolder].flatMap((place) => [
    join(place, "opencode.json"),
    join(place, "opencode.jsonc"),
  ]);
  const merged = mergeConfigs(readConfigFiles(files, log));
  const config = trusted ? { ...merged } : untrustedPart(merged);
  if (Array.isArray(config.plugin)) config.plugin = config.plugin.map((spec) => absolutePlugin(spec, repositoryRoot));
  config.instructions = copyInstructions(repositoryRoot, folder, config.instructions);
  config.$schema = "https://opencode.ai/config.json";
  for (const name of trusted ? [...words, ...programs] : words) {
    copyTree(join(dotFolder, name), join(folder, name), log);
  }
  writeFileSync(join(folder, "opencode.json"), JSON.stringify(config, null, 2), { mode: 0o600 });
  return { folder, config };
}

function copyTree(source: string, target: string, log: Log): void {
  if (!existsSync(source)) return;
  try {
    cpSync(source, target, { recursive: true, dereference: true });
  } catch (error) {
    log.warn("a folder of the repository's OpenCode settings cannot be copied", { source, error: String(error) });
  }
}

function copyInstructions(repositoryRoot: string, folder: string, listed: unknown): string[] {
  const patterns = Array.isArray(listed) ? listed.map(String) : [];
  const addresses = patterns.filter((pattern) => /^https?:/.test(pattern));
  const originals = instructionFiles(
    repositoryRoot,
    patterns.filter((pattern) => !addresses.includes(pattern)),
  );
  const target = join(folder, "instructions");
  mkdirSync(target, { recursive: true });
  const copies = originals.map((original, index) => {
    const copy = join(target, `${index}-${basename(original)}`);
    copyFileSync(original, copy);
    return copy;
  });
  return [...copies, ...addresses];
}

/** A plug-in named by a relative path is meant from the repository; a package's name stays. */
function absolutePlugin(spec: unknown, repositoryRoot: string): unknown {
  if (Array.isArray(spec)) return [absolutePlugin(spec[0], repositoryRoot), ...(spec.slice(1) as unknown[])];
  return typeof spec === "string" && spec.startsWith(".") ? `file://${join(repositoryRoot, spec)}` : spec;
}
