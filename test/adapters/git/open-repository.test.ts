// What must be true before a swarm starts, and where its worktrees go.
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRepository, type OpenOptions } from "../../../src/adapters/git/open-repository.ts";
import { GitError } from "../../../src/application/ports/repository.ts";
import { createEmptyRepository, createRepository, type TestRepository } from "../../support/repositories.ts";

let person: TestRepository;
beforeEach(async () => {
  person = await createRepository();
});
afterEach(() => person.remove());

async function refusal(dir: string, options: OpenOptions = {}): Promise<GitError> {
  const opened = await openRepository(dir, { env: person.env, ...options }).catch((cause: unknown) => cause);
  if (!(opened instanceof GitError)) throw new Error("it was opened");
  return opened;
}

describe("a repository is refused with a reason, the place and the remedy", () => {
  test("when git is not there", async () => {
    const error = await refusal(person.dir, { git: "/nowhere/git" });
    expect(error.reason).toBe("git-missing");
    expect(error.message).toContain("/nowhere/git");
  });

  test("when git is older than 2.38", async () => {
    const old = join(person.parent, "old-git");
    await writeFile(old, "#!/bin/sh\necho 'git version 2.37.7 (Apple Git-1)'\n");
    await chmod(old, 0o755);
    const error = await refusal(person.dir, { git: old });
    expect(error.reason).toBe("git-too-old");
    expect(error.message).toContain("2.37.7");
  });

  test("when the folder does not exist, is no repository, or lies inside .git", async () => {
    expect((await refusal(join(person.parent, "none"))).reason).toBe("not-a-repository");
    expect((await refusal(person.parent)).message).toContain(person.parent);
    expect((await refusal(join(person.dir, ".git"))).reason).toBe("not-a-repository");
  });

  test("when it is bare", async () => {
    const bare = join(person.parent, "bare.git");
    await person.git(["clone", "-q", "--bare", person.dir, bare]);
    const error = await refusal(bare);
    expect(error.reason).toBe("bare");
    expect(error.message).toContain(bare);
  });

  test("when it has no commit", async () => {
    const empty = await createEmptyRepository();
    try {
      const error = await refusal(empty.dir);
      expect(error.reason).toBe("no-commit");
      expect(error.message).toContain(empty.dir);
    } finally {
      await empty.remove();
    }
  });

  test("when git does not know who the person is", async () => {
    await person.git(["config", "--unset", "user.email"]);
    await person.git(["config", "--unset", "user.name"]);
    await person.git(["config", "user.useConfigOnly", "true"]);
    const error = await refusal(person.dir);
    expect(error.reason).toBe("no-identity");
    expect(error.message).toContain(person.dir);
  });
});

test("a variable that aims git at another repository has no effect", async () => {
  const other = await createRepository({ "other.txt": "x" });
  try {
    const env = {
      ...person.env,
      GIT_DIR: join(other.dir, ".git"),
      GIT_WORK_TREE: other.dir,
      GIT_INDEX_FILE: "/nowhere",
    };
    const repository = await openRepository(person.dir, { env });
    expect(repository.root).toBe(person.dir);
    expect(await repository.trackedFiles("HEAD")).toEqual(["README.md"]);
    await repository.close();
  } finally {
    await other.remove();
  }
});

describe("worktrees go beside the repository", () => {
  test("also when it is opened from a folder in it or from a linked worktree", async () => {
    await mkdir(join(person.dir, "deep"));
    await person.git(["worktree", "add", "-q", "-b", "side", join(person.parent, "side")]);
    for (const dir of [join(person.dir, "deep"), join(person.parent, "side")]) {
      const repository = await openRepository(dir, { env: person.env });
      expect(repository.worktreesDir).toBe(`${person.dir}.swarm`);
      expect(repository.commonDir).toBe(join(person.dir, ".git"));
      await repository.close();
    }
  });

  test.each([
    ["a file stands there", (place: string) => writeFile(place, "mine")],
    ["a link stands there", (place: string) => symlink(person.parent, place)],
    ["somebody's folder stands there", (place: string) => mkdir(join(place, "mine"), { recursive: true })],
  ])("or in the user's state directory when %s", async (_, occupy) => {
    await occupy(`${person.dir}.swarm`);
    const repository = await openRepository(person.dir, { env: person.env });
    expect(
      repository.worktreesDir.startsWith(join(person.parent, "state", "opencode-swarm", "worktrees", "repo-")),
    ).toBe(true);
    const { commit: base } = await repository.head();
    const { path } = await repository.addWorktree({ epicId: "e", taskId: "t", branch: "swarm/e/t", base });
    expect(path).toBe(join(repository.worktreesDir, "e", "t"));
    expect(await repository.worktreeState(path)).toBe("ok");
    await repository.close();
  });

  test("or in the user's state directory when the repository lies inside another one", async () => {
    const inner = join(person.dir, "packages", "inner");
    await mkdir(inner, { recursive: true });
    await person.git(["init", "-q", "-b", "main"], inner);
    await person.git(
      ["-c", "user.name=a", "-c", "user.email=b@c", "commit", "-q", "--allow-empty", "-m", "Start"],
      inner,
    );
    await person.git(["config", "user.name", "a"], inner);
    await person.git(["config", "user.email", "b@c"], inner);
    const repository = await openRepository(inner, { env: person.env });
    expect(repository.worktreesDir).toContain(join("state", "opencode-swarm"));
    await repository.close();
  });
});

test("looking never takes the lock of the person's index", async () => {
  const repository = await openRepository(person.dir, { env: person.env });
  await person.write({ "README.md": "changed\n", "ü new.txt": "x" });
  await writeFile(join(person.dir, ".git", "index.lock"), "");
  expect(await repository.dirtyFiles()).toEqual(["README.md", "ü new.txt"]);
  const { commit } = await repository.head();
  expect(await repository.trackedFiles(commit)).toEqual(["README.md"]);
  expect(await repository.changedFiles(commit, commit)).toEqual([]);
  expect(await repository.isClean(person.dir)).toBe(false);
  await repository.close();
});
