// Keeps the file tools inside the worktree, whatever the path looks like. Bash is not confined by this.
import { lstat, readlink, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** Why a tool call may not write, in words that the model can act on; null when it may. */
export async function outsideReason(worktree: string, tool: string, args: unknown): Promise<string | null> {
  const root = await realpath(worktree);
  for (const path of writtenPaths(tool, args)) {
    const target = await realTarget(resolve(worktree, path), 0);
    const inside = relative(root, target);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return `${path} is outside your worktree ${worktree}. Nothing was written. Use a path inside your worktree.`;
    }
    if (inside.split(sep).some((part) => part.toLowerCase() === ".git")) {
      return `${path} belongs to git itself. Nothing was written. Change git's state with git commands only.`;
    }
  }
  return null;
}

const pathTools = new Set(["write", "edit", "multiedit"]);
const patchTools = new Set(["patch", "apply_patch"]);
const patchLine = /^\s*\*\*\* (?:Add File|Update File|Delete File|Move to):\s*(.+?)\s*$/gm;

function writtenPaths(tool: string, args: unknown): string[] {
  if (typeof args !== "object" || args === null) return [];
  const { filePath, patchText } = args as { filePath?: unknown; patchText?: unknown };
  if (pathTools.has(tool) && typeof filePath === "string") return [filePath];
  if (!patchTools.has(tool) || typeof patchText !== "string") return [];
  return [...patchText.matchAll(patchLine)].map((match) => match[1] ?? "");
}

const tooManyLinks = 40;

/** Where a write would really land: links followed, also one that points at nothing yet. */
async function realTarget(path: string, links: number): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    if (parent === path || links > tooManyLinks) return path;
    const link = await linkTarget(path);
    if (link !== null) return realTarget(resolve(await realTarget(parent, links + 1), link), links + 1);
    return join(await realTarget(parent, links), basename(path));
  }
}

async function linkTarget(path: string): Promise<string | null> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : null;
  } catch {
    return null;
  }
}
