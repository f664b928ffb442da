// An owner that is killed while a task lands on the integration branch leaves a task that the next owner knows what to do with.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
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

async function task(): Promise<TaskState> {
  const found = (await owner.swarm.epics())[0]?.tasks.get("t");
  if (found === undefined) throw new Error("the task is gone");
  return found;
}

beforeEach(async () => {
  template = await createTemplate();
  ground = await template.ground();
  world = agentWorld();
  owner = await openOwner(ground, world, null);
  const plan = planSchema.parse({ title: "Epic", tasks: [{ id: "t", title: "T", description: "Do it." }] });
  const started = await owner.swarm.start(plan, runOptionsSchema.parse({ attended: true }));
  if (!started.ok) throw new Error(started.refusals[0]?.message);
  epicId = started.value;
  await owner.quiet();
  const [folder = ""] = await owner.working();
  await writeFile(join(folder, "work.txt"), "work\n");
  await owner.finish(folder, "success");
  await owner.quiet();
});
afterEach(async () => {
  await owner.close();
  await ground.remove();
  await template.remove();
});

const nothing = (): Promise<unknown> => Promise.resolve();

const stored = async (type: string): Promise<boolean> =>
  (await owner.swarm.query("SELECT 1 FROM events WHERE type = ?", [type])).rows.length > 0;

/** Does it with an owner that is killed one call of a port later each time, until an event of the type is stored. */
async function killedUntil(type: string, verb: () => Promise<unknown>, meanwhile = nothing): Promise<void> {
  for (let calls = 1; !(await stored(type)); calls += 1) {
    owner.arm((calls + 0.5) / 30);
    await Promise.race([verb(), owner.dead]);
    await owner.quiet();
    await owner.kill();
    await meanwhile();
    owner = await openOwner(ground, world, null);
  }
}

/** `meanwhile`: what is done each time while nobody owns the swarm. */
async function killedInLanding(meanwhile = nothing): Promise<void> {
  await killedUntil("task_approved", () => owner.swarm.approve(epicId, ["t"]));
  await killedUntil("task_landing_started", () => owner.swarm.resume(epicId, { attended: true }), meanwhile);
}

it("is approved again when its branch did not get it, and can be discarded", async () => {
  await killedInLanding();
  expect(await task()).toMatchObject({ status: "approved", landing: null });
  expect(await owner.swarm.discard(epicId, ["t"])).toMatchObject({ ok: true });
});

it("lands when it is resumed, though git has deleted the commit that was to land", async () => {
  await killedInLanding(() => ground.git(["gc", "--quiet", "--prune=now"]));
  await owner.swarm.resume(epicId, { attended: true });
  await owner.quiet();
  expect(await task()).toMatchObject({ status: "landed" });
  expect(await ground.git(["show", `swarm/${epicId}/_integration:work.txt`])).toBe("work\n");
});
