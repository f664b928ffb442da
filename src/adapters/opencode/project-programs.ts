// Names the code that a repository brings for OpenCode, so that a person's consent holds for this very content only.
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders whose files OpenCode runs, and files that may name programs to run. */
const places = [
  ".opencode/plugin",
  ".opencode/plugins",
  ".opencode/tool",
  ".opencode/tools",
  ".opencode/opencode.json",
  ".opencode/opencode.jsonc",
  "opencode.json",
  "opencode.jsonc",
];

function filesBelow(root: string, path: string): string[] {
  const entry = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (entry === undefined) return [];
  if (!entry.isDirectory()) return [path];
  return readdirSync(join(root, path)).flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** SHA-256 over the names and contents of all of it, in hexadecimal. */
export function programsHash(repositoryRoot: string): string {
  const hash = createHash("sha256");
  for (const file of places.flatMap((place) => filesBelow(repositoryRoot, place)).toSorted()) {
    hash.update(`${file}\0`).update(
      createHash("sha256")
        .update(readFileSync(join(repositoryRoot, file)))
        .digest(),
    );
  }
  return hash.digest("hex");
}
