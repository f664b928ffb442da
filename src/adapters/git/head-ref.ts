// What HEAD of a worktree names, read where git keeps it.
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Git } from "./git.ts";

/** Full ref; null: HEAD is detached, or no HEAD. git is asked where the file does not say it in the usual way. */
export async function headRef(git: Git, gitDir: string): Promise<string | null> {
  const text = await readUsual(join(gitDir, "HEAD"));
  const [, ref] = /^ref: (refs\/heads\/\S+)\n$/.exec(text) ?? [];
  // Where refs are kept in another format, the file names a branch that cannot be.
  if (ref !== undefined && ref !== "refs/heads/.invalid") return ref;
  if (/^[0-9a-f]{40,64}\n$/.test(text)) return null;
  const { exitCode, stdout } = await git.answer(["symbolic-ref", "--quiet", "HEAD"], { expect: [0, 1, 128] });
  return exitCode === 0 ? stdout.trimEnd() : null;
}

/** Long ago HEAD was a link to the file of its branch: that is not usual. */
async function readUsual(file: string): Promise<string> {
  const found = await lstat(file).catch(() => null);
  return found?.isFile() ? readFile(file, "utf8").catch(() => "") : "";
}
