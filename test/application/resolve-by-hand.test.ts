// A conflict that a person resolves: the merge is made in the worker's worktree, finished, or taken away without a trace.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import { inState, liveFixture, startPlan, taskIn, until, ways, type LiveFixture } from "../support/live-fixture.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

const lines = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
const changed = (who: string): string =>
  lines.map((line, at) => ([2, 9].includes(at) ? `${who} ${line}\n` : `${line}\n`)).join("");

describe.each(ways)("a conflict resolved by hand, $way", { timeout: 180_000 }, ({ enter }) => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
    const { person } = fixture;
    writeFileSync(join(person.repository, "both.txt"), lines.map((line) => `${line}\n`).join(""));
    person.git("add", "both.txt");
    person.git("commit", "--quiet", "-m", "a file that both change");
    swarm = await enter(fixture);
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  beforeEach(() => fixture.events.splice(0));

  const git = (...args: string[]): string => fixture.person.git(...args).trim();
  const now = async (epicId: string): Promise<TaskState> => {
    const epic = await swarm.epic(epicId);
    if (epic === null) throw new Error(`no epic ${epicId}`);
    return taskIn(epic, "his");
  };

  /** His work conflicts with hers, which has landed, in two places of one file and in another that only he deletes. */
  async function inConflict(more: Record<string, unknown> = {}) {
    const plan = planOf([
      scripted("hers", writes("hers", "both.txt", changed("her"))),
      scripted("his", writes("his", "both.txt", changed("his")), more),
    ]);
    const epicId = await startPlan(swarm, plan);
    await until(swarm, epicId, (epic) => inState("hers", "ready")(epic) && inState("his", "ready")(epic));
    await swarm.approve(epicId, ["hers"]);
    await until(swarm, epicId, inState("hers", "landed"));
    await swarm.approve(epicId, ["his"]);
    const epic = await until(swarm, epicId, inState("his", "conflict"));
    const task = taskIn(epic, "his");
    return { epicId, task, work: task.work?.commit ?? "", path: task.worktree_path ?? "", tip: epic.integration?.tip };
  }

  it("names its hunks, and is finished as a merge that is checked and reviewed", async () => {
    const check = { name: "both", run: "grep -q 'her and his' both.txt" };
    const { epicId, task, work, path, tip } = await inConflict({ checks: [check] });
    expect(task.conflicts).toEqual([
      {
        path: "both.txt",
        count: 2,
        hunks: [
          { start: 3, count: 5 },
          { start: 14, count: 5 },
        ],
      },
    ]);
    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({ refusals: [{ code: "not-by-hand" }] });
    const begun = await swarm.beginResolution(epicId, "his");
    expect(begun).toEqual({ ok: true, value: { path, files: ["both.txt"], open: ["both.txt"] } });
    expect(git("-C", path, "rev-parse", "MERGE_HEAD")).toBe(tip);
    expect(readFileSync(join(path, "both.txt"), "utf8")).toContain("<<<<<<< HEAD\nhis line 3\n");
    expect(await swarm.beginResolution(epicId, "his")).toEqual(begun);
    for (const asked of [swarm.resolve(epicId, "his"), swarm.retry(epicId, "his", { fresh: true })])
      expect(await asked).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });

    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({
      refusals: [{ code: "unresolved", message: "conflict markers are left in both.txt" }],
    });
    const resolved = changed("her and his");
    writeFileSync(join(path, "both.txt"), resolved);
    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({
      refusals: [{ code: "unresolved", message: "not marked as resolved (git add): both.txt" }],
    });
    expect((await now(epicId)).status).toBe("conflict");
    git("-C", path, "add", "both.txt");
    expect(await swarm.beginResolution(epicId, "his")).toMatchObject({ value: { open: [] } });
    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({ ok: true });

    const after = await now(epicId);
    expect(after).toMatchObject({ status: "ready", needs_review: true, checks_outcome: "passed", resolution: null });
    const commit = after.work?.commit ?? "";
    expect(git("log", "-1", "--format=%P", commit).split(" ")).toEqual([work, tip]);
    expect(git("log", "-1", "--format=%an")).toBe(git("log", "-1", "--format=%an", commit));
    expect(after.checks.map((run) => [run.name, run.exit_code, run.commit])).toEqual([["both", 0, commit]]);
    expect(after.work).toMatchObject({ base: tip, files_touched: ["both.txt"] });
    expect(git("rev-parse", after.work?.ref ?? "")).toBe(commit);
    expect(git("rev-parse", after.branch ?? "")).toBe(commit);
    expect(git("-C", path, "status", "--porcelain")).toBe("");
    await swarm.approve(epicId, ["his"]);
    await until(swarm, epicId, inState("his", "landed"));
    expect(fixture.person.git("show", `swarm/${epicId}/_integration:both.txt`)).toBe(resolved);
    expect(git("log", "-1", "--format=%P", `swarm/${epicId}/_integration`)).toBe(tip);
  });

  it("is given up without a trace, and what was done is kept", async () => {
    const { epicId, work, path } = await inConflict();
    await swarm.beginResolution(epicId, "his");
    writeFileSync(join(path, "both.txt"), "half done\n");
    writeFileSync(join(path, "notes.txt"), "how to do it\n");
    expect(await swarm.abortResolution(epicId, "his")).toMatchObject({ ok: true });
    const after = await now(epicId);
    expect(after).toMatchObject({ status: "conflict", resolution: null, conflict_files: ["both.txt"] });
    expect(readFileSync(join(path, "both.txt"), "utf8")).toBe(changed("his"));
    expect(existsSync(join(path, "notes.txt"))).toBe(false);
    expect(git("-C", path, "status", "--porcelain")).toBe("");
    expect(git("-C", path, "rev-parse", "HEAD", after.branch ?? "").split("\n")).toEqual([work, work]);
    expect(() => git("-C", path, "rev-parse", "--verify", "--quiet", "MERGE_HEAD")).toThrow();
    const kept = git("for-each-ref", "--format=%(refname)", `refs/opencode-swarm/${epicId}/his/`)
      .split("\n")
      .filter((ref) => ref.includes("given-up"));
    expect(kept).toHaveLength(1);
    expect(fixture.person.git("show", `${kept[0]}:both.txt`)).toBe("half done\n");
    expect(fixture.person.git("show", `${kept[0]}:notes.txt`)).toBe("how to do it\n");
    expect(await swarm.abortResolution(epicId, "his")).toMatchObject({ refusals: [{ code: "not-by-hand" }] });
    expect(await swarm.retry(epicId, "his", { fresh: true })).toMatchObject({ ok: true });
  });

  it("is not begun over changes that are in no commit, and takes a merge that the person committed", async () => {
    const { epicId, path, tip } = await inConflict();
    writeFileSync(join(path, "mine.txt"), "of the person\n");
    expect(await swarm.beginResolution(epicId, "his")).toMatchObject({
      refusals: [{ code: "uncommitted", message: `${path} holds changes that are in no commit: mine.txt` }],
    });
    expect(readFileSync(join(path, "mine.txt"), "utf8")).toBe("of the person\n");
    git("-C", path, "clean", "-fdq");
    await swarm.beginResolution(epicId, "his");
    git("-C", path, "merge", "--abort");
    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({ refusals: [{ code: "not-merged" }] });
    await swarm.beginResolution(epicId, "his");
    writeFileSync(join(path, "both.txt"), changed("our"));
    git("-C", path, "add", "both.txt");
    git("-C", path, "commit", "--quiet", "--no-edit");
    const mine = git("-C", path, "rev-parse", "HEAD");
    expect(await swarm.finishResolution(epicId, "his")).toMatchObject({ ok: true });
    expect((await now(epicId)).work).toMatchObject({ commit: mine, base: tip });
  });

  it("can be discarded while it is under way, with everything kept", async () => {
    const { epicId, path } = await inConflict();
    await swarm.beginResolution(epicId, "his");
    writeFileSync(join(path, "both.txt"), "nearly\n");
    const discarded = await swarm.discard(epicId, ["his"]);
    expect(discarded).toMatchObject({ ok: true });
    const ref = (discarded.ok ? discarded.value[0]?.ref : null) ?? "";
    expect(fixture.person.git("show", `${ref}:both.txt`)).toBe("nearly\n");
    expect(existsSync(path)).toBe(false);
    expect(await now(epicId)).toMatchObject({ status: "discarded", resolution: null });
  });

  it("is skipped: what comes after it goes on without it, and a retry brings it back", async () => {
    const plan = planOf([
      scripted("hers", writes("hers", "both.txt", changed("her"))),
      scripted("his", writes("his", "both.txt", changed("his"))),
      scripted("last", writes("last", "last.txt", "last\n"), { after: ["his"] }),
    ]);
    const epicId = await startPlan(swarm, plan);
    await until(swarm, epicId, (epic) => inState("hers", "ready")(epic) && inState("his", "ready")(epic));
    await swarm.approve(epicId, ["hers"]);
    await until(swarm, epicId, inState("hers", "landed"));
    await swarm.approve(epicId, ["his"]);
    const epic = await until(swarm, epicId, inState("his", "conflict"));
    expect(taskIn(epic, "last").status).toBe("blocked");
    const work = taskIn(epic, "his").work?.commit ?? "";
    const skipped = await swarm.skip(epicId, "his");
    const ref = (skipped.ok ? skipped.value[0]?.ref : null) ?? "";
    expect(git("merge-base", "--is-ancestor", work, ref)).toBe("");
    await until(swarm, epicId, inState("last", "ready"));
    expect(await now(epicId)).toMatchObject({ status: "discarded", skipped: true, kept_ref: ref });
    await swarm.approve(epicId, ["last"]);
    const landed = await until(swarm, epicId, inState("last", "landed"));
    expect(git("ls-tree", "--name-only", landed.integration?.tip ?? "", "last.txt")).toBe("last.txt");
    expect(await swarm.retry(epicId, "his", { fresh: true })).toMatchObject({ ok: true });
    expect(await until(swarm, epicId, inState("his", "ready")).then(() => now(epicId))).toMatchObject({
      skipped: false,
    });
  });
});
