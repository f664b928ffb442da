// How work joins: one commit for each task, a merge commit, the worker's own commits; and how the whole arrives. Real git.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import type { TaskJoin } from "../../src/domain/landing-strategy.ts";
import { inState, liveFixture, startPlan, taskIn, until, type LiveFixture } from "../support/live-fixture.ts";
import { atRest, optionsOf, planOf, runPlan, scripted } from "../support/swarm-fixture.ts";

const never = new AbortController().signal;
const forward = { strategy: "fast-forward", message: null, despite_checks: false, signal: never } as const;

const bash = (command: string): StepInput => ({ tool: "bash", args: { command, description: "works" } });
const complete = (id: string): StepInput => ({
  tool: "swarm_complete",
  args: { bead_id: id, summary: `did ${id}`, files_touched: [], status: null },
});

/** A worker that commits two times itself, the first as somebody else, and leaves a third file to be committed for it. */
const threeSteps = (id: string): StepInput[] => [
  bash(`echo 1 > ${id}-1.txt && git add -A && git commit -qm '${id} first' --author='Ann <ann@example.com>'`),
  bash(`echo 2 > ${id}-2.txt && git add -A && git commit -qm '${id} second'`),
  bash(`echo 3 > ${id}-3.txt`),
  complete(id),
  { text: "done" },
];

const files = (id: string): string[] => [1, 2, 3].map((at) => `${id}-${at}.txt`);

