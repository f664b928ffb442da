// A digest of everything that a server is started with, so that a later owner knows whether the one that runs still fits.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { markVariable } from "./server-record.ts";

/** New for each server. */
const ever = new Set(["OPENCODE_SERVER_PASSWORD", markVariable]);
/** What `prepareServer` writes for the server to read. */
const written = ["config", "person.json", "models.json"];

function filesIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** Hex SHA-256 of the program, its environment and the files in `stateDir` that were written for it. */
export function fingerprintOf(binary: string, env: Readonly<Record<string, string>>, stateDir: string): string {
  const hash = createHash("sha256");
  const add = (name: string, value: string | Buffer): void => void hash.update(`${name}\0`).update(value).update("\0");
  add("binary", binary);
  for (const name of Object.keys(env).toSorted()) if (!ever.has(name)) add(name, env[name] ?? "");
  const files = written.flatMap((name) => [join(stateDir, name), ...filesIn(join(stateDir, name))]);
  for (const file of files.toSorted()) {
    const content = tryRead(file);
    if (content !== null) add(relative(stateDir, file), content);
  }
  return hash.digest("hex");
}

function tryRead(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
