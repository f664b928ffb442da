// Where our worktrees live: beside the repository if that is possible, else in the user's state directory.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, mkdir, readdir, readFile, realpath, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { GitError } from "../../application/ports/repository.ts";

/** File in the folder that says whose it is. */
const ownerFile = ".opencode-swarm.json";

/** Chooses the folder for the worktrees of a repository. Creates nothing. */
export async function chooseWorktreesDir(root: string, commonDir: string, env: NodeJS.ProcessEnv): Promise<string> {
  const main = basename(commonDir) === ".git" ? dirname(commonDir) : root;
  const sibling = `${main}.swarm`;
  if (await usable(sibling, commonDir)) return sibling;
  const state =
    process.platform === "win32"
      ? (env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"))
      : (env["XDG_STATE_HOME"] ?? join(env["HOME"] ?? homedir(), ".local", "state"));
  const id = createHash("sha256").update(commonDir).digest("hex").slice(0, 10);
  const chosen = join(state, "opencode-swarm", "worktrees", `${basename(main)}-${id}`);
  return withRealAncestor(chosen);
}

/** Makes the folder and marks it as ours. Throws not-ours if a link or something of somebody else's stands there. */
export async function makeWorktreesDir(worktreesDir: string, commonDir: string): Promise<void> {
  await mkdir(dirname(worktreesDir), { recursive: true });
  await makeFolder(worktreesDir);
  const owner = join(worktreesDir, ownerFile);
  await writeFile(owner, `${JSON.stringify({ repository: commonDir })}\n`, { flag: "wx" }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EEXIST") throw cause;
    },
  );
}

/** Makes one folder, or finds it. A link in its place is refused: what we write must not land elsewhere. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "EEXIST") throw cause;
  });
  const found = await lstat(path);
  if (!found.isDirectory()) {
    throw new GitError("not-ours", `${path} is a link or a file that we did not create: move it away.`, { path });
  }
}

async function usable(sibling: string, commonDir: string): Promise<boolean> {
  if (await insideRepository(dirname(sibling))) return false;
  const found = await lstat(sibling).catch(() => null);
  if (found === null) return writable(dirname(sibling));
  if (!found.isDirectory() || !(await writable(sibling))) return false;
  const owner = await readFile(join(sibling, ownerFile), "utf8").catch(() => null);
  if (owner === null) return (await readdir(sibling)).length === 0;
  return owner.trim() === JSON.stringify({ repository: commonDir });
}

const writable = (path: string): Promise<boolean> =>
  access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );

/** True if a folder lies in some checkout: a worktree there would show up in that repository as untracked files. */
async function insideRepository(folder: string): Promise<boolean> {
  if (await lstat(join(folder, ".git")).catch(() => null)) return true;
  return dirname(folder) === folder ? false : insideRepository(dirname(folder));
}

async function withRealAncestor(path: string): Promise<string> {
  const real = await realpath(path).catch(() => null);
  if (real !== null || dirname(path) === path) return real ?? path;
  return join(await withRealAncestor(dirname(path)), basename(path));
}
