// Landing: conflicts are a state, the person's branch moves in one step, and one command takes it back.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import type { EpicResult } from "../../src/domain/result.ts";
import {
  atRest,
  planOf,
  resumed,
  runPlan,
  scripted,
  swarmFixture,
  writes,
  type SwarmFixture,
} from "../support/swarm-fixture.ts";

const never = new AbortController().signal;
const forward = { strategy: "fast-forward", message: null, despite_checks: false, signal: never } as const;
const squash = { ...forward, strategy: "squash" } as const;

describe("landing", () => {
  let fixture: SwarmFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await swarmFixture();
    swarm = await fixture.open();
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  afterEach(() => {
    fixture.person.git("reset", "--quiet", "--hard");
    fixture.person.git("clean", "-fdq");
  });

  /** Approves what is ready, and waits until it has landed on the integration branch. */
  async function approveAll(epicId: string): Promise<EpicResult> {
    expect(await swarm.approve(epicId, [])).toMatchObject({ ok: true });
    return atRest(swarm, epicId);
  }

  const head = (): string => fixture.person.git("rev-parse", "main").trim();

  it("makes a conflict of two workers a state that names the files, and lands it after a retry", async () => {
    const plan = planOf([
      scripted("one", writes("one", "same.txt", "one\n")),
      scripted("two", writes("two", "same.txt", "two\n")),
    ]);
    const result = await runPlan(swarm, plan, { options: { approve: "all", land: true } });
    expect(result).toMatchObject({ status: "conflict", landed: null });
    const conflicted = result.tasks.find((task) => task.status === "conflict");
    expect(conflicted?.reason).toMatch(/^conflicts in same\.txt \(1 hunk/);
    expect(result.tasks.filter((task) => task.status === "landed")).toHaveLength(1);
    const epicId = result.epic_id ?? "";
    const retried = await swarm.retry(epicId, conflicted?.id ?? "", { fresh: false });
    expect(retried.ok).toBe(true);
    const again = await resumed(swarm, epicId);
    expect(again).toMatchObject({ status: "done", tasks: [{ status: "landed" }, { status: "landed" }] });
    expect(fixture.person.git("show", "main:same.txt")).toBe(`${conflicted?.id}\n`);
  });

  it("approves, lands as one commit and takes it back, keeping uncommitted work", async () => {
    const before = head();
    const { person } = fixture;
    person.write("README.md", "# Mine, not committed\n");
    const waiting = await runPlan(
      swarm,
      planOf([scripted("u1", writes("u1", "u1.txt", "x")), scripted("u2", writes("u2", "u2.txt", "y"))]),
    );
    const epicId = waiting.epic_id ?? "";
    expect(await swarm.land(epicId, squash)).toMatchObject({
      ok: false,
      refusals: [{ code: "not-complete" }],
    });
    expect(await approveAll(epicId)).toMatchObject({ tasks: [{ status: "landed" }, { status: "landed" }] });
    const landed = await swarm.land(epicId, squash);
    expect(landed).toMatchObject({ ok: true, value: { landed: { branch: "main", commit: head() } } });
    expect(person.git("rev-list", "--count", `${before}..main`).trim()).toBe("1");
    expect(person.git("status", "--porcelain").trim()).toBe("M README.md");
    const undone = await swarm.undo(epicId);
    expect(undone).toEqual({ ok: true, value: { branch: "main", commit: before, how: "reset" } });
    expect(head()).toBe(before);
    expect(person.git("status", "--porcelain").trim()).toBe("M README.md");
    expect(await swarm.undo(epicId)).toMatchObject({ ok: false, refusals: [{ code: "NothingLanded" }] });
    expect(await swarm.land(epicId, forward)).toMatchObject({ ok: true });
  });

  it("is undone by a revert commit when the branch has moved on", async () => {
    const { person } = fixture;
    const result = await runPlan(swarm, planOf([scripted("v", writes("v", "v.txt", "x"))]), {
      options: { approve: "all", land: true },
    });
    person.write("later.txt", "later\n");
    person.git("add", "later.txt");
    person.git("commit", "--quiet", "-m", "later");
    const tip = head();
    const undone = await swarm.undo(result.epic_id ?? "");
    expect(undone).toMatchObject({ ok: true, value: { how: "revert" } });
    expect(person.git("rev-parse", "main^").trim()).toBe(tip);
    expect(person.git("ls-files", "v.txt")).toBe("");
    expect(person.git("status", "--porcelain")).toBe("");
    expect(await swarm.land(result.epic_id ?? "", forward)).toMatchObject({
      ok: false,
      refusals: [{ code: "reverted" }],
    });
  });

  it("is undone by a revert commit when others may have it already", async () => {
    const { person } = fixture;
    const result = await runPlan(swarm, planOf([scripted("pub", writes("pub", "pub.txt", "x"))]), {
      options: { approve: "all", land: true },
    });
    const tip = head();
    person.git("update-ref", "refs/remotes/origin/main", tip);
    const undone = await swarm.undo(result.epic_id ?? "");
    person.git("update-ref", "-d", "refs/remotes/origin/main");
    expect(undone).toMatchObject({ ok: true, value: { how: "revert" } });
    expect(person.git("rev-parse", "main^").trim()).toBe(tip);
    expect(person.git("ls-files", "pub.txt")).toBe("");
  });

  it("names the later commits that keep it from being undone", async () => {
    const { person } = fixture;
    const result = await runPlan(swarm, planOf([scripted("ann", writes("ann", "[a] n.txt", "x\n"))]), {
      options: { approve: "all", land: true },
    });
    for (const [path, subject] of [
      ["other.txt", "Elsewhere"],
      ["[a] n.txt", "On top"],
    ] as const) {
      person.write(path, "changed\n");
      person.git("add", "--", `:(literal)${path}`);
      person.git("commit", "--quiet", "-m", subject);
    }
    const before = head();
    const refused = await swarm.undo(result.epic_id ?? "");
    expect(refused).toMatchObject({ ok: false, refusals: [{ code: "conflict" }] });
    const said = refused.ok ? "" : refused.refusals[0]?.message;
    expect(said).toBe(`later commits on main changed the same lines in [a] n.txt: ${before.slice(0, 10)} (On top)`);
    expect(head()).toBe(before);
  });

  it("absorbs a target that moved, and runs the epic's checks on the combined result", async () => {
    const { person } = fixture;
    const check = { name: "both", run: "test -f w.txt -a -f moved.txt" };
    const waiting = await runPlan(swarm, planOf([scripted("w", writes("w", "w.txt", "x"))], { checks: [check] }));
    person.write("moved.txt", "moved\n");
    person.git("add", "moved.txt");
    person.git("commit", "--quiet", "-m", "moved");
    await approveAll(waiting.epic_id ?? "");
    expect(await swarm.land(waiting.epic_id ?? "", forward)).toMatchObject({ ok: true });
    expect(person.git("ls-files", "w.txt", "moved.txt").trim()).toBe("moved.txt\nw.txt");
  });

  it("is refused when the target moved into a conflict, and keeps the integration branch", async () => {
    const { person } = fixture;
    const waiting = await runPlan(swarm, planOf([scripted("x", writes("x", "x.txt", "theirs\n"))]));
    const epicId = waiting.epic_id ?? "";
    person.write("x.txt", "mine\n");
    person.git("add", "x.txt");
    person.git("commit", "--quiet", "-m", "mine");
    const tip = head();
    await approveAll(epicId);
    expect(await swarm.land(epicId, forward)).toMatchObject({
      ok: false,
      refusals: [{ exit: 1, code: "conflict" }],
    });
    expect(head()).toBe(tip);
    expect(person.git("show", `swarm/${epicId}/_integration:x.txt`)).toBe("theirs\n");
    expect(person.git("status", "--porcelain")).toBe("");

    // What the refusal says helps.
    expect(() => person.git("merge", "--quiet", `swarm/${epicId}/_integration`)).toThrow();
    person.write("x.txt", "both\n");
    person.git("commit", "--quiet", "-am", "both");
    expect(await swarm.land(epicId, forward)).toMatchObject({ ok: true });
    expect(person.git("show", "main:x.txt")).toBe("both\n");
    expect(person.git("status", "--porcelain")).toBe("");
  });

  it("changes nothing when it is stopped, and no longer says what refused it before", async () => {
    const { person } = fixture;
    const go = join(person.root, "go");
    const check = { name: "waits", run: `until [ -e '${go}' ]; do sleep 0.05; done` };
    const waiting = await runPlan(swarm, planOf([scripted("s", writes("s", "s.txt", "s\n"))], { checks: [check] }));
    const epicId = waiting.epic_id ?? "";
    person.write("s.txt", "mine\n");
    writeFileSync(go, "");
    await approveAll(epicId);
    expect(await swarm.land(epicId, forward)).toMatchObject({
      ok: false,
      refusals: [{ code: "would-overwrite" }],
    });
    rmSync(go);
    person.git("clean", "-fdq");
    // What is combined now has not been checked yet.
    person.git("commit", "--quiet", "--allow-empty", "-m", "an empty one");
    person.write("new.txt", "new\n");
    person.git("add", "new.txt");
    person.git("commit", "--quiet", "-m", "a new one");
    const before = head();
    const signal = AbortSignal.timeout(300);
    const refusals = [{ code: "stopped", message: "the landing was stopped; nothing was changed" }];
    expect(await swarm.land(epicId, { ...forward, signal })).toMatchObject({ ok: false, refusals });
    expect(await swarm.epic(epicId)).toMatchObject({ refusal: null, landed: null });
    expect(head()).toBe(before);
  });

  it("does not begin when it was stopped before its turn came", async () => {
    const waiting = await runPlan(swarm, planOf([scripted("r", writes("r", "r.txt", "r\n"))]));
    const epicId = waiting.epic_id ?? "";
    const before = head();
    await approveAll(epicId);
    const refusals = [{ code: "stopped" }];
    expect(await swarm.land(epicId, { ...forward, signal: AbortSignal.abort() })).toMatchObject({ refusals });
    expect(head()).toBe(before);
  });

  it("is refused when a check of the epic is red", async () => {
    const before = head();
    const plan = planOf([scripted("y", writes("y", "y.txt", "x"))], {
      checks: [{ name: "no", run: "echo wrong >&2; false" }],
    });
    const result = await runPlan(swarm, plan, { options: { approve: "all", land: true } });
    expect(result).toMatchObject({ status: "refused", landed: null, error: { code: "checks-failed" } });
    expect(result.error?.message).toContain("wrong");
    expect(head()).toBe(before);
  });

  it("is refused when a check is red with what the branch got meanwhile", async () => {
    const { person } = fixture;
    const check = { name: "no later one", run: "test ! -e later-one.txt || { echo wrong >&2; exit 1; }" };
    const plan = planOf([scripted("k", writes("k", "k.txt", "x"))], { checks: [check] });
    const landed = await runPlan(swarm, plan, { options: { approve: "all" } });
    person.write("later-one.txt", "later\n");
    person.git("add", "later-one.txt");
    person.git("commit", "--quiet", "-m", "a later one");
    const before = head();
    const tip = (await swarm.epic(landed.epic_id ?? ""))?.integration?.tip;
    const done = await swarm.land(landed.epic_id ?? "", forward);
    expect(done).toMatchObject({ ok: false, refusals: [{ code: "checks-failed" }] });
    expect(done.ok ? "" : done.refusals[0]?.message).toContain("wrong");
    expect((await swarm.epic(landed.epic_id ?? ""))?.integration?.tip, "only green moves it").toBe(tip);
    expect(head()).toBe(before);
  });

  it("sets aside what is in the way, lands, and brings it back; or does not begin when it would conflict", async () => {
    const { person } = fixture;
    const lines = (first: string, last: string) =>
      [first, ..."b c d e f g h".split(" "), last].map((line) => `${line}\n`).join("");
    person.write("shared.txt", lines("a", "z"));
    person.git("add", "shared.txt");
    person.git("commit", "--quiet", "-m", "shared");
    const waiting = await runPlan(swarm, planOf([scripted("o", writes("o", "shared.txt", lines("A", "z")))]));
    const epicId = waiting.epic_id ?? "";
    await approveAll(epicId);
    const before = head();
    const aside = { ...forward, set_aside: true };
    const path = join(person.repository, "shared.txt");
    writeFileSync(path, lines("mine", "z"));
    const refused = await swarm.land(epicId, forward);
    expect(refused).toMatchObject({ ok: false, refusals: [{ code: "would-overwrite" }] });
    expect(refused.ok ? "" : refused.refusals[0]?.remedy).toContain("--set-aside");
    const conflicting = await swarm.land(epicId, aside);
    expect(conflicting).toMatchObject({ ok: false, refusals: [{ code: "aside-refused" }] });
    expect(await swarm.epic(epicId)).toMatchObject({ landed: null, refusal: { files: ["shared.txt"] } });
    expect(head()).toBe(before);
    expect(readFileSync(path, "utf8")).toBe(lines("mine", "z"));

    writeFileSync(path, lines("a", "mine"));
    const done = await swarm.land(epicId, aside);
    expect(done).toMatchObject({ ok: true, value: { landed: { branch: "main", aside: { left: [] } } } });
    const ref = done.ok ? (done.value.landed?.aside?.ref ?? "") : "";
    expect(readFileSync(path, "utf8")).toBe(lines("A", "mine"));
    expect(person.git("show", "main:shared.txt")).toBe(lines("A", "z"));
    expect(person.git("show", `${ref}:shared.txt`)).toBe(lines("a", "mine"));
    expect(person.git("status", "--porcelain").trim()).toBe("M shared.txt");
  });

  it("is refused when it would overwrite uncommitted work, and changes nothing", async () => {
    const { person } = fixture;
    const before = head();
    writeFileSync(join(person.repository, "z.txt"), "my untracked z\n");
    const result = await runPlan(swarm, planOf([scripted("z", writes("z", "z.txt", "x"))]), {
      options: { approve: "all", land: true },
    });
    expect(result).toMatchObject({ status: "refused", error: { code: "would-overwrite" } });
    expect(head()).toBe(before);
    expect(person.git("status", "--porcelain").trim()).toBe("?? z.txt");
  });

  it("lands nothing for a task without a change, and frees those that wait for it", async () => {
    const idle = [
      { tool: "swarm_complete", args: { bead_id: "n", summary: "nothing to do", files_touched: null, status: null } },
      { text: "ok" },
    ];
    const plan = planOf([scripted("n", idle), scripted("m", writes("m", "m.txt", "x"), { after: ["n"] })]);
    const result = await runPlan(swarm, plan, { options: { approve: "all" } });
    expect(result.tasks).toMatchObject([
      { status: "landed", files_touched: [] },
      { status: "landed", files_touched: ["m.txt"] },
    ]);
  });

  it("discards all tasks that are named or, when one cannot be, none", async () => {
    const plan = planOf([scripted("s1", writes("s1", "s1.txt", "x")), scripted("s2", writes("s2", "s2.txt", "x"))]);
    const waiting = await runPlan(swarm, plan);
    const epicId = waiting.epic_id ?? "";
    await swarm.approve(epicId, ["s2"]);
    await swarm.rest(epicId);
    expect(await swarm.discard(epicId, ["s1", "s2"])).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });
    expect((await swarm.epic(epicId))?.tasks.get("s1")?.status).toBe("ready");
  });

  it("discards a task and keeps its work under a ref", async () => {
    const { person } = fixture;
    const waiting = await runPlan(swarm, planOf([scripted("k", writes("k", "k.txt", "keep me\n"))]));
    const discarded = await swarm.discard(waiting.epic_id ?? "", []);
    expect(discarded).toMatchObject({ ok: true, value: [{ task_id: "k" }] });
    const ref = discarded.ok ? (discarded.value[0]?.ref ?? "") : "";
    expect(person.git("show", `${ref}:k.txt`)).toBe("keep me\n");
    expect(person.git("branch", "--list", `swarm/${waiting.epic_id}/k`)).toBe("");
  });
});
