// The fault table: Ctrl-C, once and twice, and a worktree that a person deleted before going on.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, start, type Ran, type Running } from "../support/built-program.ts";
import { processesLeft, processesWith } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";

const half = { tool: "bash", args: { command: "echo half > half.txt; sleep 60", description: "waits" } };
const plan = planOf([
  scripted("a", [half, ...writes("a", "a.txt", "a\n")]),
  scripted("b", writes("b", "b.txt", "b\n"), { after: ["a"] }),
]);

describe("a run that is stopped", () => {
  let fixture: SwarmFixture;
  beforeAll(async () => {
    fixture = await swarmFixture();
    writeFileSync(join(fixture.person.root, "stop.json"), JSON.stringify(plan));
  });
  afterAll(() => fixture.close());

  /** Starts the run, and interferes when its worker is in the middle of its command. */
  async function inTheMiddle(interfere: (running: Running, serverPid: number) => void): Promise<Ran> {
    const { person, model } = fixture;
    const before = model.requests.length;
    let serverPid = 0;
    const running = start(person, ["run", "../stop.json", "--json", "--approve", "all", "--land"], (line) => {
      if (line.type === "opencode_started") serverPid = line.data.pid;
    });
    const answered = () => model.requests.slice(before).some((request) => request.kind === "chat");
    await expect.poll(answered, { timeout: 60_000 }).toBe(true);
    await expect
      .poll(() => processesWith(person.root).then((all) => all.join()), { timeout: 30_000 })
      .toMatch(/sleep 60/);
    interfere(running, serverPid);
    return running.ended;
  }

  it("by Ctrl-C once: 130, the result is printed, nothing is committed, no process is left; a resume goes on without its worktree", async () => {
    const { person } = fixture;
    const base = person.git("rev-parse", "main").trim();
    const ran = await inTheMiddle(({ child }) => child.kill("SIGINT"));
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
    expect(ran.result?.tasks[0]?.reason).toBe("the run was stopped. Go on with --resume");
    expect(ran.stderr).toMatch(/^Stopping: no new work starts, nothing is committed\. Once more to exit at once\.$/m);
    expect(person.git("log", "--all", "--format=%H").trim()).toBe(base);
    expect(await processesLeft(person.root)).toEqual([]);

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

  it("by Ctrl-C twice: 130 at once, no process is left; the next verb finds its worker interrupted", async () => {
    const { person } = fixture;
    const ran = await inTheMiddle(({ child }) => {
      // Two signals of one kind that come together are one: the second waits until the first was heard.
      child.stderr?.once("data", () => child.kill("SIGINT"));
      child.kill("SIGINT");
    });
    expect(ran).toMatchObject({ code: 130, signal: null, result: null });
    expect(await processesLeft(person.root)).toEqual([]);
    const stop = await run(person, ["stop", "--json"]);
    expect(stop).toMatchObject({ code: 0, result: { tasks: [{ id: "a", status: "stopped" }, { id: "b" }] } });
    const interrupted = stop.events.filter((event) => event.type === "task_interrupted");
    expect(interrupted).toMatchObject([
      { task_id: "a", data: { reason: "the process that ran it ended without a word" } },
    ]);
    expect(person.git("rev-list", "--count", `main..swarm/${stop.result?.epic_id}/a`).trim()).toBe("0");
  });

  it("because its OpenCode was killed: 1 interrupted, with the reason, and no process is left", async () => {
    const { person } = fixture;
    const ran = await inTheMiddle((_running, serverPid) => process.kill(serverPid, "SIGKILL"));
    expect(ran).toMatchObject({
      code: 1,
      signal: null,
      result: { status: "interrupted", tasks: [{ status: "interrupted", commit: null }, { status: "queued" }] },
    });
    expect(ran.result?.tasks[0]?.reason).toMatch(/^OpenCode ended during the turn\. .*--resume/);
    expect(await processesLeft(person.root)).toEqual([]);
  });
});
