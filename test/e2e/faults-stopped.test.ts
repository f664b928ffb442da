// The fault table: Ctrl-C, once and twice, and a worktree that a person deleted before going on.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, start, type Ran } from "../support/built-program.ts";
import { processesWith } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";

const half = { tool: "bash", args: { command: "echo half > half.txt; sleep 60", description: "waits" } };
const plan = planOf([
  scripted("a", [half, ...writes("a", "a.txt", "a\n")]),
  scripted("b", writes("b", "b.txt", "b\n"), { after: ["a"] }),
]);

describe("a run that is stopped by Ctrl-C", () => {
  let fixture: SwarmFixture;
  beforeAll(async () => {
    fixture = await swarmFixture();
    writeFileSync(join(fixture.person.root, "stop.json"), JSON.stringify(plan));
  });
  afterAll(() => fixture.close());

  /** Starts the run, waits until its worker is in the middle of its command, and sends the signals. */
  async function stopped(times: number): Promise<Ran> {
    const { person, model } = fixture;
    const before = model.requests.length;
    const running = start(person, ["run", "../stop.json", "--json", "--approve", "all", "--land"]);
    const answered = () => model.requests.slice(before).some((request) => request.kind === "chat");
    await expect.poll(answered, { timeout: 60_000 }).toBe(true);
    await expect
      .poll(() => processesWith(person.root).then((all) => all.join()), { timeout: 30_000 })
      .toMatch(/sleep 60/);
    // Two signals of one kind that come together are one: the second waits until the first was heard.
    if (times > 1) running.child.stderr?.once("data", () => running.child.kill("SIGINT"));
    running.child.kill("SIGINT");
    return running.ended;
  }

  it("once: 130, the result is printed, nothing is committed, no process is left; a resume goes on without its worktree", async () => {
    const { person } = fixture;
    const base = person.git("rev-parse", "main").trim();
    const ran = await stopped(1);
    expect(ran).toMatchObject({
      code: 130,
      signal: null,
      result: {
        status: "interrupted",
        tasks: [
          { id: "a", status: "interrupted", commit: null },
          { id: "b", status: "queued", session_id: null },
        ],
        landed: null,
      },
    });
    expect(ran.stderr).toMatch(/^Stopping: no new work starts, nothing is committed\. Once more to exit at once\.$/m);
    expect(person.git("log", "--all", "--format=%H").trim()).toBe(base);
    expect(await processesWith(person.root)).toEqual([]);

    const worktree = ran.result?.tasks[0]?.worktree_path ?? "";
    expect(readdirSync(worktree)).toContain("half.txt");
    rmSync(worktree, { recursive: true });
    const resumed = await run(person, ["run", "--resume", ran.result?.epic_id ?? "", "--json"]);
    expect(resumed).toMatchObject({
      code: 0,
      result: { status: "done", tasks: [{ status: "landed", files_touched: ["a.txt"] }, { status: "landed" }] },
    });
    expect(resumed.result?.tasks[0]?.session_id).toBe(ran.result?.tasks[0]?.session_id);
    expect(person.git("ls-tree", "--name-only", "main").trim().split("\n")).toEqual(["README.md", "a.txt", "b.txt"]);
  });

  it("twice: 130 at once, no process is left; the next verb finds its worker interrupted", async () => {
    const { person } = fixture;
    const ran = await stopped(2);
    expect(ran).toMatchObject({ code: 130, signal: null, result: null });
    expect(await processesWith(person.root)).toEqual([]);
    const stop = await run(person, ["stop", "--json"]);
    expect(stop).toMatchObject({ code: 0, result: { tasks: [{ id: "a", status: "stopped" }, { id: "b" }] } });
    const interrupted = stop.events.filter((event) => event.type === "task_interrupted");
    expect(interrupted).toMatchObject([
      { task_id: "a", data: { reason: "the process that ran it ended without a word" } },
    ]);
    expect(person.git("rev-list", "--count", `main..swarm/${stop.result?.epic_id}/a`).trim()).toBe("0");
  });
});
