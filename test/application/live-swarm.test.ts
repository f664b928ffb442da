// A window's swarm: what a person says while workers run, and what follows from it by itself.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import {
  approvedByPerson,
  asking,
  fetching,
  hangsOnce,
  heard,
  inState,
  liveFixture,
  modelReached,
  startPlan,
  taskIn,
  until,
  ways,
  type LiveFixture,
} from "../support/live-fixture.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

const never = new AbortController().signal;
const landing = { strategy: "fast-forward", message: null, despite_checks: false, signal: never } as const;

describe.each(ways)("a swarm that stays open, $way", { timeout: 120_000 }, ({ enter }) => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
    swarm = await enter(fixture);
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  let before = 0;
  beforeEach(() => {
    fixture.events.splice(0);
    before = fixture.model.requests.length;
  });

  /** What the model was told since the test began. */
  const told = (): string => JSON.stringify(fixture.model.requests.slice(before).map((request) => request.messages));
  const typesOf = (epicId: string): string[] =>
    fixture.events.filter((event) => event.epic_id === epicId).map((event) => event.type);

  it("starts two epics that work at the same time", async () => {
    const live: string[] = [];
    const stop = swarm.watchLive((about) => void live.push(about.epic_id));
    const one = await startPlan(
      swarm,
      planOf([scripted("a", asking(writes("a", "one.txt", "1\n")))], { title: "One" }),
    );
    const two = await startPlan(
      swarm,
      planOf([scripted("a", asking(writes("a", "two.txt", "2\n")))], { title: "Two" }),
    );
    expect(await swarm.changes(one, "a")).toBeNull();
    for (const epicId of [one, two]) await until(swarm, epicId, inState("a", "needs_answer"));
    await vi.waitFor(() => expect(swarm.running()).toEqual(new Set([one, two])), { timeout: 10_000 });
    for (const epicId of [one, two]) {
      const epic = await until(swarm, epicId, inState("a", "needs_answer"));
      const request = taskIn(epic, "a").asks[0]?.request_id ?? "";
      expect(await swarm.reply(epicId, "a", request, [["tabs"]])).toMatchObject({ ok: true });
    }
    for (const epicId of [one, two]) await until(swarm, epicId, inState("a", "ready"));
    await vi.waitFor(() => expect(swarm.running()).toEqual(new Set()), { timeout: 10_000 });
    expect(new Set(live)).toEqual(new Set([one, two]));
    stop();
    expect(await swarm.changes(one, "a")).toMatchObject({ files: [{ path: "one.txt", change: "added", added: 1 }] });
    expect(await swarm.worktree(one, "a")).toMatch(/one-.*a$/);
  });

  it("takes one answer to a question, and refuses what comes after it", async () => {
    const epicId = await startPlan(swarm, planOf([scripted("q", asking(writes("q", "q.txt", "q\n")))]));
    const asked = await until(swarm, epicId, inState("q", "needs_answer"));
    const request = taskIn(asked, "q").asks[0]?.request_id ?? "";
    const answers = await Promise.all(["spaces", "tabs"].map((one) => swarm.reply(epicId, "q", request, [[one]])));
    expect(answers.map((one) => one.ok).toSorted((a, b) => Number(a) - Number(b))).toEqual([false, true]);
    await until(swarm, epicId, inState("q", "ready"));
    expect(typesOf(epicId).filter((type) => type === "question_answered")).toHaveLength(1);
    expect(fixture.events.find((event) => event.type === "question_answered")?.actor).toBe("user");
    const [kept, lost] = answers[0]?.ok === true ? ["spaces", "tabs"] : ["tabs", "spaces"];
    const toldAll = told();
    expect([kept, lost].map((one) => toldAll.includes(`\\"Tabs or spaces?\\"=\\"${one}\\"`))).toEqual([true, false]);
    const late = await swarm.reply(epicId, "q", request, [["tabs"]]);
    expect(late).toMatchObject({ ok: false, refusals: [{ code: "UnknownRequest" }] });
    expect(typesOf(epicId).filter((type) => type === "task_started")).toHaveLength(1);
  });

  it("takes a permission and its refusal, which guides the worker", async () => {
    const steps = fetching(fetching(writes("p", "p.txt", "p\n")));
    const epicId = await startPlan(swarm, planOf([scripted("p", steps)]));
    const first = taskIn(await until(swarm, epicId, inState("p", "needs_permission")), "p").asks[0];
    expect(first).toMatchObject({ kind: "permission", permission: "webfetch" });
    const refused = { reply: "reject", message: "use the local copy" } as const;
    expect(await swarm.permit(epicId, "p", first?.request_id ?? "", refused)).toMatchObject({ ok: true });
    const second = taskIn(
      await until(swarm, epicId, (epic) => {
        const ask = taskIn(epic, "p").asks[0];
        return ask !== undefined && ask.request_id !== first?.request_id;
      }),
      "p",
    ).asks[0];
    const once = { reply: "once", message: null } as const;
    expect(await swarm.permit(epicId, "p", first?.request_id ?? "", once)).toMatchObject({
      ok: false,
      refusals: [{ code: "UnknownRequest" }],
    });
    expect(await swarm.permit(epicId, "p", second?.request_id ?? "", once)).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("p", "ready"));
    expect(told().includes("use the local copy")).toBe(true);
  });

  it("stops one worker while another goes on, and lets it go on later in the same session", async () => {
    const plan = planOf([
      scripted("s1", hangsOnce(writes("s1", "s1.txt", "s\n"))),
      scripted("s2", asking(writes("s2", "s2.txt", "s\n"))),
    ]);
    const epicId = await startPlan(swarm, plan);
    await until(swarm, epicId, (epic) => inState("s1", "working")(epic) && inState("s2", "needs_answer")(epic));
    await modelReached(fixture, epicId, "s1");
    const ended = heard(swarm, (event) => event.type === "turn_ended" && event.task_id === "s1");
    expect(await swarm.stop(epicId, ["s1"])).toMatchObject({ ok: true });
    expect(await ended).toMatchObject({ data: { finish: "aborted" } });
    const stopped = await until(swarm, epicId, inState("s1", "stopped"));
    expect([taskIn(stopped, "s1").status, taskIn(stopped, "s2").status]).toEqual(["stopped", "needs_answer"]);
    const request = taskIn(stopped, "s2").asks[0]?.request_id ?? "";
    await swarm.reply(epicId, "s2", request, [["tabs"]]);
    await until(swarm, epicId, inState("s2", "ready"));
    expect(await swarm.retry(epicId, "s1", { fresh: false })).toMatchObject({ ok: true });
    const ready = await until(swarm, epicId, inState("s1", "ready"));
    expect(taskIn(ready, "s1")).toMatchObject({ attempt: 2, work: { files_touched: ["s1.txt"] } });
    const sessions = fixture.events.flatMap((event) =>
      event.type === "worker_spawned" && event.task_id === "s1" ? [event.data.session_id] : [],
    );
    expect(new Set(sessions).size).toBe(1);
  });

  it("lands approved work beside a worker that runs, and starts what waited for it", async () => {
    const plan = planOf([
      scripted("one", writes("one", "one-approved.txt", "1\n")),
      scripted("busy", hangsOnce(writes("busy", "busy.txt", "b\n"))),
      scripted("child", writes("child", "child.txt", "c\n"), { after: ["one"] }),
    ]);
    const epicId = await startPlan(swarm, plan, { max_parallel: 2 });
    await until(swarm, epicId, (epic) => inState("one", "ready")(epic) && inState("busy", "working")(epic));
    expect(await swarm.land(epicId, landing)).toMatchObject({ ok: false, refusals: [{ code: "workers-running" }] });
    expect(await swarm.approve(epicId, ["one"])).toMatchObject({ ok: true });
    const child = await until(swarm, epicId, inState("child", "ready"));
    expect([taskIn(child, "one").status, taskIn(child, "busy").status]).toEqual(["landed", "working"]);
    expect((await swarm.changes(epicId, "child"))?.files.map((file) => file.path)).toEqual(["child.txt"]);
    expect((await swarm.changes(epicId, "one"))?.files.map((file) => file.path)).toEqual(["one-approved.txt"]);
    expect(await swarm.stop(epicId, [])).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("busy", "stopped"));
    expect(await swarm.land(epicId, landing)).toMatchObject({ ok: false, refusals: [{ code: "not-complete" }] });
  });

  it("discards a worker that runs, and keeps what it had written", async () => {
    const [first = {}, ...rest] = writes("d", "d.txt", "half done\n");
    const epicId = await startPlan(swarm, planOf([scripted("d", [first, ...hangsOnce(rest)])]));
    const path = taskIn(await until(swarm, epicId, inState("d", "working")), "d").worktree_path ?? "";
    await vi.waitFor(() => expect(existsSync(join(path, "d.txt"))).toBe(true), { timeout: 30_000 });
    const discarded = await swarm.discard(epicId, []);
    expect(discarded).toMatchObject({ ok: true, value: [{ task_id: "d" }] });
    await vi.waitFor(() => expect(swarm.running()).toEqual(new Set()), { timeout: 10_000 });
    expect(existsSync(path)).toBe(false);
    const ref = discarded.ok ? (discarded.value[0]?.ref ?? "") : "";
    expect(fixture.person.git("show", `${ref}:d.txt`)).toBe("half done\n");
    expect(taskIn(await until(swarm, epicId, inState("d", "discarded")), "d").asks).toEqual([]);
  });

  it("lands with the person's message and takes it back", async () => {
    const tip = fixture.person.git("rev-parse", "main").trim();
    const epicId = await startPlan(swarm, planOf([scripted("l", writes("l", "l.txt", "l\n"))]));
    await until(swarm, epicId, inState("l", "ready"));
    await approvedByPerson(swarm, epicId, "l");
    const wish = { strategy: "squash", message: "Add l\n\nBecause.", despite_checks: false, signal: never } as const;
    const landed = await swarm.land(epicId, wish);
    expect(landed).toMatchObject({ ok: true, value: { landed: { branch: "main" } } });
    expect(fixture.person.git("log", "-1", "--format=%B", "main").trim()).toBe(
      "Add l\n\nBecause.\n\nCo-authored-by: swarm worker l <worker@opencode-swarm.invalid>",
    );
    await vi.waitFor(() => expect(swarm.running()).toEqual(new Set()), { timeout: 10_000 });
    expect((await swarm.changes(epicId, "l"))?.files.map((file) => file.path)).toEqual(["l.txt"]);
    expect(await swarm.worktree(epicId, "l")).toBeNull();
    expect(await swarm.undo(epicId)).toMatchObject({ ok: true, value: { commit: tip, how: "reset" } });
    expect(await swarm.undo(epicId)).toMatchObject({ ok: false, refusals: [{ code: "NothingLanded" }] });
  });

  it("lands nothing when the person cancels it, before it begins or while its checks run", async () => {
    const { person } = fixture;
    const [started, go] = [join(person.root, "check-started"), join(person.root, "check-may-end")];
    const slow = { name: "slow", run: `touch '${started}' && until [ -e '${go}' ]; do sleep 0.05; done` };
    const epicId = await startPlan(swarm, planOf([scripted("c", writes("c", "c.txt", "c\n"))], { checks: [slow] }));
    await until(swarm, epicId, inState("c", "ready"));
    expect(await swarm.approve(epicId, ["c"])).toMatchObject({ ok: true });
    const wish = { strategy: "fast-forward", message: null, despite_checks: false } as const;
    const stopped = { ok: false, refusals: [{ code: "stopped" }] };
    expect(await swarm.land(epicId, { ...wish, signal: AbortSignal.abort() })).toMatchObject(stopped);
    const checkRuns = () => vi.waitFor(() => expect(existsSync(started)).toBe(true), { timeout: 60_000 });
    const cancelled = async (): Promise<void> => {
      const cancelling = new AbortController();
      const landing = swarm.land(epicId, { ...wish, signal: cancelling.signal });
      await checkRuns();
      await vi.waitFor(() => expect(swarm.running()).toEqual(new Set([epicId])), { timeout: 10_000 });
      cancelling.abort();
      expect(await landing).toMatchObject(stopped);
    };
    // First while the queue checks what was approved, then while what the branch got meanwhile is checked with it.
    await cancelled();
    writeFileSync(go, "");
    await until(swarm, epicId, inState("c", "landed"));
    for (const flag of [started, go]) rmSync(flag);
    person.write("meanwhile.txt", "meanwhile\n");
    person.git("add", "meanwhile.txt");
    person.git("commit", "--quiet", "-m", "meanwhile");
    const tip = person.git("rev-parse", "main").trim();
    await cancelled();
    await vi.waitFor(() => expect(swarm.running()).toEqual(new Set()), { timeout: 10_000 });
    expect(person.git("rev-parse", "main").trim()).toBe(tip);
    expect(await swarm.discard(epicId, [])).toMatchObject({ ok: true });
  });

  it("names the models that OpenCode can use, and what workers will not see", async () => {
    expect(await swarm.models()).toEqual(["scripted/m1", "scripted/m2"]);
    fixture.person.write("mine.txt", "not committed\n");
    expect(await swarm.uncommitted()).toEqual(["mine.txt"]);
  });

  it("says when an epic cannot go on, and goes on when the person has mended it", async () => {
    const epicId = await startPlan(swarm, planOf([scripted("m", writes("m", "m.txt", "m\n"))]));
    await until(swarm, epicId, inState("m", "ready"));
    const branch = `swarm/${epicId}/_integration`;
    const at = fixture.person.git("rev-parse", branch).trim();
    fixture.person.git(
      "update-ref",
      `refs/heads/${branch}`,
      fixture.person.git("commit-tree", "-m", "x", "HEAD^{tree}").trim(),
    );
    const troubled = new Promise<unknown>((resolve) => {
      const stop = swarm.watchTrouble((about, error) => {
        if (about !== epicId) return;
        stop();
        resolve(error);
      });
    });
    await swarm.approve(epicId, ["m"]);
    expect(await troubled).toMatchObject({ name: "GitError", reason: "ref-moved" });
    fixture.person.git("update-ref", `refs/heads/${branch}`, at);
    expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("m", "landed"));
  });
});
