// Tasks that wait: for an answer, a permission, a review; and what a person does about it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import type { EpicResult } from "../../src/domain/result.ts";
import { inState, startPlan, taskIn, until } from "../support/live-fixture.ts";
import {
  atRest,
  planOf,
  runPlan,
  scripted,
  swarmFixture,
  writes,
  type SwarmFixture,
} from "../support/swarm-fixture.ts";

const asks = [
  {
    tool: "question",
    args: {
      questions: [
        {
          question: "Tabs or spaces?",
          header: "Style",
          options: [
            { label: "tabs", description: "t" },
            { label: "spaces", description: "s" },
          ],
        },
      ],
    },
  },
];

describe("a task that waits", () => {
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
  beforeEach(() => fixture.events.splice(0));

  const types = (result: EpicResult): string[] =>
    fixture.events.filter((event) => event.epic_id === result.epic_id).map((event) => event.type);

  it("is answered by a safe default when nobody is there", async () => {
    const result = await runPlan(swarm, planOf([scripted("q1", [...asks, ...writes("q1", "q1.txt", "x")])]));
    expect(result.tasks[0]).toMatchObject({ status: "ready", reason: null });
    const answered = fixture.events.find((event) => event.type === "question_answered");
    expect(answered?.actor).toBe("system");
    expect(JSON.stringify(answered?.data)).toContain("safest option");
  });

  it("parks its question until a person answers, and goes on in the same session and worktree", async () => {
    const plan = planOf([scripted("q2", [...asks, ...writes("q2", "q2.txt", "x")])]);
    const waiting = await runPlan(swarm, plan, { options: { unattended: "wait" } });
    expect(waiting).toMatchObject({
      status: "waiting",
      tasks: [{ status: "needs_answer", reason: "Tabs or spaces?" }],
    });
    const epicId = waiting.epic_id ?? "";
    const asked = await swarm.asks();
    expect(asked).toMatchObject([{ task_id: "q2", kind: "question", options: ["tabs", "spaces"] }]);
    const answered = await swarm.reply(epicId, "q2", asked[0]?.request_id ?? "", [["spaces"]]);
    expect(answered.ok && taskIn(answered.value, "q2").status).toBe("queued");
    const result = await atRest(swarm, epicId);
    expect(result.tasks[0]).toMatchObject({ status: "ready", files_touched: ["q2.txt"] });
    const sessions = fixture.events.flatMap((event) =>
      event.type === "worker_spawned" ? [event.data.session_id] : [],
    );
    expect(new Set(sessions).size).toBe(1);
    const told = fixture.model.requests.flatMap((request) => JSON.stringify(request.messages)).join("");
    expect(told).toContain("The answer: spaces");
  });

  it("waits for the person who is there, and sends the answer into the running turn", async () => {
    const plan = planOf([scripted("q3", [...asks, ...writes("q3", "q3.txt", "x")])]);
    const epicId = await startPlan(swarm, plan);
    const epic = await until(swarm, epicId, inState("q3", "needs_answer"));
    await swarm.reply(epicId, "q3", taskIn(epic, "q3").asks[0]?.request_id ?? "", [["tabs"]]);
    const result = await atRest(swarm, epicId);
    expect(result.tasks[0]).toMatchObject({ status: "ready" });
    expect(fixture.events.filter((event) => event.type === "task_started")).toHaveLength(1);
    expect(fixture.events.find((event) => event.type === "question_answered")?.actor).toBe("user");
  });

  it.each([
    { unattended: "wait", status: "needs_answer", answers: [] },
    { unattended: "decide", status: "ready", answers: ["system"] },
  ] as const)("that waited for a person who went is $status with --unattended $unattended", async (then) => {
    const id = `w${then.unattended}`;
    const epicId = await startPlan(swarm, planOf([scripted(id, [...asks, ...writes(id, `${id}.txt`, "x")])]));
    await until(swarm, epicId, inState(id, "needs_answer"));
    expect(swarm.running()).toEqual(new Set([epicId]));
    expect(await swarm.resume(epicId, { attended: false, unattended: then.unattended })).toMatchObject({ ok: true });
    const result = await atRest(swarm, epicId);
    expect(result.tasks[0]).toMatchObject({ status: then.status });
    const answered = fixture.events.filter((event) => event.type === "question_answered");
    expect(answered.map(({ actor }) => actor)).toEqual(then.answers);
  });

  it("is refused a permission with guidance when nobody is there, and goes on", async () => {
    const steps = [
      { tool: "webfetch", args: { url: "http://127.0.0.1:9/", format: "text" } },
      ...writes("p1", "p1.txt", "x"),
    ];
    const result = await runPlan(swarm, planOf([scripted("p1", steps)]));
    expect(types(result)).toContain("permission_asked");
    expect(fixture.events.find((event) => event.type === "permission_replied")?.data).toMatchObject({
      reply: "reject",
    });
    expect(result.tasks[0]).toMatchObject({ status: "ready", files_touched: ["p1.txt"] });
  });

  it("waits for a person when its worker says that it is blocked, and goes on with the answer", async () => {
    const blocked = [
      {
        tool: "swarm_complete",
        args: { bead_id: "b1", summary: "I need the licence text", files_touched: null, status: "blocked" },
      },
      { text: "waiting" },
      ...writes("b1", "b1.txt", "x"),
    ];
    const plan = planOf([scripted("b1", blocked)]);
    const waiting = await runPlan(swarm, plan, { options: { unattended: "wait" } });
    expect(waiting.tasks[0]).toMatchObject({ status: "needs_answer", reason: "I need the licence text" });
    const epicId = waiting.epic_id ?? "";
    const asked = (await swarm.asks()).find((ask) => ask.task_id === "b1");
    await swarm.reply(epicId, "b1", asked?.request_id ?? "", [["It is MIT"]]);
    const result = await atRest(swarm, epicId);
    expect(result.tasks[0]).toMatchObject({ status: "ready", files_touched: ["b1.txt"] });
  });

  it("fails when its worker says that it is blocked and nobody is there", async () => {
    const blocked = [
      {
        tool: "swarm_complete",
        args: { bead_id: "b2", summary: "no licence", files_touched: null, status: "blocked" },
      },
      { text: "waiting" },
    ];
    const result = await runPlan(swarm, planOf([scripted("b2", blocked)]));
    expect(result).toMatchObject({ status: "failed", tasks: [{ status: "failed" }] });
  });

  it("is ready but needs a review when its worker stopped without saying that it is complete", async () => {
    const silent = [{ tool: "write", args: { filePath: "{{cwd}}/s.txt", content: "x" } }, { text: "I stop" }];
    const check = { name: "green", run: "true" };
    const result = await runPlan(swarm, planOf([scripted("s", silent, { checks: [check] })]), {
      options: { approve: "checks" },
    });
    expect(result).toMatchObject({
      status: "waiting",
      tasks: [{ status: "ready", needs_review: true, checks: "passed" }],
    });
    expect(types(result)).not.toContain("worker_completed");
  });

  it("is not approved by checks when a check is red, and is by all", async () => {
    const red = { name: "red", run: "echo no; exit 3" };
    const plan = (id: string) => planOf([scripted(id, writes(id, `${id}.txt`, "x"), { checks: [red] })]);
    const held = await runPlan(swarm, plan("r1"), { options: { approve: "checks" } });
    expect(held.tasks[0]).toMatchObject({ status: "ready", checks: "failed" });
    const landed = await runPlan(swarm, plan("r2"), { options: { approve: "all" } });
    expect(landed.tasks[0]).toMatchObject({ status: "landed", checks: "failed" });
    const check = fixture.events.find((event) => event.type === "check_finished");
    expect(check?.data).toMatchObject({
      name: "red",
      exit_code: 3,
      output_tail: expect.stringContaining("no") as string,
    });
  });
});
