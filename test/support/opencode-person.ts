// A person with an empty home, OpenCode set up for the scripted model, and a git repository: all in a temporary folder.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { scriptedProvider } from "../../src/demo/scripted-provider.ts";

export interface Person {
  root: string;
  home: string;
  repository: string;
  stateDir: string;
  env: Record<string, string>;
  git(...args: string[]): string;
  /** Writes a file of the repository, without committing it. */
  write(path: string, content: string): void;
  /** A git worktree on a branch of its own; returns its path. */
  worktree(name: string): string;
  remove(): void;
}

/** Native binary of the installed `opencode-ai`. */
export function opencodeBinary(): string {
  const require = createRequire(import.meta.url);
  const parent = createRequire(require.resolve("opencode-ai/package.json"));
  const system = platform() === "win32" ? "windows" : platform();
  const program = platform() === "win32" ? "opencode.exe" : "opencode";
  return join(dirname(parent.resolve(`opencode-${system}-${arch()}/package.json`)), "bin", program);
}

/** `config` is merged over a configuration that knows the scripted model at `baseURL` as `scripted/m1` and `scripted/m2`. */
export function createPerson(baseURL: string, config: Record<string, unknown>): Person {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "swarm-opencode-")));
  const home = join(root, "home");
  const repository = join(root, "my repository");
  mkdirSync(join(home, ".config", "opencode"), { recursive: true });
  mkdirSync(repository);
  const settings = { provider: scriptedProvider(baseURL), model: "scripted/m1", small_model: "scripted/m2", ...config };
  writeFileSync(join(home, ".config", "opencode", "opencode.json"), JSON.stringify(settings));
  // A person who used OpenCode before has its list of models in the cache; a short one makes the server start quickly.
  mkdirSync(join(home, ".cache", "opencode"), { recursive: true });
  writeFileSync(join(home, ".cache", "opencode", "models.json"), "{}");
  const env = cleanEnvironment(home);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: repository, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), content);
  };
  git("init", "--quiet", "--initial-branch=main");
  write("README.md", "# Sample\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
  return {
    root,
    home,
    repository,
    // As in a real run: below the git folder.
    stateDir: join(repository, ".git", "opencode-swarm"),
    env,
    git,
    write,
    worktree(name) {
      const path = join(root, "worktrees", name);
      git("worktree", "add", "--quiet", "-b", `swarm/e/${name}`, path);
      return path;
    },
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Nothing of the developer's own OpenCode, git or npm settings. */
function cleanEnvironment(home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(OPENCODE|XDG_|GIT_|npm_|NODE_OPTIONS|VITEST|.*(API_KEY|TOKEN))/i.test(name),
  ) as [string, string][];
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.test",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.test",
  };
}
