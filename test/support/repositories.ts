// Temporary git repositories for tests: an identity of their own, a branch main, and nothing from the machine's git settings.
import { chmod, lstat, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { hasCode } from "../../src/adapters/store/journal-files.ts";

export interface TestRepository {
  /** Root of the checkout, real path. */
  readonly dir: string;
  /** Folder made for this repository alone; removed with everything in it at the end. */
  readonly parent: string;
  /** Environment in which git reads this repository's settings only. */
  readonly env: Record<string, string>;
  /** Runs git in the checkout (or `cwd`) and gives its stdout without the last newline. Throws if it fails. */
  git(args: readonly string[], cwd?: string): Promise<string>;
  /** Writes files (null: deletes) below `cwd`, the checkout if not given. */
  write(files: Readonly<Record<string, string | null>>, cwd?: string): Promise<void>;
  /** Writes files, commits everything and gives the commit. */
  commit(files: Readonly<Record<string, string | null>>, message?: string, cwd?: string): Promise<string>;
  remove(): Promise<void>;
}

const emptyConfig = process.platform === "win32" ? "NUL" : "/dev/null";

/** A repository with one commit of `files`. `name` is the last part of its path. */
export async function createRepository(
  files: Readonly<Record<string, string>> = { "README.md": "# Sample\n" },
  name = "repo",
): Promise<TestRepository> {
  const repository = await createEmptyRepository(name);
  await repository.commit(files, "Start");
  return repository;
}

/** What would be below a file is not there either. */
async function removeIfThere(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
    if (!hasCode(error, "ENOTDIR")) throw error;
  });
}

/** A repository without any commit. */
export async function createEmptyRepository(name = "repo"): Promise<TestRepository> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), "swarm-test-")));
  const dir = join(parent, name);
  const env = testEnvironment(parent);
  const git = async (args: readonly string[], cwd = dir) =>
    (await execa("git", args, { cwd, env, extendEnv: false })).stdout;
  const write = async (files: Readonly<Record<string, string | null>>, cwd = dir) => {
    // Deletions first: a file may take the place of a folder and the other way round.
    const gone = Object.keys(files).filter((path) => files[path] === null);
    await Promise.all(gone.map((path) => removeIfThere(join(cwd, path))));
    const kept = Object.entries(files).flatMap(([path, content]) =>
      content === null ? [] : [{ place: join(cwd, path), content }],
    );
    for (const folder of new Set(kept.map(({ place }) => dirname(place)))) await mkdir(folder, { recursive: true });
    await Promise.all(kept.map(({ place, content }) => writeFile(place, content)));
  };
  await mkdir(dir);
  await git(["init", "--quiet", "--initial-branch=main"]);
  for (const [key, value] of identity) await git(["config", key, value]);
  return {
    dir,
    parent,
    env,
    git,
    write,
    commit: async (files, message = "Change", cwd = dir) => {
      await write(files, cwd);
      await git(["add", "--all"], cwd);
      await git(["commit", "--quiet", "--allow-empty", "-m", message], cwd);
      return git(["rev-parse", "HEAD"], cwd);
    },
    remove: () => removeFolder(parent),
  };
}

const identity = [
  ["user.name", "Pat Person"],
  ["user.email", "pat@example.com"],
  ["commit.gpgSign", "false"],
  ["gc.auto", "0"],
] as const;

/** This process's environment without git's variables, and a home of its own. */
function testEnvironment(home: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => value !== undefined && !name.startsWith("GIT_"));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    XDG_CONFIG_HOME: join(home, "config"),
    GIT_CONFIG_GLOBAL: emptyConfig,
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

/** Removes a folder of a test, also where a test took rights away. */
async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(async () => {
    await openFolders(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
}

async function openFolders(folder: string): Promise<void> {
  if (!(await lstat(folder).catch(() => null))?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) await openFolders(join(folder, name));
}
