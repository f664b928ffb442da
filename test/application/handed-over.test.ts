// A swarm that changes hands: the window that owns it goes, its workers go on, and the next owner takes them up.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { systemClock, systemIds } from "../../src/adapters/machine/ambient.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { openDoor } from "../../src/application/execute.ts";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { storeDirOf, storeOptions } from "../../src/compose.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import {
  approvedByPerson,
  asking,
  fetching,
  inState,
  liveFixture,
  startPlan,
  taskIn,
  until,
  type LiveFixture,
} from "../support/live-fixture.ts";
import { processesWith } from "../support/processes.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

let fixture: LiveFixture;
let swarm: LiveSwarm;
beforeAll(async () => {
  fixture = await liveFixture();
});
afterEach(() => swarm.close());
afterAll(() => fixture.close());

const file = (name: string): string => join(fixture.person.root, name);
const there = (name: string): Promise<void> =>
  expect.poll(() => existsSync(file(name)), { timeout: 60_000 }).toBe(true);
/** Says that it runs, and ends when a file is there. */
const waitsFor = (name: string): StepInput => ({
  tool: "bash",
  args: {
    command: `echo > '${file(`${name}.runs`)}'; while [ ! -e '${file(`${name}.go`)}' ]; do sleep 0.1; done`,
    description: "waits",
  },
});
/** What each new owner said of the workers that it found. */
const reports = () => fixture.events.flatMap((event) => (event.type === "swarm_recovered" ? [event.data] : []));
const goOn = (name: string): void => writeFileSync(file(`${name}.go`), "");

it(
  "interrupts no turn: workers go on meanwhile, and the next owner has what they say",
  { timeout: 240_000 },
  async () => {
    swarm = await fixture.open();
    const report = {
      tool: "swarm_progress",
      args: { bead_id: "says", progress_percent: 40, message: "nobody was there", files_touched: null },
    };
    const plan = planOf([
      scripted("works", [waitsFor("works"), ...writes("works", "works.txt", "w\n")]),
      scripted("says", [waitsFor("says"), report, ...writes("says", "says.txt", "s\n")]),
      scripted("over", [waitsFor("over"), { text: "done" }]),
      scripted("asks", asking(writes("asks", "asks.txt", "a\n"))),
      scripted("checked", writes("checked", "checked.txt", "c\n"), {
        checks: [
          { name: "first", run: `echo first >> '${file("checks")}'` },
          {
            name: "second",
            run: `touch '${file("second.runs")}'; while [ ! -e '${file("second.go")}' ]; do sleep 0.1; done`,
          },
        ],
      }),
      scripted("wants", fetching(writes("wants", "wants.txt", "f\n"))),
      scripted("wishes", [waitsFor("wishes"), ...fetching(writes("wishes", "wishes.txt", "g\n"))]),
      scripted("later", writes("later", "later.txt", "l\n"), { after: ["works"] }),
    ]);
    const epicId = await startPlan(swarm, plan, { max_parallel: 7 });
    await until(swarm, epicId, inState("asks", "needs_answer"));
    await until(swarm, epicId, inState("wants", "needs_permission"));
    for (const name of ["works.runs", "says.runs", "over.runs", "wishes.runs", "second.runs"]) await there(name);
    const pids = (): number[] =>
      fixture.events.flatMap((event) => (event.type === "opencode_started" ? [event.data.pid] : []));
    const [pid] = pids();

    await swarm.leave();
    // While nobody owns the swarm one worker wants to report, one wants a permission, and another one's turn comes to its end.
    for (const name of ["says", "over", "wishes"]) goOn(name);
    goOn("second");
    swarm = await fixture.open();
    await expect.poll(reports).toHaveLength(1);
    expect(reports()[0]).toMatchObject({
      live: ["works", "says", "over", "asks", "checked", "wants", "wishes"].map((task) =>
        expect.stringMatching(`/${task}$`),
      ),
      resumable: [],
      lost: [],
      differences: [],
    });
    const found = await swarm.epic(epicId);
    if (found === null) throw new Error("the epic is gone");
    expect(taskIn(found, "asks")).toMatchObject({ status: "needs_answer", asks: [{ kind: "question" }] });
    const request = taskIn(found, "asks").asks[0]?.request_id ?? "";
    // The next owner can pass an answer on once it has looked at the turn.
    await expect.poll(async () => (await swarm.reply(epicId, "asks", request, [["tabs"]])).ok).toBe(true);
    for (const task of ["wants", "wishes"]) {
      const waiting = await until(swarm, epicId, inState(task, "needs_permission"));
      const wanted = taskIn(waiting, task).asks[0]?.request_id ?? "";
      const once = { reply: "once", message: null } as const;
      await expect.poll(async () => (await swarm.permit(epicId, task, wanted, once)).ok).toBe(true);
    }
    for (const task of ["says", "asks", "wants", "wishes", "checked", "over"])
      await until(swarm, epicId, inState(task, "ready"));
    goOn("works");
    await until(swarm, epicId, inState("works", "ready"));
    await approvedByPerson(swarm, epicId, "works");
    await until(swarm, epicId, inState("later", "ready"));

    expect(fixture.events.filter((event) => /interrupt|failed/.test(event.type))).toEqual([]);
    expect(pids()).toEqual([pid]);
    const prompts = fixture.events
      .filter((event) => event.type === "prompt_requested")
      .map((event) => event.task_id ?? "");
    expect(prompts.toSorted((a, b) => a.localeCompare(b))).toEqual([
      "asks",
      "checked",
      "later",
      "over",
      "says",
      "wants",
      "wishes",
      "works",
    ]);
    const said = fixture.events.flatMap((event) => (event.type === "worker_progress" ? [event.data.message] : []));
    expect(said).toEqual(["nobody was there"]);
    const checks = fixture.events.flatMap((event) => (event.type === "check_finished" ? [event.data.name] : []));
    expect(checks).toEqual(["first", "second"]);
    const seqs = fixture.events.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, at) => (seqs[0] ?? 0) + at));
  },
);

