// Two workers of a real OpenCode that change the same lines: both are shown while they still work, and a person has their say.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LiveSwarm, Overlap } from "../../src/application/live-swarm.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { countGit, type CountedGit } from "../support/counted-git.ts";
import { inState, liveFixture, startPlan, taskIn, until, ways, type LiveFixture } from "../support/live-fixture.ts";
import { planOf, scripted } from "../support/swarm-fixture.ts";

let fixture: LiveFixture;
let git: CountedGit;
let swarm: LiveSwarm;
let told: Overlap[][];

beforeEach(async () => {
  fixture = await liveFixture();
  fixture.person.write(".gitignore", "*.go\n");
  fixture.person.git("add", ".");
  fixture.person.git("commit", "--quiet", "-m", "signals");
  git = countGit(fixture.person);
  told = [];
});
afterEach(async () => {
  await swarm.close();
  await fixture.close();
});

async function enter(way: (typeof ways)[number]): Promise<void> {
  swarm = await way.enter(fixture);
  swarm.watchOverlaps((overlaps) => void told.push([...overlaps]));
}

const bash = (command: string): StepInput => ({ tool: "bash", args: { command, description: "works" } });
/** Works until the file is there. */
const waitsFor = (name: string): StepInput => bash(`while [ ! -e ${name}.go ]; do sleep 0.1; done`);
const ends = (id: string): StepInput[] => [
  { tool: "swarm_complete", args: { bead_id: id, summary: "done", files_touched: [], status: null } },
  { text: "done" },
];

const writer = (id: string, text: string) =>
  scripted(id, [bash(`echo "${text}" > README.md`), waitsFor("first"), bash(`echo "${text}" > other.md`), ...ends(id)]);

async function go(epicId: string, taskId: string, name: string): Promise<void> {
  const epic = await swarm.epic(epicId);
  if (epic === null) throw new Error("no epic");
  writeFileSync(join(taskIn(epic, taskId).worktree_path ?? "", `${name}.go`), "");
}

const plan = planOf([
  writer("a", "# As a wants it"),
  writer("b", "# As b wants it"),
  scripted("c", [bash("echo else > elsewhere.md"), waitsFor("first"), ...ends("c")]),
]);

describe.each(ways)("$way", (way) => {
  test("an overlap is told while both work, costs nothing while nothing changes, and may be left", async () => {
    await enter(way);
    const epicId = await startPlan(swarm, plan);
    const overlap = {
      epic_id: epicId,
      task_id: expect.any(String),
      other_id: expect.any(String),
      files: ["README.md"],
    };
    await vi.waitFor(() => expect(told.at(-1)).toEqual([overlap]), { timeout: 60_000 });
    const [found] = await swarm.overlaps();
    expect(new Set([found?.task_id, found?.other_id])).toEqual(new Set(["a", "b"]));

    // All three wait in a command: whoever looks now looks for nothing.
    await expect.poll(() => git.runs().some((run) => run.includes("merge-tree"))).toBe(true);
    let before = -1;
    while (before !== git.runs().length) {
      before = git.runs().length;
      await sleep(2_000);
    }
    await sleep(3_000);
    expect(git.runs()).toHaveLength(before);

    const name = { epic_id: epicId, task_id: found?.task_id ?? "", other_id: found?.other_id ?? "" };
    expect(await swarm.leaveOverlap({ ...name, other_id: "c" })).toBe(false);
    expect(await swarm.leaveOverlap(name)).toBe(true);
    expect(await swarm.overlaps()).toEqual([]);
    await vi.waitFor(() => expect(told.at(-1)).toEqual([]));

    // Another file conflicts too now, so it is another overlap.
    for (const id of ["a", "b", "c"]) await go(epicId, id, "first");
    await vi.waitFor(() => expect(told.at(-1)).toEqual([{ ...overlap, files: ["README.md", "other.md"] }]), {
      timeout: 60_000,
    });
  });

  test("both workers are told while they work, and go on", async () => {
    await enter(way);
    const epicId = await startPlan(swarm, plan);
    await vi.waitFor(() => expect(told.at(-1)).toHaveLength(1), { timeout: 60_000 });
    const [found] = await swarm.overlaps();
    if (found === undefined) throw new Error("no overlap");
    const { files: _files, ...name } = found;
    const done = await swarm.tellOfOverlap(name);
    expect(done.ok && new Set(done.value)).toEqual(new Set(["a", "b"]));
    for (const id of ["a", "b", "c"]) await go(epicId, id, "first");
    await until(swarm, epicId, inState("a", "ready"));
    const epic = await until(swarm, epicId, inState("b", "ready"));
    expect(taskIn(epic, "a").attempt).toBe(1);
    for (const [id, other] of [
      ["a", "Task b"],
      ["b", "Task a"],
    ] as const) {
      const heard = fixture.model.requests.filter(
        (one) => one.cwd.endsWith(`${epicId}/${id}`) && JSON.stringify(one.messages).includes(other),
      );
      expect(JSON.stringify(heard.at(-1)?.messages)).toContain("these files would conflict");
    }
    expect(await swarm.tellOfOverlap({ ...name, other_id: "c" })).toMatchObject({ ok: false });
  });
});

test("what has landed meets who still works, and an overlap ends with its worker", async () => {
  await enter(ways[0]!);
  const epicId = await startPlan(
    swarm,
    planOf([
      scripted("a", [bash('echo "# a" > README.md'), ...ends("a")]),
      scripted("b", [waitsFor("first"), bash('echo "# b" > README.md'), waitsFor("second"), ...ends("b")]),
    ]),
    { approve: "all" },
  );
  await until(swarm, epicId, inState("a", "landed"));
  await go(epicId, "b", "first");
  const overlap = { epic_id: epicId, task_id: "b", other_id: null, files: ["README.md"] };
  await vi.waitFor(() => expect(told.at(-1)).toEqual([overlap]), { timeout: 60_000 });
  await swarm.stop(epicId, ["b"]);
  await vi.waitFor(() => expect(told.at(-1)).toEqual([]), { timeout: 60_000 });
});
