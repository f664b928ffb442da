// A part of a worker's commit at the panel: taken back on its branch between its turns, or taken alone, and undone again.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { scriptBlock } from "../../src/demo/scripted-script.ts";
import type { LineEdit } from "../../src/domain/chosen-part.ts";
import type { TaskState } from "../../src/domain/task-state.ts";
import {
  approvedByPerson,
  hangsOnce,
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
const before = Array.from({ length: 40 }, (_, at) => `line ${at + 1}\n`);
const after = before.map((line, at) => ([4, 29].includes(at) ? `better ${line}` : line));

describe.each(ways)("a part of a worker's commit, $way", { timeout: 180_000 }, ({ enter }) => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
    const { person } = fixture;
    writeFileSync(join(person.repository, "long.txt"), before.join(""));
    person.git("add", "long.txt");
    person.git("commit", "--quiet", "-m", "a long file");
    swarm = await enter(fixture);
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  beforeEach(() => fixture.events.splice(0));

  const git = (...args: string[]): string => fixture.person.git(...args).trim();

  /** A worker that changes two places of a long file and makes another one. */
  async function ready(id: string, more: Record<string, unknown> = {}) {
    const steps = [
      { tool: "write", args: { filePath: `{{cwd}}/${id}.txt`, content: `${id}\n` } },
      ...writes(id, "long.txt", after.join("")),
    ];
    const epicId = await startPlan(swarm, planOf([scripted(id, steps, more)]));
    const task = taskIn(await until(swarm, epicId, inState(id, "ready")), id);
    const changes = await swarm.changes(epicId, id);
    const long = changes?.files.find((file) => file.path === "long.txt");
    const hunks = (await swarm.lineEdits(long?.oldBlob ?? "", long?.newBlob ?? "")) ?? [];
    expect(hunks).toHaveLength(2);
    return { epicId, task, commit: task.work?.commit ?? "", hunks };
  }
  const now = async (epicId: string, id: string): Promise<TaskState> => {
    const epic = await swarm.epic(epicId);
    if (epic === null) throw new Error(`no epic ${epicId}`);
    return taskIn(epic, id);
  };
  const second = (hunks: readonly LineEdit[]) => [{ path: "long.txt", hunks: hunks.slice(1) }];
  const without = after.map((line, at) => (at === 29 ? before[29] : line)).join("");

  it("is taken back on its branch, and its worker goes on from there", async () => {
    const check = { name: "is there", run: "test -s long.txt" };
    const { epicId, task, commit, hunks } = await ready("r", { checks: [check] });
    expect(task.checks_outcome).toBe("passed");
    const seen = await swarm.changes(epicId, "r");
    for (const { path, newBlob } of seen?.files ?? []) await swarm.markReviewed(epicId, "r", path, newBlob);
    const rejected = await swarm.rejectPart(epicId, "r", { commit, part: second(hunks) });
    expect(rejected).toMatchObject({ ok: true });
    const left = await now(epicId, "r");
    expect(left).toMatchObject({ status: "ready", checks_outcome: "none", needs_review: true });
    const made = left.work?.commit ?? "";
    expect(git("rev-parse", left.branch ?? "")).toBe(made);
    expect(git("rev-parse", `${made}~1`)).toBe(commit);
    expect(git("log", "-1", "--format=%s", made)).toBe("review: reject a hunk of long.txt");
    expect(fixture.person.git("show", `${made}:long.txt`)).toBe(without);
    const path = left.worktree_path ?? "";
    expect(readFileSync(join(path, "long.txt"), "utf8")).toBe(without);
    expect(git("-C", path, "status", "--porcelain")).toBe("");
    const changes = await swarm.changes(epicId, "r");
    const ticked = changes?.files.filter((file) => left.reviewed.get(file.path) === file.newBlob);
    expect(ticked?.map((file) => file.path)).toEqual(["r.txt"]);
    const note = `Once more.\n${scriptBlock(writes("r", "r.txt", "again\n"))}`;
    expect(await swarm.requestChanges(epicId, "r", { commit: made, comments: [], note })).toMatchObject({ ok: true });
    await until(swarm, epicId, (epic) => inState("r", "ready")(epic) && taskIn(epic, "r").attempt === 2);
    const again = await now(epicId, "r");
    expect(again).toMatchObject({ parts: [], checks_outcome: "passed" });
    expect(git("merge-base", "--is-ancestor", made, again.work?.commit ?? "")).toBe("");
    expect(fixture.person.git("show", `${again.work?.commit}:long.txt`)).toBe(without);
  });

  it("comes back by an undo, and so does a whole file", async () => {
    const { epicId, commit, hunks } = await ready("u");
    const taken = await now(epicId, "u");
    await swarm.rejectPart(epicId, "u", { commit, part: second(hunks) });
    const once = (await now(epicId, "u")).work?.commit ?? "";
    expect(await swarm.rejectPart(epicId, "u", { commit: once, part: [{ path: "u.txt", hunks: null }] })).toMatchObject(
      {
        ok: true,
      },
    );
    const since = await swarm.compare(epicId, "u", { kind: "commit", commit });
    expect(since?.files.map(({ path, added, deleted }) => [path, added, deleted])).toEqual([
      ["long.txt", 1, 1],
      ["u.txt", 0, 1],
    ]);
    expect((await swarm.compare(epicId, "u", { kind: "workspace" }))?.files).toMatchObject([{ path: "long.txt" }]);
    const path = taken.worktree_path ?? "";
    expect(existsSync(join(path, "u.txt"))).toBe(false);
    expect((await swarm.changes(epicId, "u"))?.files.map((file) => file.path)).toEqual(["long.txt"]);
    expect(await swarm.undoPart(epicId, "u")).toMatchObject({ ok: true });
    expect(existsSync(join(path, "u.txt"))).toBe(true);
    expect((await now(epicId, "u")).work?.commit).toBe(once);
    expect(await swarm.undoPart(epicId, "u")).toMatchObject({ ok: true });
    const { branch_move, ...back } = await now(epicId, "u");
    expect({ ...back, branch_move: null }).toEqual(taken);
    expect(branch_move).toEqual({ from: once, to: commit });
    expect(git("rev-parse", taken.branch ?? "")).toBe(commit);
    expect(git("-C", path, "status", "--porcelain")).toBe("");
    expect(await swarm.undoPart(epicId, "u")).toMatchObject({ ok: false, refusals: [{ code: "nothing-to-undo" }] });
  });

  it("is refused when it would cost anybody anything", async () => {
    const { epicId, task, commit, hunks } = await ready("n");
    const path = task.worktree_path ?? "";
    const wish = { commit, part: second(hunks) };
    const code = async (asked: Promise<Awaited<ReturnType<LiveSwarm["rejectPart"]>>>): Promise<string> => {
      const said = await asked;
      return said.ok ? "ok" : (said.refusals[0]?.code ?? "");
    };
    writeFileSync(join(path, "mine.txt"), "a person's\n");
    expect(await code(swarm.rejectPart(epicId, "n", wish))).toBe("uncommitted");
    expect(git("rev-parse", task.branch ?? "")).toBe(commit);
    fixture.person.git("-C", path, "add", "mine.txt");
    fixture.person.git("-C", path, "commit", "--quiet", "-m", "a person's");
    expect(await code(swarm.rejectPart(epicId, "n", wish))).toBe("branch-moved");
    fixture.person.git("-C", path, "reset", "--quiet", "--hard", commit);
    expect(await code(swarm.rejectPart(epicId, "n", { ...wish, commit: git("rev-parse", "main") }))).toBe("NotNow");
    const gone = [{ path: "elsewhere.txt", hunks: null }];
    expect(await code(swarm.rejectPart(epicId, "n", { commit, part: gone }))).toBe("no-such-part");
    expect(await code(swarm.rejectPart(epicId, "n", { commit, part: [] }))).toBe("nothing-chosen");
    const note = `Once more.\n${scriptBlock(hangsOnce(writes("n", "n.txt", "again\n")))}`;
    const requests = fixture.model.requests.length;
    await swarm.requestChanges(epicId, "n", { commit, comments: [], note });
    await modelReached(fixture, epicId, "n", requests);
    const busy = await swarm.rejectPart(epicId, "n", wish);
    expect(busy.ok ? "" : busy.refusals[0]?.message).toMatch(/is working: its worker is at work, so stop it/);
    await swarm.stop(epicId, ["n"]);
  });

  it("follows when the record was faster than the branch", async () => {
    const { epicId, task, commit, hunks } = await ready("k");
    await swarm.rejectPart(epicId, "k", { commit, part: second(hunks) });
    const made = (await now(epicId, "k")).work?.commit ?? "";
    const path = task.worktree_path ?? "";
    // As a process leaves it that is killed between the two.
    fixture.person.git("-C", path, "reset", "--quiet", "--hard", commit);
    const note = `Once more.\n${scriptBlock(writes("k", "k.txt", "again\n"))}`;
    await swarm.requestChanges(epicId, "k", { commit: made, comments: [], note });
    await until(swarm, epicId, (epic) => inState("k", "ready")(epic) && taskIn(epic, "k").attempt === 2);
    const again = (await now(epicId, "k")).work?.commit ?? "";
    expect(git("merge-base", "--is-ancestor", made, again)).toBe("");
    expect(fixture.person.git("show", `${again}:long.txt`)).toBe(without);
  });

  it("lands alone when it is taken, and the branch keeps the rest", async () => {
    const { epicId, task, commit, hunks } = await ready("t");
    expect(await swarm.takePart(epicId, "t", { commit, part: second(hunks) })).toMatchObject({ ok: true });
    const landed = taskIn(await until(swarm, epicId, inState("t", "landed")), "t");
    expect(landed.parts).toMatchObject([{ kind: "taken", files: 2, part: [{ path: "long.txt" }] }]);
    const integration = `swarm/${epicId}/_integration`;
    const wanted = before.map((line, at) => (at === 29 ? after[29] : line)).join("");
    expect(fixture.person.git("show", `${integration}:long.txt`)).toBe(wanted);
    expect(git("ls-tree", "--name-only", integration, "t.txt")).toBe("");
    expect(git("rev-parse", task.branch ?? "")).toBe(commit);
    expect(readFileSync(join(task.worktree_path ?? "", "t.txt"), "utf8")).toBe("t\n");
    expect(git("rev-parse", task.work?.ref ?? "")).toBe(commit);
    const merged = await swarm.land(epicId, {
      strategy: "fast-forward",
      message: null,
      despite_checks: false,
      signal: never,
    });
    expect(merged).toMatchObject({ ok: true });
    expect(fixture.person.git("show", "main:long.txt")).toBe(wanted);
    expect(git("cat-file", "-t", commit)).toBe("commit");
    expect(await swarm.undo(epicId)).toMatchObject({ ok: true });
  });

  it("approved before it was rejected, it waits for the person again", async () => {
    const { epicId, commit, hunks } = await ready("a");
    const [approved, rejected] = await Promise.all([
      swarm.approve(epicId, ["a"]),
      swarm.rejectPart(epicId, "a", { commit, part: second(hunks) }),
    ]);
    expect(approved.ok).toBe(true);
    const task = await now(epicId, "a");
    // Whichever came first, what lands is what was approved.
    if (rejected.ok) {
      expect(task.status).toBe("ready");
      await approvedByPerson(swarm, epicId, "a");
      expect(fixture.person.git("show", `swarm/${epicId}/_integration:long.txt`)).toBe(without);
    } else {
      await until(swarm, epicId, inState("a", "landed"));
      expect(fixture.person.git("show", `swarm/${epicId}/_integration:long.txt`)).toBe(after.join(""));
    }
  });
});
