// What a window's swarm finds after it was closed, and what it does when OpenCode ends: nothing starts by itself.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import {
  approvedByPerson,
  asking,
  hangsOnce,
  heard,
  inState,
  liveFixture,
  modelReached,
  startPlan,
  taskIn,
  until,
  type LiveFixture,
} from "../support/live-fixture.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

const never = new AbortController().signal;

// Each of them starts OpenCode twice.
describe("a window's swarm", { timeout: 180_000 }, () => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    fixture.events.splice(0);
    swarm = await fixture.open();
  });
  afterEach(() => swarm.close());

  const reopen = async (): Promise<void> => {
    await swarm.close();
    swarm = await fixture.open();
  };
  const serverPid = (): number => {
    const started = fixture.events.findLast((event) => event.type === "opencode_started");
    return started?.type === "opencode_started" ? started.data.pid : 0;
  };

  it("that is closed in the middle is taken up where it was, and lands", async () => {
    const plan = planOf([
      scripted("a", hangsOnce(writes("a", "a.txt", "a\n"))),
      scripted("b", asking(writes("b", "b.txt", "b\n"))),
    ]);
    const epicId = await startPlan(swarm, plan);
    await until(swarm, epicId, inState("b", "needs_answer"));
    await modelReached(fixture, epicId, "a");
    await reopen();
    const found = await until(swarm, epicId, inState("a", "interrupted"));
    expect(taskIn(found, "b")).toMatchObject({ status: "interrupted", asks: [] });
    expect(await swarm.reply(epicId, "b", "que_gone", [["tabs"]])).toMatchObject({
      ok: false,
      refusals: [{ code: "UnknownRequest" }],
    });
    expect(swarm.running()).toEqual(new Set());
    expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true, value: { interrupted: null } });
    const asked = await until(swarm, epicId, (epic) => ["needs_answer", "ready"].includes(taskIn(epic, "b").status));
    const ask = taskIn(asked, "b").asks[0];
    // Whether its model asks again or goes on is the model's own business.
    if (ask !== undefined) await swarm.reply(epicId, "b", ask.request_id, [["tabs"]]);
    await until(swarm, epicId, (epic) => inState("a", "ready")(epic) && inState("b", "ready")(epic));
    for (const task of ["a", "b"]) await approvedByPerson(swarm, epicId, task);
    const landed = await swarm.land(epicId, {
      strategy: "fast-forward",
      message: null,
      despite_checks: false,
      signal: never,
    });
    expect(landed).toMatchObject({ ok: true, value: { landed: { branch: "main" } } });
    expect(fixture.person.git("ls-files", "a.txt", "b.txt").trim()).toBe("a.txt\nb.txt");
  });

  it("starts only what is retried or resumed as long as the rest was not, and tells each act from another", async () => {
    const plan = planOf([
      scripted("c", hangsOnce(writes("c", "c.txt", "c\n"))),
      scripted("d", hangsOnce(writes("d", "d.txt", "d\n"))),
      scripted("e", writes("e", "e.txt", "e\n"), { after: ["c"] }),
    ]);
    const epicId = await startPlan(swarm, plan);
    for (const task of ["c", "d"]) await modelReached(fixture, epicId, task);
    await reopen();
    expect(await swarm.retry(epicId, "c", { fresh: false })).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("c", "ready"));
    const landed = await approvedByPerson(swarm, epicId, "c");
    expect(["d", "e"].map((id) => taskIn(landed, id).status)).toEqual(["interrupted", "queued"]);
    expect(swarm.running()).toEqual(new Set());
    expect(await swarm.resumeTask(epicId, "d")).toMatchObject({ ok: true });
    const resumed = await until(swarm, epicId, inState("d", "ready"));
    expect([resumed.interrupted, taskIn(resumed, "e").status]).toEqual(["signal", "queued"]);
    expect(await swarm.resumeTask(epicId, "d")).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });
    await swarm.resume(epicId, { attended: true });
    await until(swarm, epicId, inState("e", "ready"));
    const acts = [
      ["epic_created", null],
      ["task_interrupted", "c"],
      ["task_retried", "c"],
      ["task_approved", "c"],
      ["task_retried", "d"],
      ["epic_resumed", null],
    ].map(([type, task]) => fixture.events.findLast((event) => event.type === type && event.task_id === task));
    expect(new Set(acts.map((event) => event?.correlation_id)).size).toBe(acts.length);
    const closing = fixture.events.filter((event) => event.type === "task_interrupted");
    expect(new Set(closing.map((event) => event.correlation_id)).size).toBe(1);
    const started = fixture.events.findLast((event) => event.type === "task_started" && event.task_id === "d");
    expect(started?.correlation_id).toBe(acts[4]?.correlation_id);
  });

  it("interrupts its workers with the reason when OpenCode ends, and goes on with a new one", async () => {
    const plan = planOf([scripted("k", asking(writes("k", "k.txt", "k\n")))]);
    const epicId = await startPlan(swarm, plan);
    const asked = await until(swarm, epicId, inState("k", "needs_answer"));
    const request = taskIn(asked, "k").asks[0]?.request_id ?? "";
    const pid = serverPid();
    process.kill(pid, "SIGKILL");
    const interrupted = await until(swarm, epicId, inState("k", "interrupted"));
    expect(taskIn(interrupted, "k").interruption).toContain("OpenCode ended");
    expect(swarm.running()).toEqual(new Set());
    expect(await swarm.reply(epicId, "k", request, [["tabs"]])).toMatchObject({
      ok: false,
      refusals: [{ code: "UnknownRequest" }],
    });
    const restarted = heard(swarm, (event) => event.type === "opencode_started");
    expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true });
    expect((await restarted).data).not.toMatchObject({ pid });
    const over = await until(swarm, epicId, (epic) => ["needs_answer", "ready"].includes(taskIn(epic, "k").status));
    const again = taskIn(over, "k").asks[0];
    if (again !== undefined) await swarm.reply(epicId, "k", again.request_id, [["tabs"]]);
    await until(swarm, epicId, inState("k", "ready"));
  });

  it("interrupts a worker also when OpenCode ends before there is a session, and a resume starts it", async () => {
    const other = await startPlan(swarm, planOf([scripted("m", asking(writes("m", "m.txt", "m\n")))]));
    await until(swarm, other, inState("m", "needs_answer"));
    const pid = serverPid();
    // It takes the request for the session, and nothing more.
    process.kill(pid, "SIGSTOP");
    const waiting = heard(swarm, (event) => event.type === "worktree_created");
    const epicId = await startPlan(swarm, planOf([scripted("n", writes("n", "n.txt", "n\n"))]));
    await waiting;
    process.kill(pid, "SIGKILL");
    await until(swarm, epicId, inState("n", "interrupted"));
    expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("n", "ready"));
  });

  it("sends an answer that came after the turn was parked as a message", async () => {
    const blocked = [
      {
        tool: "swarm_complete",
        args: { bead_id: "l", summary: "Which licence?", files_touched: null, status: "blocked" },
      },
      { text: "waiting" },
      ...writes("l", "l.txt", "MIT\n"),
    ];
    const epicId = await startPlan(swarm, planOf([scripted("l", blocked)]));
    await until(swarm, epicId, inState("l", "needs_answer"));
    expect(swarm.running()).toEqual(new Set());
    await reopen();
    const asked = await until(swarm, epicId, inState("l", "needs_answer"));
    const request = taskIn(asked, "l").asks[0]?.request_id ?? "";
    const replies = await Promise.all([1, 2].map(() => swarm.reply(epicId, "l", request, [["MIT, of course"]])));
    expect(replies.filter((one) => one.ok)).toHaveLength(1);
    await until(swarm, epicId, inState("l", "ready"));
    const told = fixture.model.requests.some((one) => JSON.stringify(one.messages).includes("MIT, of course"));
    expect(told).toBe(true);
  });
});
