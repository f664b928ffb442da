// The landing queue: what is approved is checked together before the integration branch moves; an offender goes back, the
// others land. Real git, real OpenCode, real checks.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { scriptBlock, scriptBlockWithLater } from "../../src/demo/scripted-script.ts";
import type { EventData } from "../../src/domain/events.ts";
import type { Plan } from "../../src/domain/plan.ts";
import { inState, liveFixture, startPlan, taskIn, until, type LiveFixture } from "../support/live-fixture.ts";
import { atRest, planOf, resumed, runPlan, scripted, writes } from "../support/swarm-fixture.ts";

const never = new AbortController().signal;
const forward = { strategy: "fast-forward", message: null, despite_checks: false, signal: never } as const;

/** Green as long as no two files below `names` hold the same line. */
const uniqueNames = {
  name: "unique names",
  run: 'twice=$(cat names/* 2>/dev/null | sort | uniq -d); test -z "$twice" || { echo "not ok - $twice is there twice"; exit 1; }',
};

const names = (id: string, name: string) => writes(id, `names/${id}.txt`, `${name}\n`);

describe("the landing queue", { timeout: 180_000 }, () => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
    swarm = await fixture.open();
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  beforeEach(() => fixture.events.splice(0));
  afterEach(() => {
    fixture.person.git("reset", "--quiet", "--hard");
    fixture.person.git("clean", "-fdq");
  });

  const statuses = async (epicId: string): Promise<Record<string, string>> =>
    Object.fromEntries([...((await swarm.epic(epicId))?.tasks.values() ?? [])].map((task) => [task.id, task.status]));
  const checksOf = (): EventData["check_finished"][] =>
    fixture.events.flatMap((event) => (event.type === "check_finished" ? [event.data] : []));
  const sentBack = (): EventData["task_sent_back"][] =>
    fixture.events.flatMap((event) => (event.type === "task_sent_back" ? [event.data] : []));
  const allReady = (plan: Plan, epicId: string) =>
    until(swarm, epicId, (epic) => plan.tasks.every(({ id }) => inState(id, "ready")(epic)));

  it("lands five of six workers, and sends back the one that breaks a test together with an earlier one", async () => {
    const { person } = fixture;
    const before = person.git("rev-parse", "main").trim();
    const own = ["Ada", "Bea", "Cem", "Dov", "Bea", "Fay"];
    const plan = planOf(
      own.map((name, at) => {
        const id = `w${at + 1}`;
        if (id !== "w5") return scripted(id, names(id, name));
        const steps = scriptBlockWithLater(names(id, name), names(id, "Eve"));
        return { id, title: `Task ${id}`, description: `Do ${id}.\n${steps}` };
      }),
      { checks: [uniqueNames] },
    );
    const epicId = await startPlan(swarm, plan, { max_parallel: 6 });
    await allReady(plan, epicId);
    person.write("README.md", "# Mine, not committed\n");
    person.write("notes.txt", "mine too\n");
    expect(await swarm.approve(epicId, [])).toMatchObject({ ok: true });
    const after = await until(
      swarm,
      epicId,
      (epic) =>
        inState("w5", "ready")(epic) && plan.tasks.every(({ id }) => id === "w5" || inState(id, "landed")(epic)),
    );
    const [setback, ...more] = sentBack();
    expect(more).toEqual([]);
    expect(setback).toMatchObject({ to: "worker", beside: ["w1", "w2", "w3", "w4"], check: { exit_code: 1 } });
    expect(setback).toMatchObject({ kind: "check", check: { output_tail: "not ok - Bea is there twice\n" } });
    expect(taskIn(after, "w5")).toMatchObject({ attempt: 2, setback: null, setbacks: 1 });

    const mine = fixture.model.requests.filter((one) => one.kind === "chat" && one.cwd.endsWith(`${epicId}/w5`));
    const told = (mine.at(-1)?.messages ?? [])
      .filter(({ role }) => role === "user")
      .map(({ content }) => String(content));
    expect(told).toHaveLength(2);
    for (const words of ["not ok - Bea is there twice", "unique names", "w2: Task w2", setback?.onto ?? "?"])
      expect(told[1]).toContain(words);
    const second = taskIn(after, "w5").work;
    expect(person.git("merge-base", "--is-ancestor", setback?.onto ?? "", second?.commit ?? "")).toBe("");
    expect(second?.files_touched).toEqual(["names/w5.txt"]);

    expect(await swarm.approve(epicId, ["w5"])).toMatchObject({ ok: true });
    await atRest(swarm, epicId);
    expect(readFileSync(join(person.repository, "README.md"), "utf8")).toBe("# Mine, not committed\n");
    const checked = checksOf().length;
    expect(await swarm.land(epicId, forward)).toMatchObject({ ok: true });
    expect(checksOf(), "what was seen green is not tested again").toHaveLength(checked);
    const commits = person.git("rev-list", "--first-parent", "--reverse", `${before}..main`).trim().split("\n");
    expect(commits).toHaveLength(6);
    for (const commit of commits) {
      const place = join(person.root, `at-${commit.slice(0, 8)}`);
      person.git("worktree", "add", "--quiet", "--detach", place, commit);
      execFileSync("sh", ["-c", uniqueNames.run], { cwd: place });
      person.git("worktree", "remove", place);
    }
    expect(person.git("status", "--porcelain").trim().split("\n").toSorted()).toEqual(
      [" M README.md", "?? notes.txt"].map((line) => line.trim()).toSorted(),
    );
  });

  it("finds the offender with few runs, each of which says what was combined", async () => {
    const plan = planOf(
      ["Ida", "Jan", "Kai", "Ida"].map((name, at) => scripted(`n${at}`, names(`n${at}`, name))),
      { checks: [uniqueNames] },
    );
    const epicId = await startPlan(swarm, plan, { max_parallel: 4 });
    await allReady(plan, epicId);
    await swarm.approve(epicId, []);
    await until(swarm, epicId, inState("n3", "ready"));
    const runs = checksOf().map(({ combined, exit_code }) => [combined?.tasks.join(" "), exit_code]);
    expect(runs.slice(0, 5)).toEqual([
      ["n0 n1 n2 n3", 1],
      ["n0 n1 n2 n3", 1],
      ["", 0],
      ["n0 n1", 0],
      ["n0 n1 n2", 0],
    ]);
    expect(await statuses(epicId)).toMatchObject({ n0: "landed", n1: "landed", n2: "landed" });
  });

  it("sends work back twice, and then asks a person, whose word has it tried again", async () => {
    const plan = planOf([scripted("p", names("p", "Lea")), scripted("q", names("q", "Lea"))], {
      checks: [uniqueNames],
    });
    const result = await runPlan(swarm, plan, { options: { approve: "all", land: true } });
    expect(result).toMatchObject({ status: "waiting", landed: null });
    const left = result.tasks.find(({ status }) => status !== "landed");
    expect(left).toMatchObject({ status: "ready", needs_review: true });
    expect(left?.reason).toContain('the check "unique names"');
    await expect.poll(() => sentBack().map(({ to }) => to)).toEqual(["worker", "worker", "person"]);
    const epicId = result.epic_id ?? "";
    await swarm.approve(epicId, [left?.id ?? ""]);
    await atRest(swarm, epicId);
    await expect.poll(() => sentBack().map(({ to }) => to)).toEqual(["worker", "worker", "person", "person"]);
    const review = {
      commit: left?.commit ?? "",
      comments: [],
      note: `Another one.\n${scriptBlock(names(left?.id ?? "", "Mia"))}`,
    };
    expect(await swarm.requestChanges(epicId, left?.id ?? "", review)).toMatchObject({ ok: true });
    expect(await atRest(swarm, epicId)).toMatchObject({
      status: "done",
      tasks: [{ status: "landed" }, { status: "landed" }],
    });
  });

  it("blames nobody for a check that is red without them, which only keeps them from the person's branch", async () => {
    const { person } = fixture;
    const check = { name: "licence", run: "test -f LICENSE || { echo no licence; exit 1; }" };
    const plan = planOf([scripted("r", names("r", "Noa")), scripted("s", names("s", "Ole"))], {
      checks: [check, uniqueNames],
    });
    const result = await runPlan(swarm, plan, { options: { approve: "all", land: true } });
    expect(result).toMatchObject({ status: "refused", error: { code: "checks-failed" } });
    expect(result.tasks.map(({ status }) => status)).toEqual(["landed", "landed"]);
    expect(sentBack()).toEqual([]);
    person.write("LICENSE", "free\n");
    person.git("add", "LICENSE");
    person.git("commit", "--quiet", "-m", "a licence");
    expect(await swarm.land(result.epic_id ?? "", forward)).toMatchObject({ ok: true });
    expect(person.git("ls-files", "names/r.txt", "names/s.txt", "LICENSE").trim().split("\n")).toHaveLength(3);
  });

  it("lands despite red checks when a person says so, and says who decided it", async () => {
    const check = { name: "never", run: "exit 3" };
    const result = await runPlan(swarm, planOf([scripted("t", names("t", "Pia"))], { checks: [check] }), {
      options: { approve: "all", land: true },
    });
    expect(result).toMatchObject({ status: "refused", error: { code: "checks-failed" } });
    const runs = checksOf().length;
    expect(await swarm.land(result.epic_id ?? "", { ...forward, despite_checks: true })).toMatchObject({ ok: true });
    expect(checksOf()).toHaveLength(runs);
    const decided = fixture.events.filter((event) => event.type === "epic_landing_retried");
    expect(decided.map(({ actor, data }) => [actor, data])).toEqual([["user", { despite_checks: true }]]);
  });

  it("runs a red check once more before it blames anybody", async () => {
    const flag = join(fixture.person.root, "seen");
    const check = { name: "flaky", run: `test -e '${flag}' || { touch '${flag}'; exit 1; }` };
    const result = await runPlan(swarm, planOf([scripted("u", names("u", "Rue"))], { checks: [check] }), {
      options: { approve: "all" },
    });
    expect(result).toMatchObject({ status: "done", tasks: [{ status: "landed" }] });
    expect(checksOf().map(({ exit_code }) => exit_code)).toEqual([1, 0]);
    expect(existsSync(flag)).toBe(true);
  });

  it("leaves out what a person takes back while it is checked, and lands the rest", async () => {
    const flag = join(fixture.person.root, "go");
    const check = { name: "slow", run: `until test -e '${flag}'; do sleep 0.05; done` };
    const plan = planOf([scripted("v", names("v", "Sam")), scripted("w", names("w", "Tom"))], { checks: [check] });
    const epicId = await startPlan(swarm, plan);
    const ready = await allReady(plan, epicId);
    const signs: string[] = [];
    const stop = swarm.watchLive(({ task_id }, text) => signs.push(`${task_id} ${text}`));
    await swarm.approve(epicId, []);
    const scratch = join(swarm.root, "..", "my repository.swarm", ".scratch");
    await expect.poll(() => existsSync(scratch)).toBe(true);
    const review = {
      commit: taskIn(ready, "w").work?.commit ?? "",
      comments: [],
      note: `Else.\n${scriptBlock(names("w", "Uli"))}`,
    };
    expect(await swarm.requestChanges(epicId, "w", review)).toMatchObject({ ok: true });
    writeFileSync(flag, "");
    const after = await until(swarm, epicId, (epic) => inState("v", "landed")(epic) && inState("w", "ready")(epic));
    stop();
    expect(taskIn(after, "w")).toMatchObject({ attempt: 2, landed_commit: null });
    expect(fixture.person.git("ls-tree", "--name-only", after.integration?.tip ?? "", "names/")).not.toContain("w.txt");
    expect(signs).toContain("v is checked together with w");
  });

  it("does not land an epic from which work is taken out while its landing is checked", async () => {
    const { person } = fixture;
    const flag = join(person.root, "..", "land on");
    const check = { name: "slow", run: `until test -e '${flag}'; do sleep 0.05; done` };
    const plan = planOf([scripted("s", names("s", "Gil")), scripted("t", names("t", "Hal"))], { checks: [check] });
    const epicId = await startPlan(swarm, plan);
    await allReady(plan, epicId);
    writeFileSync(flag, "");
    await swarm.approve(epicId, []);
    await until(swarm, epicId, (epic) => inState("s", "landed")(epic) && inState("t", "landed")(epic));
    rmSync(flag);
    person.write("elsewhere.txt", "a commit of the person: what lands is another tree now\n");
    person.git("add", "elsewhere.txt");
    person.git("commit", "--quiet", "-m", "elsewhere");
    const before = person.git("rev-parse", "main").trim();
    const landing = swarm.land(epicId, forward);
    const scratch = join(swarm.root, "..", "my repository.swarm", ".scratch");
    await expect.poll(() => existsSync(scratch) && readdirSync(scratch).length > 0, { timeout: 30_000 }).toBe(true);
    expect(await swarm.takeOut(epicId, "t")).toMatchObject({ ok: true });
    writeFileSync(flag, "");
    expect(await landing).toMatchObject({ ok: false, refusals: [{ code: "not-complete" }] });
    expect(person.git("rev-parse", "main").trim()).toBe(before);
  });

  it("changes nothing when it is interrupted while it checks, and goes on when it is resumed", async () => {
    const flag = join(fixture.person.root, "go on");
    const check = { name: "slow", run: `until test -e '${flag}'; do sleep 0.05; done` };
    const plan = planOf([scripted("x", names("x", "Vic"))], { checks: [check] });
    const epicId = await startPlan(swarm, plan);
    const ready = await allReady(plan, epicId);
    await swarm.approve(epicId, []);
    await swarm.interrupt(epicId);
    expect(await swarm.epic(epicId)).toMatchObject({ integration: { tip: ready.integration?.tip } });
    expect(await statuses(epicId)).toEqual({ x: "approved" });
    expect(checksOf()).toEqual([]);
    writeFileSync(flag, "");
    expect(await resumed(swarm, epicId)).toMatchObject({ tasks: [{ status: "landed" }] });
  });

  it("takes landed work out again, and only once nothing builds on it", async () => {
    const { person } = fixture;
    const plan = planOf([
      scripted("one", names("one", "Una")),
      scripted("two", writes("two", "two.txt", "2\n")),
      scripted("child", writes("child", "child.txt", "c\n"), { after: ["one"] }),
    ]);
    const epicId = await startPlan(swarm, plan);
    await until(swarm, epicId, (epic) => inState("one", "ready")(epic) && inState("two", "ready")(epic));
    expect(await swarm.takeOut(epicId, "one")).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });
    await swarm.approve(epicId, ["one", "two"]);
    const built = await until(swarm, epicId, inState("child", "ready"));
    expect(await swarm.takeOut(epicId, "one")).toMatchObject({
      ok: false,
      refusals: [{ code: "built-upon", message: "built on it: child" }],
    });
    expect(await swarm.takeOut(epicId, "two")).toMatchObject({ ok: true });
    const branch = `swarm/${epicId}/_integration`;
    expect(person.git("ls-tree", "-r", "--name-only", branch).trim().split("\n")).not.toContain("two.txt");
    expect(person.git("log", "-1", "--format=%s", branch).trim()).toBe('Revert "Task two"');
    expect(person.git("merge-base", "--is-ancestor", built.integration?.tip ?? "", branch)).toBe("");
    expect(await swarm.discard(epicId, ["child"])).toMatchObject({ ok: true });
    expect(await swarm.takeOut(epicId, "one")).toMatchObject({ ok: true });
    expect(await statuses(epicId)).toEqual({ one: "ready", two: "ready", child: "discarded" });
    await swarm.approve(epicId, ["one", "two"]);
    await until(swarm, epicId, (epic) => inState("one", "landed")(epic) && inState("two", "landed")(epic));
    expect(await swarm.land(epicId, forward)).toMatchObject({ ok: true });
    expect(person.git("ls-files", "two.txt", "names/one.txt").trim().split("\n")).toHaveLength(2);
    expect(await swarm.takeOut(epicId, "one")).toMatchObject({ ok: false, refusals: [{ code: "landed" }] });
  });

  it("says whose later work stands in the way of taking work out", async () => {
    const plan = planOf([
      scripted("first", writes("first", "list.txt", "a\n")),
      scripted("second", writes("second", "list.txt", "a, and b\n")),
    ]);
    const epicId = await startPlan(swarm, plan);
    await allReady(plan, epicId);
    await swarm.discard(epicId, ["second"]);
    await swarm.approve(epicId, ["first"]);
    await until(swarm, epicId, inState("first", "landed"));
    await swarm.retry(epicId, "second", { fresh: true });
    await until(swarm, epicId, inState("second", "ready"));
    await swarm.approve(epicId, ["second"]);
    const both = await until(swarm, epicId, inState("second", "landed"));
    const refused = await swarm.takeOut(epicId, "first");
    expect(refused).toMatchObject({ ok: false, refusals: [{ code: "conflict" }] });
    expect(refused.ok ? "" : refused.refusals[0]?.message).toBe("second changed the same lines after it, in list.txt");
    expect((await swarm.epic(epicId))?.integration).toEqual(both.integration);
    expect(await swarm.takeOut(epicId, "second")).toMatchObject({ ok: true });
    expect(await swarm.takeOut(epicId, "first")).toMatchObject({ ok: true });
  });

  it("approves nothing by itself that a person took out", async () => {
    const result = await runPlan(swarm, planOf([scripted("y", writes("y", "y.txt", "y\n"))]), {
      options: { approve: "all" },
    });
    const epicId = result.epic_id ?? "";
    expect(await swarm.takeOut(epicId, "y")).toMatchObject({ ok: true });
    await atRest(swarm, epicId);
    expect(await statuses(epicId)).toEqual({ y: "ready" });
    await swarm.approve(epicId, ["y"]);
    await atRest(swarm, epicId);
    expect(await statuses(epicId)).toEqual({ y: "landed" });
  });

  /** Steps of a worker that was told of a conflict: it merges what the message names, and resolves it in one way. */
  const resolves = (id: string, path: string, content: string, more: string) => [
    {
      tool: "bash",
      args: {
        command: "git merge $(git rev-parse --abbrev-ref HEAD | sed 's#/[^/]*$#/_integration#') || true",
        description: "merge",
      },
    },
    ...(more === "" ? [] : [{ tool: "write", args: { filePath: `{{cwd}}/${more}`, content: "beside it\n" } }]),
    { tool: "write", args: { filePath: `{{cwd}}/${path}`, content } },
    { tool: "bash", args: { command: "git add -A && git commit --quiet -m resolved", description: "commit" } },
    { tool: "swarm_complete", args: { bead_id: id, summary: "resolved", files_touched: [path], status: null } },
    { text: "done" },
  ];

  it.each([
    ["and lands", "", false],
    ["and says what else was changed", "beside.txt", true],
  ])("has a conflict resolved by its worker, %s", async (_name, more, needsReview) => {
    const { person } = fixture;
    const file = `same${more.length}.txt`;
    const later = scriptBlockWithLater(writes("his", file, "his\n"), resolves("his", file, "hers\nhis\n", more));
    const plan = planOf([
      scripted("hers", writes("hers", file, "hers\n")),
      { id: "his", title: "Task his", description: `Do his.\n${later}` },
    ]);
    const epicId = await startPlan(swarm, plan);
    await allReady(plan, epicId);
    await swarm.approve(epicId, ["hers"]);
    const first = await until(swarm, epicId, inState("hers", "landed"));
    expect(await swarm.resolve(epicId, "his")).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });
    await swarm.approve(epicId, ["his"]);
    await until(swarm, epicId, inState("his", "conflict"));
    expect(await swarm.resolve(epicId, "his")).toMatchObject({ ok: true });
    const after = await until(swarm, epicId, inState("his", "ready"));
    const told = JSON.stringify(
      fixture.model.requests.findLast((one) => one.kind === "chat" && one.cwd.endsWith(`${epicId}/his`))?.messages,
    );
    for (const words of [`git merge ${first.integration?.tip}`, file, "hers: Task hers", "both intents stay"])
      expect(told).toContain(words);
    const task = taskIn(after, "his");
    expect(task).toMatchObject({ setback: null, needs_review: needsReview });
    expect(task.work?.irregularities).toEqual(
      needsReview ? [`it changed more than the files of the conflict: ${more}`] : [],
    );
    expect(task.work?.base).toBe(first.integration?.tip);
    expect(task.work?.files_touched).toEqual([file, ...(more === "" ? [] : [more])].toSorted());
    await swarm.approve(epicId, ["his"]);
    await until(swarm, epicId, inState("his", "landed"));
    expect(person.git("show", `swarm/${epicId}/_integration:${file}`)).toBe("hers\nhis\n");
  });
});
