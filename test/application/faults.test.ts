// Faults while workers run: what the task becomes, and that the rest of the epic is not hurt.
import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import type { EventData, EventType } from "../../src/domain/events.ts";
import {
  planOf,
  resumed,
  runPlan,
  scripted,
  swarmFixture,
  writes,
  type SwarmFixture,
} from "../support/swarm-fixture.ts";

const complete = (id: string) => ({
  tool: "swarm_complete",
  args: { bead_id: id, summary: "done", files_touched: null, status: null },
});

describe("a fault", () => {
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

  const dataOf = <T extends EventType>(epicId: string | null, type: T): EventData[T][] =>
    fixture.events.flatMap((event) =>
      event.type === type && event.epic_id === epicId ? [event.data as EventData[T]] : [],
    );

  const until = async (met: () => boolean): Promise<void> => {
    while (!met()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it("of the provider's key fails the task at once and blocks what waits for it", async () => {
    const plan = planOf([
      scripted("auth", [{ error: { status: 401 } }]),
      scripted("child", writes("child", "child.txt", "x"), { after: ["auth"] }),
      scripted("other", writes("other", "other.txt", "x")),
    ]);
    const result = await runPlan(swarm, plan, { options: { approve: "all" } });
    expect(result).toMatchObject({
      status: "failed",
      tasks: [
        { status: "failed" },
        { status: "blocked", reason: "waits for auth, which cannot land" },
        { status: "landed" },
      ],
    });
    expect(dataOf(result.epic_id, "worker_failed")[0]).toMatchObject({ code: "provider_auth", bead_id: "auth" });
  });

  it("of a rate limit shows retrying and ends when the provider answers again", async () => {
    const limited = { error: { status: 429, headers: { "retry-after-ms": "50" }, times: 2 } };
    const [first, ...rest] = writes("limit", "limit.txt", "x");
    const result = await runPlan(swarm, planOf([scripted("limit", [{ ...first, ...limited }, ...rest])]));
    expect(result.tasks[0]).toMatchObject({ status: "ready", files_touched: ["limit.txt"] });
    expect(dataOf(result.epic_id, "worker_retrying").length).toBeGreaterThan(0);
    expect(dataOf(result.epic_id, "worker_active").length).toBeGreaterThan(0);
  });

  it("of a rate limit that outlasts its window fails the task", async () => {
    const limited = [{ error: { status: 429, headers: { "retry-after-ms": "60000" } } }];
    const result = await runPlan(swarm, planOf([scripted("long", limited)]), { options: { rate_limit_window_s: 5 } });
    expect(result.tasks[0]).toMatchObject({ status: "failed" });
    expect(dataOf(result.epic_id, "worker_failed")[0]?.code).toBe("provider_rate_limit");
  });

  it("of a provider that hangs is a stall: one retry, then failed", async () => {
    const result = await runPlan(swarm, planOf([scripted("hang", [{ hang: "headers" }])]), { options: { stall_s: 1 } });
    expect(result.tasks[0]).toMatchObject({ status: "failed" });
    expect(dataOf(result.epic_id, "worker_stalled")).toHaveLength(2);
    expect(dataOf(result.epic_id, "task_retried")).toEqual([{ reason: "stalled", fresh: false }]);
    expect(dataOf(result.epic_id, "worker_failed")[0]?.code).toBe("stalled");
  });

  it("of a stream without an end is noticed before it runs away", async () => {
    const result = await runPlan(
      swarm,
      planOf([
        scripted(
          "eof",
          Array.from({ length: 40 }, () => ({ malformed: "eof" as const })),
        ),
      ]),
    );
    expect(result.tasks[0]).toMatchObject({ status: "failed" });
    expect(dataOf(result.epic_id, "worker_failed")[0]?.code).toBe("turn_runaway");
  });

  it("of a deleted branch is an irregularity, and no commit is lost", async () => {
    const steps = [
      {
        tool: "bash",
        args: {
          command:
            "echo x > gone.txt && git add gone.txt && git -c user.name=w -c user.email=w@w commit -qm gone && git checkout -q --detach && git branch -D $(git for-each-ref --format='%(refname:short)' refs/heads/swarm | grep /gone$)",
          description: "deletes its branch",
        },
      },
      complete("gone"),
      { text: "done" },
    ];
    const check = { name: "green", run: "true" };
    const result = await runPlan(swarm, planOf([scripted("gone", steps, { checks: [check] })]), {
      options: { approve: "checks" },
    });
    expect(result.tasks[0]).toMatchObject({ status: "ready", needs_review: true, files_touched: ["gone.txt"] });
    expect(fixture.person.git("show", `swarm/${result.epic_id}/gone:gone.txt`)).toBe("x\n");
  });

  it("of a worktree that was deleted by hand fails the task, and a retry makes a new one", async () => {
    const steps = [
      { tool: "bash", args: { command: "sleep 1.5; true", description: "waits" } },
      ...writes("lost", "lost.txt", "x"),
    ];
    const plan = planOf([scripted("lost", steps)]);
    const running = runPlan(swarm, plan);
    await until(() => fixture.events.some((event) => event.type === "prompt_sent" && event.task_id === "lost"));
    const created = fixture.events.find((event) => event.type === "worktree_created" && event.task_id === "lost");
    const path = created?.type === "worktree_created" ? created.data.worktree_path : "";
    rmSync(path, { recursive: true, force: true });
    const result = await running;
    expect(result.tasks[0]?.status).toBe("failed");
    expect(dataOf(result.epic_id, "worker_failed")[0]?.code).toBe("worktree_lost");
    await swarm.retry(result.epic_id ?? "", "lost", { fresh: true });
    const again = await resumed(swarm, result.epic_id ?? "");
    expect(again.tasks[0]).toMatchObject({ status: "ready", files_touched: ["lost.txt"] });
  });

  it("of a worker that writes elsewhere is refused for file tools, and reported for bash", async () => {
    const { repository } = fixture.person;
    const steps = [
      { tool: "write", args: { filePath: `${repository}/escape-1.txt`, content: "x" } },
      { tool: "bash", args: { command: `printf x > '${repository}/escape-2.txt'`, description: "writes outside" } },
      complete("out"),
      { text: "done" },
    ];
    const result = await runPlan(swarm, planOf([scripted("out", steps)]));
    expect(existsSync(`${repository}/escape-1.txt`)).toBe(false);
    expect(dataOf(result.epic_id, "work_collected")[0]?.outside_changes).toEqual(["escape-2.txt"]);
    rmSync(`${repository}/escape-2.txt`);
  });

  it("of a worker that replaces its repository or changes git's settings is flagged", async () => {
    const { git } = fixture.person;
    const bash = (command: string) => ({ tool: "bash", args: { command, description: "tampers" } });
    const plan = planOf([
      scripted("link", [bash("rm .git; git init -q; echo x > x.txt"), complete("link"), { text: "done" }]),
      scripted("conf", [bash("git config swarm.test 1"), complete("conf"), { text: "done" }]),
    ]);
    const result = await runPlan(swarm, plan);
    expect(result.tasks[0]).toMatchObject({ status: "ready", needs_review: true, files_touched: ["x.txt"] });
    expect(result.tasks[0]?.reason).toContain("link to its repository was replaced");
    const outside = dataOf(result.epic_id, "work_collected").flatMap((data) => data.outside_changes);
    expect(outside).toContain(".git/config");
    git("config", "--unset", "swarm.test");
  });

  it("of OpenCode, killed in the middle of a turn, interrupts the workers; a resume goes on in a new server", async () => {
    const steps = [
      { tool: "bash", args: { command: "sleep 3; true", description: "waits" } },
      ...writes("kill", "kill.txt", "x"),
    ];
    const running = runPlan(swarm, planOf([scripted("kill", steps)]));
    await until(() => fixture.events.some((event) => event.type === "prompt_sent" && event.task_id === "kill"));
    const started = fixture.events.filter((event) => event.type === "opencode_started").at(-1);
    const pid = started?.type === "opencode_started" ? started.data.pid : 0;
    process.kill(pid, "SIGKILL");
    const result = await running;
    expect(result).toMatchObject({ status: "interrupted", tasks: [{ status: "interrupted" }] });
    const again = await resumed(swarm, result.epic_id ?? "");
    expect(again.tasks[0]).toMatchObject({ status: "ready", files_touched: ["kill.txt"] });
    expect(dataOf(result.epic_id, "worker_spawned").map((one) => one.session_id)).toHaveLength(2);
    expect(() => execFileSync("kill", ["-0", String(pid)], { stdio: "ignore" })).toThrow();
  });

  it("of a person who stops the run ends the turns, commits nothing, and a resume goes on", async () => {
    const stop = new AbortController();
    const steps = [
      { tool: "bash", args: { command: "echo half > half.txt; sleep 20", description: "waits" } },
      ...writes("stop", "stop.txt", "x"),
    ];
    const running = runPlan(
      swarm,
      planOf([scripted("stop", steps), scripted("next", writes("next", "n.txt", "x"), { after: ["stop"] })]),
      { signal: stop.signal },
    );
    await until(() => fixture.events.some((event) => event.type === "prompt_sent" && event.task_id === "stop"));
    stop.abort();
    const result = await running;
    expect(result).toMatchObject({
      status: "interrupted",
      tasks: [{ status: "interrupted", commit: null }, { status: "queued" }],
    });
    expect(fixture.person.git("rev-list", "--count", `main..swarm/${result.epic_id}/stop`).trim()).toBe("0");
    const again = await resumed(swarm, result.epic_id ?? "");
    expect(again.tasks[0]?.status).toBe("ready");
    expect(again.tasks[0]?.files_touched).toContain("stop.txt");
  });
});
