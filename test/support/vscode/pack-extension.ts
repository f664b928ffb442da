// The extension as a person gets it: a .vsix of what is built now.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

export interface PackedExtension {
  /** Path of the package. */
  readonly vsix: string;
  remove(): Promise<void>;
}

export async function packExtension(): Promise<PackedExtension> {
  const folder = await mkdtemp(join(tmpdir(), "swarm-vsix-"));
  const vsix = join(folder, "opencode-swarm.vsix");
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  await execa("npm", ["run", "--silent", "package:only", "--", "--out", vsix], { cwd });
  return { vsix, remove: () => rm(folder, { recursive: true, force: true }) };
}
