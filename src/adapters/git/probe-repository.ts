// The questions that must be answered before a swarm starts: which git, which repository, a commit, a name.
import { realpath } from "node:fs/promises";
import { GitError } from "../../application/ports/repository.ts";
import type { Git } from "./git.ts";

/** `merge-tree --write-tree` came with 2.38. */
const oldest = { major: 2, minor: 38 };

/** Gives the root of the checkout and the common git directory, real paths. Throws the reasons of openRepository. */
export async function probeRepository(git: Git): Promise<{ root: string; commonDir: string }> {
  await checkVersion(git);
  const isBare = await git.line(["rev-parse", "--is-bare-repository"]);
  if (isBare === "true") {
    throw new GitError("bare", `${git.cwd} is a bare repository without a checkout.`, { dir: git.cwd });
  }
  const inside = await git.line(["rev-parse", "--is-inside-work-tree"]);
  if (inside !== "true") {
    throw new GitError("not-a-repository", `${git.cwd} lies inside a .git folder, not in a checkout.`, {
      dir: git.cwd,
    });
  }
  const [root, commonDir] = await Promise.all([
    git.line(["rev-parse", "--path-format=absolute", "--show-toplevel"]),
    git.line(["rev-parse", "--path-format=absolute", "--git-common-dir"]),
  ]);
  const commit = await git.answer(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], { expect: [0, 1, 128] });
  if (commit.exitCode !== 0) {
    throw new GitError("no-commit", `${root} has no commit yet.`, { dir: root });
  }
  await checkIdentity(git, root);
  return { root: await realpath(root), commonDir: await realpath(commonDir) };
}

async function checkVersion(git: Git): Promise<void> {
  const said = await git.line(["--version"]);
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const found = { major: Number(major), minor: Number(minor) };
  if (found.major > oldest.major || (found.major === oldest.major && found.minor >= oldest.minor)) return;
  throw new GitError("git-too-old", `This is ${said}, and git ${oldest.major}.${oldest.minor} or newer is needed.`, {
    version: said,
  });
}

async function checkIdentity(git: Git, root: string): Promise<void> {
  const { exitCode, stderr } = await git.answer(["var", "GIT_COMMITTER_IDENT"], { expect: [0, 1, 128] });
  if (exitCode === 0) return;
  const message = `git does not know who you are in ${root}.`;
  throw new GitError("no-identity", message, { dir: root, exitCode, stderr: stderr.slice(-2000) });
}
