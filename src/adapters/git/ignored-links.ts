// Links that stand for an ignored folder: git's `node_modules/` ignores a folder and not a link of that name, so we look again.
import { copyFile, lstat, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Git, splitNul } from "./git.ts";

/**
 * Of the given repository-relative paths of links, those that would be ignored if they were folders. git refuses to look
 * behind a link, so the question is put to a small copy of the folders that holds their .gitignore files only.
 */
export async function linksToIgnored(git: Git, gitDir: string, links: readonly string[]): Promise<string[]> {
  if (links.length === 0) return [];
  const model = await mkdtemp(join(tmpdir(), "opencode-swarm-ignore-"));
  try {
    for (const link of links) {
      await mkdir(join(model, link), { recursive: true });
      for (const folder of ancestors(link)) {
        const source = join(git.cwd, folder, ".gitignore");
        const isFile = await lstat(source).then(
          (found) => found.isFile(),
          () => false,
        );
        if (isFile) await copyFile(source, join(model, folder, ".gitignore"));
      }
    }
    const asked = links.map((link) => `${link}/\0`).join("");
    const args = ["check-ignore", "--no-index", "-z", "--stdin"];
    const { stdout } = await git.within({ path: model, gitDir }).answer(args, { input: asked, expect: [0, 1] });
    return splitNul(stdout).map((path) => path.replace(/\/$/, ""));
  } finally {
    await rm(model, { recursive: true, force: true });
  }
}

function ancestors(path: string): string[] {
  const found: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    found.push(folder);
    if (folder === "." || folder === dirname(folder)) return found;
  }
}
