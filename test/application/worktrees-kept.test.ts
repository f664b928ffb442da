// What a worker left in its worktree stays its own or is pinned, whatever was done to the worktree, its branch and the owner.
import { access, lstat, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { planSchema } from "../../src/domain/plan.ts";
import { runOptionsSchema } from "../../src/domain/run-options.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import { createTemplate, type Ground, type Template } from "../torture/worktrees/ground.ts";
import { openOwner, type Owner } from "../torture/worktrees/owner.ts";
import { agentWorld, type AgentWorld } from "../torture/worktrees/small-agents.ts";

let template: Template;
let ground: Ground;
let world: AgentWorld;
let owner: Owner;
let epicId: string;
beforeAll(async () => {
  template = await createTemplate();
});
afterAll(() => template.remove());
beforeEach(async () => {
  ground = await template.ground();
  world = agentWorld();
  owner = await openOwner(ground, world, null);
  const plan = planSchema.parse({ title: "Epic", tasks: [{ id: "t", title: "T", description: "Do it." }] });
  const started = await owner.swarm.start(plan, runOptionsSchema.parse({ attended: true }));
  if (!started.ok) throw new Error(started.refusals[0]?.message);
  epicId = started.value;
  await owner.quiet();
});
afterEach(async () => {
  await owner.close();
  await ground.remove();
});

const worktree = (): string => join(`${ground.dir}.swarm`, epicId, "t");
async function task(): Promise<TaskState> {
  const found = (await owner.swarm.epics())[0]?.tasks.get("t");
  if (found === undefined) throw new Error("the task is gone");
  return found;
}
async function stopped(): Promise<void> {
  expect(await owner.swarm.stop(epicId, ["t"])).toMatchObject({ ok: true });
  await owner.quiet();
}
async function retriedFresh(): Promise<void> {
  expect(await owner.swarm.retry(epicId, "t", { fresh: true })).toMatchObject({ ok: true });
  await owner.quiet();
}

it("a second attempt from scratch that goes on under the next owner keeps its worktree", async () => {
  await stopped();
  await retriedFresh();
  expect(await task()).toMatchObject({ status: "working", attempt: 2, worktree_path: worktree() });
  await writeFile(join(worktree(), "half.txt"), "half done\n");
  const { ino } = await lstat(worktree());
  await owner.leave();
  owner = await openOwner(ground, world, null);
  await owner.quiet();
  expect(await task()).toMatchObject({ status: "working", attempt: 2, worktree_path: worktree() });
  expect((await lstat(worktree())).ino).toBe(ino);
  expect(await readFile(join(worktree(), "half.txt"), "utf8")).toBe("half done\n");
});

const elsewhere: [string, string[]][] = [
  ["whose branch was renamed", ["branch", "-m", "mine"]],
  ["whose HEAD is detached", ["checkout", "--quiet", "--detach"]],
];

it.each(elsewhere)("a worktree %s is discarded with what it holds pinned", async (_name, args) => {
  await ground.git(args, worktree());
  await writeFile(join(worktree(), "left.txt"), "left\n");
  const discarded = await owner.swarm.discard(epicId, ["t"]);
  const ref = discarded.ok ? discarded.value[0]?.ref : null;
  expect(await ground.git(["show", `${ref}:left.txt`])).toBe("left\n");
  await expect(access(worktree())).rejects.toMatchObject({ code: "ENOENT" });
  expect(await owner.swarm.worktrees()).toEqual([]);
});

it.each(elsewhere)("an attempt from scratch takes no worktree over %s", async (_name, args) => {
  await ground.git(args, worktree());
  await writeFile(join(worktree(), "left.txt"), "left\n");
  await stopped();
  await retriedFresh();
  expect(await task()).toMatchObject({ status: "working", attempt: 2 });
  expect(await ground.git(["status", "--porcelain", "--branch"], worktree())).toBe(`## swarm/${epicId}/t\n`);
});

it("a worktree that a person moved is theirs: its task can be discarded, and it stays whole", async () => {
  await stopped();
  const moved = join(ground.parent, "moved");
  await ground.git(["worktree", "move", "-f", "-f", worktree(), moved]);
  await writeFile(join(moved, "README.md"), "edited there\n");
  expect(await owner.swarm.discard(epicId, ["t"])).toMatchObject({ ok: true });
  for (const report of await owner.swarm.worktrees()) await owner.swarm.removeWorktree(report);
  expect(await owner.swarm.worktrees()).toEqual([]);
  expect(await ground.git(["status", "--porcelain", "--branch"], moved)).toBe(`## swarm/${epicId}/t\n M README.md\n`);
});

it("a turn that nobody waits for any more, because its owner was killed when it was stopped, ends with the next start", async () => {
  expect(await owner.working()).toEqual([worktree()]);
  // The stop is stored by the first call of a port that it needs, and the owner is dead before it asks for the end.
  let stored = false;
  for (let calls = 1; !stored; calls += 1) {
    owner.arm(calls / 30);
    await Promise.race([owner.swarm.stop(epicId, ["t"]), owner.dead]);
    await owner.kill();
    const running = world.working();
    owner = await openOwner(ground, world, null);
    await owner.quiet();
    stored = (await task()).status === "stopped";
    if (stored) expect(running).toEqual([worktree()]);
  }
  expect(await owner.working()).toEqual([]);
});

it("a turn whose worktree cannot be had any more ends when the next owner takes its task up", async () => {
  await owner.leave();
  await ground.git(["worktree", "move", "-f", "-f", worktree(), join(ground.parent, "moved")]);
  owner = await openOwner(ground, world, null);
  await owner.quiet();
  expect(await task()).toMatchObject({ status: "failed" });
  expect(await owner.working()).toEqual([]);
});

// Our record is written once git has written where HEAD is, and git writes its index when all files are there.
const cutOff: [string, string[]][] = [
  ["before our record of it was written", []],
  ["before its files were there, too", ["index"]],
];

it.each(cutOff)("a worktree whose making was cut off %s is told of, and can go", async (_name, lacks) => {
  await owner.swarm.discard(epicId, ["t"]);
  await owner.kill();
  const reason = `opencode-swarm uses this worktree: ${worktree()}`;
  await ground.git(["worktree", "add", "-q", "-b", `swarm/${epicId}/t`, "--lock", "--reason", reason, worktree()]);
  for (const name of lacks) await rm(join(ground.dir, ".git", "worktrees", "t", name));
  owner = await openOwner(ground, world, null);
  const reports = await owner.swarm.worktrees();
  expect(reports).toMatchObject([{ path: worktree(), task_id: "t", keep: null }]);
  for (const report of reports) await owner.swarm.removeWorktree(report);
  for (const place of [worktree(), join(ground.dir, ".git", "worktrees")])
    await expect(access(place)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await owner.swarm.worktrees()).toEqual([]);
});

it("what an attempt from scratch takes away is named by an event, whenever its owner is killed", async () => {
  const left = join(worktree(), "left.txt");
  await writeFile(left, "left\n");
  await stopped();
  const isThere = () => readFile(left).then(Boolean, () => false);
  const until = async (isSo: () => Promise<boolean>, verb: () => Promise<unknown>): Promise<void> => {
    for (let calls = 1; !(await isSo()); calls += 1) {
      owner.arm((calls + 0.5) / 30);
      await Promise.race([verb(), owner.dead]);
      await owner.quiet();
      await owner.kill();
      world.die();
      owner = await openOwner(ground, world, null);
      await owner.quiet();
    }
  };
  await until(
    async () => (await task()).attempt === 2,
    () => owner.swarm.retry(epicId, "t", { fresh: true }),
  );
  await until(
    async () => !(await isThere()),
    () => owner.swarm.resumeTask(epicId, "t"),
  );
  const { rows } = await owner.swarm.query("SELECT data FROM events WHERE type = 'worktree_removed'", []);
  const refs = rows.map(([data]) => (JSON.parse(String(data)) as { ref: string }).ref);
  const kept = await Promise.all(refs.map((ref) => ground.git(["ls-tree", "--name-only", ref]).catch(() => "")));
  expect(kept.join()).toContain("left.txt");
});