describe("strategies", { timeout: 180_000 }, () => {
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
  afterEach(() => {
    fixture.person.git("reset", "--quiet", "--hard");
    fixture.person.git("clean", "-fdq");
  });

  const git = (...args: string[]): string => fixture.person.git(...args).trim();
  const lines = (...args: string[]): string[] => git(...args).split("\n");

  it.each<[TaskJoin, string[]]>([
    ["merge", ["Task p", "Task q"]],
    ["rebase", ["p first", "p second", "p", "q first", "q second", "q"]],
  ])("join by %s, keep authors and stay green; a task is taken out and comes again", async (how, subjects) => {
    const [p, q] = [`p${how[0]}`, `q${how[0]}`];
    const named = (text: string) => text.replace(/\bp\b/, p).replace(/\bq\b/, q);
    const check = {
      name: "pairs",
      run: 'for one in *-1.txt; do test ! -e "$one" || test -e "${one%-1.txt}-3.txt" || exit 1; done',
    };
    const plan = planOf([scripted(p, threeSteps(p)), scripted(q, threeSteps(q), { after: [p] })], { checks: [check] });
    const start = git("rev-parse", "main");
    const result = await runPlan(swarm, plan, { options: { approve: "all", join: how } });
    const epicId = result.epic_id ?? "";
    expect(result.tasks.map(({ status }) => status)).toEqual(["landed", "landed"]);
    const branch = `swarm/${epicId}/_integration`;
    const firstParents = lines("log", "--first-parent", "--reverse", "--format=%s", `${start}..${branch}`);
    expect(firstParents).toHaveLength(subjects.length);
    for (const [at, subject] of subjects.entries()) expect(firstParents[at]).toContain(named(subject));
    const all = lines("log", "--no-merges", "--format=%an|%s", `${start}..${branch}`);
    expect(all).toContain(`Ann|${p} first`);
    expect(all).toContain(`Ann|${q} first`);
    expect(all).toHaveLength(6);
    for (const trailer of [`Swarm-Epic: ${epicId}`, `Swarm-Task: ${p}`])
      expect(git("log", "-1", "--format=%B", `--grep=${p} first`, branch)).toContain(trailer);
    const epic = await swarm.epic(epicId);
    const work = epic === null ? "" : (taskIn(epic, p).work?.commit ?? "");
    expect(git("merge-base", work, branch), "the worker's own commits stay outside").toBe(start);
    if (how === "merge")
      for (const commit of lines("rev-list", "--first-parent", `${start}..${branch}`)) {
        const place = join(fixture.person.root, `at-${commit.slice(0, 8)}`);
        git("worktree", "add", "--quiet", "--detach", place, commit);
        execFileSync("sh", ["-c", check.run], { cwd: place });
        git("worktree", "remove", place);
      }

    expect(await swarm.takeOut(epicId, p)).toMatchObject({ ok: false, refusals: [{ code: "built-upon" }] });
    expect(await swarm.takeOut(epicId, q)).toMatchObject({ ok: true });
    expect(git("ls-tree", "--name-only", branch, ...files(q))).toBe("");
    expect(lines("ls-tree", "--name-only", branch, ...files(p))).toEqual(files(p));
    const epicNow = await swarm.changes(epicId, q);
    expect(epicNow?.files.map(({ path }) => path)).toEqual(files(q));
    expect(await swarm.approve(epicId, [q])).toMatchObject({ ok: true });
    await until(swarm, epicId, inState(q, "landed"));
    expect(lines("ls-tree", "--name-only", branch, ...files(q)), "all of it is back").toEqual(files(q));

    expect(await swarm.land(epicId, forward)).toMatchObject({ ok: true });
    expect(git("rev-parse", "main")).toBe(git("rev-parse", branch));
    expect(await swarm.undo(epicId)).toMatchObject({ ok: true, value: { how: "reset" } });
    expect(git("rev-parse", "main")).toBe(start);
  });

  it.each<TaskJoin>(["merge", "rebase"])("join by %s and are undone by a revert commit", async (how) => {
    const id = `r${how[0]}`;
    const before = git("rev-parse", "main^{tree}");
    const result = await runPlan(swarm, planOf([scripted(id, threeSteps(id))]), {
      options: { approve: "all", land: true, join: how, strategy: "merge" },
    });
    expect(result).toMatchObject({ status: "done" });
    git("commit", "--quiet", "--allow-empty", "-m", "later");
    expect(await swarm.undo(result.epic_id ?? "")).toMatchObject({ ok: true, value: { how: "revert" } });
    expect(git("rev-parse", "main^{tree}")).toBe(before);
  });

  it("join as one commit by the worker, with the message that was asked for and every co-author once", async () => {
    const steps = [
      bash("echo 1 > c-1.txt && git add -A && git commit -qm 'one' --author='Ann <ann@example.com>'"),
      bash("echo 2 > c-2.txt && git add -A && git commit -qm 'two' -m 'Co-authored-by: Bo <bo@example.com>'"),
      bash("echo 3 > c-3.txt && git add -A && git commit -qm 'three' --author='Ann <ann@example.com>'"),
      complete("c1"),
      { text: "done" },
    ];
    const plan = planOf([scripted("c1", steps, { title: "Add c\nCo-authored-by: Eve <eve@example.com>" })]);
    const wrong = await swarm.start(plan, optionsOf({ commit_message: "${titel}" }));
    expect(wrong).toMatchObject({ ok: false, refusals: [{ exit: 2, code: "unknown-placeholder" }] });
    const options = { approve: "all", land: true, commit_message: "feat: ${title}\n\n${summary}\n${commits}" } as const;
    const { epic_id } = await runPlan(swarm, plan, { options });
    expect(git("log", "-1", "--format=%an", "main")).toBe("swarm worker c1");
    const trailers = lines("log", "-1", "--format=%(trailers)", "main");
    const me = git("var", "GIT_AUTHOR_IDENT").replace(/>.*/, ">");
    expect(trailers).toEqual([
      `Swarm-Epic: ${epic_id}`,
      "Swarm-Task: c1",
      "Co-authored-by: Ann <ann@example.com>",
      `Co-authored-by: ${me}`,
      "Co-authored-by: Bo <bo@example.com>",
    ]);
    expect(git("log", "-1", "--format=%B", "main")).toMatch(/^feat: Add c\n\ndid c1\n- [0-9a-f]{12} one\n/);

    expect(await swarm.undo(epic_id ?? "")).toMatchObject({ ok: true, value: { how: "reset" } });
    expect(await swarm.land(epic_id ?? "", { ...forward, strategy: "squash" })).toMatchObject({ ok: true });
    expect(git("log", "-1", "--format=%an <%ae>", "main")).toBe(me);
    expect(lines("log", "-1", "--format=%(trailers)", "main")).toEqual([
      `Swarm-Epic: ${epic_id}`,
      "Co-authored-by: swarm worker c1 <worker@opencode-swarm.invalid>",
      "Co-authored-by: Ann <ann@example.com>",
      "Co-authored-by: Bo <bo@example.com>",
    ]);
  });

  it("arrive behind one merge commit, also when the branch moved", async () => {
    const plan = planOf([scripted("m1", threeSteps("m1")), scripted("m2", threeSteps("m2"))]);
    const waiting = await runPlan(swarm, plan, { options: { approve: "all" } });
    const epicId = waiting.epic_id ?? "";
    fixture.person.write("moved.txt", "moved\n");
    git("add", "moved.txt");
    git("commit", "--quiet", "-m", "moved");
    const before = git("rev-parse", "main");
    const tip = git("rev-parse", `swarm/${epicId}/_integration`);
    const wish = { ...forward, strategy: "merge", message: "Bring it\n\nAll of it." } as const;
    expect(await swarm.land(epicId, wish)).toMatchObject({ ok: true });
    expect(git("log", "-1", "--format=%P|%B", "main")).toBe(`${before} ${tip}|Bring it\n\nAll of it.`);
    expect(lines("ls-files", "moved.txt", ...files("m1"), ...files("m2"))).toHaveLength(7);
    expect(git("status", "--porcelain")).toBe("");
    expect(await swarm.undo(epicId)).toMatchObject({ ok: true, value: { how: "reset", commit: before } });
  });

  it("have a replay that conflicts as a conflict, which the worker's merge mends as one commit", async () => {
    // Its second commit takes the first one back in part, so the whole fits, and its steps do not.
    const there = "f=step.txt; test -e $f || printf 'a\\n' > $f";
    const plan = planOf([
      scripted("s0", [bash(`${there}; printf 'b\\n' > step.txt`), complete("s0"), { text: "done" }]),
      scripted("s1", [
        bash("printf 'c\\n' > step.txt && git add -A && git commit -qm one"),
        bash("printf 'b\\n' > step.txt && git add -A && git commit -qm two"),
        bash("printf 'x\\n' > other.txt"),
        complete("s1"),
        { text: "done" },
      ]),
    ]);
    const epicId = await startPlan(swarm, plan, { join: "rebase", max_parallel: 2 });
    await until(swarm, epicId, (epic) => inState("s0", "ready")(epic) && inState("s1", "ready")(epic));
    await swarm.approve(epicId, ["s0"]);
    await until(swarm, epicId, inState("s0", "landed"));
    await swarm.approve(epicId, ["s1"]);
    const conflicted = await until(swarm, epicId, inState("s1", "conflict"));
    expect(taskIn(conflicted, "s1").conflict_files).toEqual(["step.txt"]);
    expect(await swarm.resolve(epicId, "s1")).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("s1", "ready"));
    await swarm.approve(epicId, ["s1"]);
    await until(swarm, epicId, inState("s1", "landed"));
    await atRest(swarm, epicId);
    const branch = `swarm/${epicId}/_integration`;
    expect(lines("log", "--first-parent", "--format=%s", `main..${branch}`)).toEqual(
      ["Task s1", "s0"].map((one) => expect.stringContaining(one) as string),
    );
    expect(git("show", `${branch}:other.txt`)).toBe("x");
  });
});
