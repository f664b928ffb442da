// Where OpenCode is: what the person named, else OPENCODE_BIN, PATH, and its installer's folder.
import { accessSync, constants, statSync } from "node:fs";
import { platform } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { AgentsError } from "../../application/ports/agents.ts";
import { nativeBinary } from "./npm-shim.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Path of the OpenCode program. `named` comes from a flag or a setting, or is null.
 * Throws AgentsError `opencode-missing`, which says where it was looked for and how to install it.
 */
export function findOpencode(named: string | null, env: Environment): string {
  const program = platform() === "win32" ? "opencode.exe" : "opencode";
  const explicit = named ?? (env.OPENCODE_BIN || null);
  if (explicit !== null) {
    const path = resolve(explicit);
    if (isProgram(path)) return nativeBinary(path);
    const source = named === null ? "OPENCODE_BIN" : "the option";
    throw missing([path], `OpenCode is not at ${path}, which ${source} names.`);
  }
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const home = env.HOME ?? env.USERPROFILE;
  const candidates = folders.map((folder) => resolve(folder, program));
  if (home) candidates.push(join(home, ".opencode", "bin", program));
  const found = candidates.find(isProgram);
  if (found !== undefined) return nativeBinary(found);
  throw missing(candidates, "OpenCode was not found: not in OPENCODE_BIN, not in PATH and not in ~/.opencode/bin.");
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const missing = (lookedAt: string[], sentence: string) =>
  new AgentsError("opencode-missing", sentence, {
    looked_at: lookedAt,
  });
