// What steers git in every worktree of a repository at once: its configuration, hooks and attributes.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const folders = ["hooks", "info"];
const files = ["config", "config.worktree"];

/** Digest of each such file that is there, by its path as a person knows it (`.git/config`). */
export async function settingsState(commonDir: string): Promise<ReadonlyMap<string, string>> {
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(commonDir, folder)).catch(() => [])).map((name) => `${folder}/${name}`),
    ),
  );
  const state = new Map<string, string>();
  for (const name of [...files, ...listed.flat()]) {
    const content = await readFile(join(commonDir, name)).catch(() => null);
    if (content !== null) state.set(`.git/${name}`, createHash("sha256").update(content).digest("hex"));
  }
  return state;
}
