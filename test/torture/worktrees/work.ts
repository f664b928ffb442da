// What a worker does with its file tools and its bash, and what somebody does behind the swarm's back.
import { chmod, mkdir, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Ground } from "./ground.ts";
import type { Standing } from "./look.ts";
import type { Meddling, Work } from "./steps.ts";

/** A worktree that something is done in. */
type Where = Pick<Standing, "path" | "epicId" | "taskId">;

/** Contents that nobody wrote before. */
let written = 0;
const fresh = (): string => `content ${(written += 1)} of process ${process.pid}\n`;

async function put(folder: string, path: string, content = fresh()): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

const link = (to: string, place: string): Promise<void> => symlink(to, place).catch(() => undefined);

/** One change of files; `how` chooses it. */
async function write(ground: Ground, { path, taskId }: Where, how: number): Promise<void> {
  const own = `of ${taskId} ${how % 3}.txt`;
  const ways: (() => Promise<unknown>)[] = [
    () => put(path, own),
    () => put(path, `new/deep ü/${own}`),
    () => put(path, "shared.txt"),
    () => put(path, "src/one.ts"),
    () => put(path, how % 50 < 25 ? "mine.txt" : "notes ü.txt"),
    () => rm(join(path, "src", "deep"), { recursive: true, force: true }),
    () => put(path, "ignored/big.bin"),
    () => link(ground.linked, join(path, "outside link")),
    () => link(ground.linked, join(path, "node_modules")),
    () => link(join(ground.linked, "keep.txt"), join(path, "file link")),
    () => put(path, "nested/inside.txt").then(() => ground.git(["init", "--quiet"], join(path, "nested"))),
    () => put(path, "run.sh").then(() => chmod(join(path, "run.sh"), 0o755)),
    () => put(path, own).then(() => ground.git(["add", own], path)),
    () => unlink(join(path, "README.md")).catch(() => undefined),
  ];
  await ways[how % ways.length]?.();
}

/** What git refuses to a worker (nothing to commit, no such branch) is the worker's own affair. */
const tried = (done: Promise<unknown>): Promise<unknown> => done.catch(() => undefined);

export async function workIn(ground: Ground, kind: Work, where: Where, how: number): Promise<void> {
  const { path } = where;
  switch (kind) {
    case "write":
      return write(ground, where, how);
    case "commit":
      await tried(ground.git(["add", "--all"], path));
      await tried(ground.git(["commit", "--quiet", "-m", `Work ${how}`], path));
      return;
    case "detach":
      await tried(ground.git(["checkout", "--quiet", "--detach"], path));
      if (how % 2 === 0) await tried(ground.git(["commit", "--quiet", "--allow-empty", "-m", `Detached ${how}`], path));
      return;
    case "reset":
      await tried(ground.git(["reset", "--quiet", how % 2 === 0 ? "--hard" : "--soft", "HEAD~1"], path));
      return;
  }
}

/** What a person or another tool does; `where`: the worktree that is meant. */
export async function meddle(ground: Ground, kind: Meddling, where: Where | undefined, how: number): Promise<void> {
  switch (kind) {
    case "rm -rf":
      if (where !== undefined) await rm(where.path, { recursive: true, force: true });
      return;
    case "git worktree remove":
      if (where !== undefined) await tried(ground.git(["worktree", "remove", "-f", "-f", where.path]));
      return;
    case "git worktree prune":
      await ground.git(["worktree", "prune", "--expire=now"]);
      return;
    case "git worktree move":
      if (where === undefined) return;
      await tried(ground.git(["worktree", "move", "-f", "-f", where.path, join(ground.parent, `moved ${how}`)]));
      return;
    case "git branch -m": {
      if (where === undefined) return;
      const branch = `swarm/${where.epicId}/${where.taskId}`;
      await tried(ground.git(["branch", "-m", branch, how % 2 === 0 ? `mine-${how}` : `${branch}-renamed`]));
      return;
    }
    case "git gc":
      await ground.git(["gc", "--quiet", "--prune=now"]);
      return;
    case "person commits":
      await put(ground.dir, `person ${how % 4}.txt`);
      await ground.git(["add", `person ${how % 4}.txt`]);
      await ground.git(["commit", "--quiet", "-m", "Of the person", "--only", "--", `person ${how % 4}.txt`]);
      return;
  }
}