it("says what of the others is still there, once, and repairs nothing by itself", { timeout: 240_000 }, async () => {
  swarm = await fixture.open();
  fixture.events.splice(0);
  const tasks = ["kept", "moved", "gone"].map((id) =>
    scripted(id, [waitsFor(id), ...writes(id, `${id}.txt`, `${id}\n`)]),
  );
  const epicId = await startPlan(swarm, planOf(tasks));
  for (const id of ["kept", "moved", "gone"]) await there(`${id}.runs`);
  await swarm.close();
  const worktree = (id: string): string => join(`${fixture.person.repository}.swarm`, epicId, id);
  for (const id of ["moved", "gone"]) fixture.person.git("worktree", "remove", "-f", "-f", worktree(id));
  fixture.person.git("branch", "-D", `swarm/${epicId}/gone`);
  swarm = await fixture.open();
  const name = (id: string): string => `${epicId}/${id}`;
  await expect.poll(reports).toHaveLength(1);
  expect(reports()).toEqual([
    {
      live: [],
      resumable: [name("kept"), name("moved")],
      lost: [name("gone")],
      // Those of the epic before.
      done: 8,
      differences: [
        { task: name("moved"), missing: "worktree" },
        { task: name("gone"), missing: "worktree" },
        { task: name("gone"), missing: "branch" },
      ],
    },
  ]);
  await swarm.close();
  swarm = await fixture.open();
  expect(reports()).toHaveLength(1);
  expect(fixture.person.git("branch", "--list", `swarm/${epicId}/gone`)).toBe("");
});

it(
  "ends the turn of a worker whose stop was stored by an owner that was killed then",
  { timeout: 240_000 },
  async () => {
    swarm = await fixture.open();
    const plan = planOf([scripted("stray", [waitsFor("stray"), ...writes("stray", "stray.txt", "s\n")])]);
    const epicId = await startPlan(swarm, plan);
    await there("stray.runs");
    await swarm.leave();
    const dir = storeDirOf({ commonDir: join(fixture.person.repository, ".git") });
    const store = await openStore({ ...storeOptions, dir, owner: { command: "killed then" } });
    const door = openDoor({ store, clock: systemClock, ids: systemIds(systemClock), projectId: "project" });
    const about = { epic_id: epicId, task_id: "stray", attempt: null };
    expect(await door.execute({ type: "StopTask", ...about, reason: "stopped" }, "user")).toMatchObject({ ok: true });
    await store.close();
    const bash = (): Promise<string[]> => processesWith(file("stray.go"));
    expect(await bash()).not.toEqual([]);
    swarm = await fixture.open();
    await expect.poll(bash).toEqual([]);
    await until(swarm, epicId, inState("stray", "stopped"));
  },
);
