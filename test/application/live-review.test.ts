// A review at the panel: what a person asks for reaches the worker once, and its next commit is judged like the first.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { scriptBlock } from "../../src/demo/scripted-script.ts";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import type { Review } from "../../src/domain/review.ts";
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

/** A review whose words make the scripted worker play these steps. */
const reviewOf = (commit: string, path: string, steps: readonly StepInput[]): Review => ({
  commit,
  comments: [
    { path, side: "new", lines: { start: 1, end: 1 }, quote: ["first"], text: "Say which version, please." },
    { path, side: "old", lines: null, quote: [], text: "Was this file needed?" },
  ],
  note: `Then we are done.\n${scriptBlock(steps)}`,
});

describe.each(ways)("a review, $way", { timeout: 180_000 }, ({ enter }) => {
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
  beforeEach(() => fixture.events.splice(0));

  const prompts = async (epicId: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const event of swarm.read({ epicId })) {
      if (event.type === "prompt_requested") found.push(event.data.purpose);
    }
    return found;
  };
  /** Messages of the person's side that the model saw in a worktree, each once. */
  const messagesTo = (epicId: string, taskId: string): string[] => {
    const mine = fixture.model.requests.filter((one) => one.kind === "chat" && one.cwd.endsWith(`${epicId}/${taskId}`));
    const last = mine.at(-1)?.messages ?? [];
    return last.filter((message) => message.role === "user").map((message) => JSON.stringify(message.content));
  };

  it("goes to the worker, whose next commit is approved, lands and is taken back", async () => {
    const main = fixture.person.git("rev-parse", "main").trim();
    const check = { name: "not empty", run: "test -s r.txt" };
    const epicId = await startPlan(
      swarm,
      planOf([scripted("r", writes("r", "r.txt", "first\n"), { checks: [check] })]),
    );
    const first = taskIn(await until(swarm, epicId, inState("r", "ready")), "r").work?.commit ?? "";
    const before = await swarm.changes(epicId, "r");
    expect(before?.commit).toBe(first);
    const blob = before?.files[0]?.newBlob ?? "";
    expect(Buffer.from((await swarm.blob(blob)) ?? []).toString()).toBe("first\n");
    expect(await swarm.markReviewed(epicId, "r", "r.txt", blob)).toMatchObject({ ok: true });
    const says = (...answers: [number, string][]): StepInput => ({
      tool: "swarm_reply",
      args: { bead_id: "r", answers: answers.map(([comment, answer]) => ({ comment, answer })) },
    });
    const answers = [says([1, "Version 2 now."], [3, "?"]), says([2, "Yes."]), says([1, "Version 2."])];
    const review = reviewOf(first, "r.txt", [...answers, ...writes("r", "r.txt", "first, of version 2\n")]);
    expect(await swarm.requestChanges(epicId, "r", { ...review, comments: [], note: " " })).toMatchObject({
      ok: false,
      refusals: [{ code: "empty-review" }],
    });
    const twice = await Promise.all([1, 2].map(() => swarm.requestChanges(epicId, "r", review)));
    expect(twice.map((one) => one.ok).filter(Boolean)).toHaveLength(1);
    const again = await until(swarm, epicId, inState("r", "ready"));
    const task = taskIn(again, "r");
    expect(task).toMatchObject({ attempt: 2, review: null, checks_outcome: "passed", needs_review: false });
    expect(await prompts(epicId)).toEqual(["task", "review"]);
    expect(task.answers.map(({ comment, answer }) => [comment.text, answer])).toEqual([
      ["Was this file needed?", "Yes."],
      ["Say which version, please.", "Version 2."],
    ]);
    expect(fixture.model.requests.map((one) => JSON.stringify(one.messages)).join("")).toContain(
      "there is no comment 3: the review has 1 to 2",
    );
    const told = messagesTo(epicId, "r");
    expect(told).toHaveLength(2);
    for (const words of [
      `\\"r.txt\\":1 (new side`,
      "```\\nfirst\\n```",
      "Say which version",
      `\\"r.txt\\" (the file, as it was before your change)`,
      "Was this file needed?",
    ]) {
      expect(told[1]).toContain(words);
    }
    const after = await swarm.changes(epicId, "r");
    expect(after?.base).toBe(before?.base);
    expect(after?.files[0]?.newBlob).not.toBe(task.reviewed.get("r.txt"));
    expect(fixture.person.git("rev-list", "--count", `${first}..${after?.commit}`).trim()).toBe("1");
    await approvedByPerson(swarm, epicId, "r");
    const late = await swarm.requestChanges(epicId, "r", review);
    expect(late).toMatchObject({ ok: false, refusals: [{ code: "NotNow" }] });
    expect(late.ok ? "" : late.refusals[0]?.message).toContain("its work is in the integration branch");
    const landed = await swarm.land(epicId, {
      strategy: "squash",
      message: null,
      despite_checks: false,
      signal: never,
    });
    expect(landed).toMatchObject({ ok: true });
    expect(fixture.person.git("show", "main:r.txt")).toBe("first, of version 2\n");
    expect(await swarm.undo(epicId)).toMatchObject({ ok: true, value: { commit: main } });
  });

  it("takes approved work back before it lands", async () => {
    const plan = planOf([scripted("x", writes("x", "x.txt", "1\n")), scripted("y", writes("y", "y.txt", "1\n"))]);
    const epicId = await startPlan(swarm, plan);
    const ready = await until(swarm, epicId, (epic) => inState("x", "ready")(epic) && inState("y", "ready")(epic));
    const review = reviewOf(taskIn(ready, "y").work?.commit ?? "", "y.txt", writes("y", "y.txt", "2\n"));
    // Both words are decided one after the other; the landing begins later.
    const [approved, asked] = await Promise.all([
      swarm.approve(epicId, ["y"]),
      swarm.requestChanges(epicId, "y", review),
    ]);
    expect([approved.ok, asked.ok]).toEqual([true, true]);
    const again = await until(swarm, epicId, (epic) => inState("y", "ready")(epic) && taskIn(epic, "y").attempt === 2);
    expect(taskIn(again, "y").landed_commit).toBeNull();
  });

  it("is neither lost nor sent twice when it is interrupted", async () => {
    const epicId = await startPlan(swarm, planOf([scripted("i", writes("i", "i.txt", "1\n"))]));
    const ready = await until(swarm, epicId, inState("i", "ready"));
    const silent = hangsOnce(writes("i", "i.txt", "2\n"));
    const requests = fixture.model.requests.length;
    await swarm.requestChanges(epicId, "i", reviewOf(taskIn(ready, "i").work?.commit ?? "", "i.txt", silent));
    await modelReached(fixture, epicId, "i", requests);
    await swarm.close();
    swarm = await enter(fixture);
    const interrupted = await until(swarm, epicId, inState("i", "interrupted"));
    expect(taskIn(interrupted, "i").review).not.toBeNull();
    expect(await swarm.resume(epicId, { attended: true })).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("i", "ready"));
    expect(await prompts(epicId)).toEqual(["task", "review", "continue"]);
    expect(messagesTo(epicId, "i").filter((message) => message.includes("Say which version"))).toHaveLength(1);
    expect((await swarm.changes(epicId, "i"))?.files).toMatchObject([{ path: "i.txt", added: 1 }]);
  });

  it("that waited for a slot when the window closed is sent after a resume", async () => {
    const plan = planOf([scripted("w", writes("w", "w.txt", "1\n")), scripted("busy", hangsOnce([{ text: "stop" }]))]);
    const epicId = await startPlan(swarm, plan, { max_parallel: 1 });
    await modelReached(fixture, epicId, "busy");
    const working = await until(swarm, epicId, inState("busy", "working"));
    await swarm.requestChanges(
      epicId,
      "w",
      reviewOf(taskIn(working, "w").work?.commit ?? "", "w.txt", writes("w", "w.txt", "2\n")),
    );
    await swarm.close();
    swarm = await enter(fixture);
    expect(taskIn(await until(swarm, epicId, inState("busy", "interrupted")), "w").status).toBe("changes_requested");
    expect(swarm.running()).toEqual(new Set());
    await swarm.resume(epicId, { attended: true });
    await until(swarm, epicId, (epic) => inState("w", "ready")(epic) && taskIn(epic, "w").attempt === 2);
    expect((await prompts(epicId)).filter((purpose) => purpose === "review")).toHaveLength(1);
  });

  it("reaches a new session with the task when the old one is lost", async () => {
    const epicId = await startPlan(swarm, planOf([scripted("n", writes("n", "n.txt", "1\n"))]));
    const ready = await until(swarm, epicId, inState("n", "ready"));
    const review = reviewOf(taskIn(ready, "n").work?.commit ?? "", "n.txt", hangsOnce(writes("n", "n.txt", "2\n")));
    const requests = fixture.model.requests.length;
    await swarm.requestChanges(epicId, "n", review);
    await modelReached(fixture, epicId, "n", requests);
    await swarm.stop(epicId, ["n"]);
    expect(await swarm.retry(epicId, "n", { fresh: true })).toMatchObject({ ok: true });
    await until(swarm, epicId, inState("n", "ready"));
    expect(await prompts(epicId)).toEqual(["task", "review", "task"]);
    const told = messagesTo(epicId, "n");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("Say which version");
  });
});
