// OpenCode holds too much, or stands still: another one takes its place, the sessions go on there, and nothing is said twice.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { identify } from "../../src/adapters/opencode/process-table.ts";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { openLiveSwarm, type OwnRequest } from "../../src/compose.ts";
import {
  asking,
  hangsOnce,
  inState,
  liveFixture,
  modelReached,
  startPlan,
  taskIn,
  until,
  type LiveFixture,
} from "../support/live-fixture.ts";
import { ownRequest, planOf, scripted, writes } from "../support/swarm-fixture.ts";

let fixture: LiveFixture;
let swarm: LiveSwarm;
beforeAll(async () => {
  fixture = await liveFixture();
});
beforeEach(() => void fixture.events.splice(0));
afterEach(() => swarm.close());
afterAll(() => fixture.close());

const open = async (over: Partial<OwnRequest>): Promise<void> => {
  swarm = await openLiveSwarm({ ...ownRequest(fixture), ...over });
};
const pids = (): number[] =>
  fixture.events.flatMap((event) => (event.type === "opencode_started" ? [event.data.pid] : []));
const ends = (): string[] =>
  fixture.events.flatMap((event) => (event.type === "opencode_stopped" ? [event.data.reason] : []));
/** How often a session of this epic was told its task, at most. */
const told = (epicId: string): number =>
  Math.max(
    ...fixture.model.requests
      .filter(({ kind, cwd }) => kind === "chat" && cwd.includes(epicId))
      .map(({ messages }) => messages.filter((one) => JSON.stringify(one.content).includes("## Your contract")).length),
  );

it("ends a server that has grown once no turn runs on it; a session goes on in the next one", async () => {
  // Any server is larger than a byte.
  await open({ serverSizes: { grown: 1 } });
  const plan = planOf([scripted("x", asking(writes("x", "x.txt", "x\n"))), scripted("y", writes("y", "y.txt", "y\n"))]);
  const epicId = await startPlan(swarm, plan);
  const asked = await until(swarm, epicId, inState("x", "needs_answer"));
  const ready = await until(swarm, epicId, inState("y", "ready"));
  // Asked for the models of the plan it had no turn to wait for; now it has one.
  const before = ends().length;
  const [pid = 0] = pids().slice(-1);
  expect(identify(pid)).not.toBeNull();
  await swarm.reply(epicId, "x", taskIn(asked, "x").asks[0]?.request_id ?? "", [["tabs"]]);
  await until(swarm, epicId, inState("x", "ready"));
  await expect.poll(() => ends().slice(before)).toEqual(["grown"]);
  expect(identify(pid)).toBeNull();

  const review = { commit: taskIn(ready, "y").work?.commit ?? "", note: "Once more.", comments: [] };
  expect(await swarm.requestChanges(epicId, "y", review)).toMatchObject({ ok: true });
  const again = await until(swarm, epicId, (epic) => inState("y", "ready")(epic) && taskIn(epic, "y").attempt === 2);
  expect(taskIn(again, "y").session_id).toBe(taskIn(ready, "y").session_id);
  await expect.poll(() => ends().slice(before)).toEqual(["grown", "grown"]);
  expect(pids().at(-1)).not.toBe(pid);
  expect(told(epicId)).toBe(1);
  expect(fixture.events.filter(({ type }) => /interrupt|failed/.test(type))).toEqual([]);
  expect(fixture.warnings.join("\n")).toMatch(/OpenCode has grown and is replaced.*"bytes":\d{8,}/);
});

it("ends a server that stands still, interrupts its turns, and takes them up in the next one", async () => {
  await open({ serverTimes: { streamIdle: 1_500, health: 300 } });
  const plan = planOf([
    scripted("a", asking(writes("a", "a.txt", "a\n"))),
    scripted("b", hangsOnce(writes("b", "b.txt", "b\n"))),
  ]);
  const epicId = await startPlan(swarm, plan);
  await until(swarm, epicId, inState("a", "needs_answer"));
  await modelReached(fixture, epicId, "b");
  const [pid = 0] = pids();
  process.kill(pid, "SIGSTOP");
  const cut = await until(
    swarm,
    epicId,
    (epic) => inState("a", "interrupted")(epic) && inState("b", "interrupted")(epic),
  );
  expect(taskIn(cut, "b").interruption).toBe("OpenCode was frozen during the turn");
  await expect.poll(ends).toEqual(["frozen"]);
  expect(identify(pid)).toBeNull();
  expect(pids()).toEqual([pid]);

  expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true });
  const asked = await until(swarm, epicId, (epic) => ["needs_answer", "ready"].includes(taskIn(epic, "a").status));
  const ask = taskIn(asked, "a").asks[0];
  // Whether its model asks again or goes on is the model's own business.
  if (ask !== undefined) await swarm.reply(epicId, "a", ask.request_id, [["tabs"]]);
  const over = await until(swarm, epicId, (epic) => inState("a", "ready")(epic) && inState("b", "ready")(epic));
  expect(pids()).toHaveLength(2);
  const sessions = (epic: typeof over): unknown[] => ["a", "b"].map((id) => taskIn(epic, id).session_id);
  expect(sessions(over)).toEqual(sessions(cut));
  expect(told(epicId)).toBe(1);
});
