// The command line while a window owns the swarm: every verb goes through it, and a run works there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { JoinedSwarm } from "../../../src/application/joined-swarm.ts";
import { joinSwarm } from "../../../src/join-swarm.ts";
import { ends } from "../../support/command-line.ts";
import { desk, type Desk } from "../../support/desk.ts";
import { asking, inState, modelReached, startPlan, taskIn, until } from "../../support/live-fixture.ts";
import { joinRequest } from "../../support/quiet-swarm.ts";
import { ownRequest, planOf, scripted, writes } from "../../support/swarm-fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

const planText = (...tasks: object[]): string => JSON.stringify({ title: "Sample epic", tasks });

/** A desk beside a window that owns the swarm until it leaves, or the test ends. */
async function beside(): Promise<Desk & { window: JoinedSwarm }> {
  const place = await desk();
  const asked = { ...ownRequest(place.fixture), command: "a window" };
  const window = await joinSwarm(joinRequest(asked, asked));
  onTestFinished(() => window.close());
  return { ...place, window };
}

describe("beside a window", () => {
  test("a run works in it, prints its own events and no others, and its work goes all the way and back again", async () => {
    const { fixture, swarm, window } = await beside();
    // Another epic works there meanwhile.
    const other = await startPlan(window, planOf([scripted("o", asking(writes("o", "o.txt", "o\n")))]));
    await until(window, other, inState("o", "needs_answer"));
    const plan = planText(scripted("a", writes("a", "a.txt", "A\n")), scripted("b", writes("b", "b.txt", "B\n")));
    const run = swarm(["run", "-", "--json"], { stdin: plan });
    await ends(run, 0);
    expect(run.err()).toMatch(
      new RegExp(`^Runs in a window \\(pid ${process.pid}\\).*--opencode does nothing here`, "m"),
    );
    const lines = run.json();
    const result = lines.pop();
    const epicId = String(result?.epic_id);
    expect(result).toMatchObject({
      status: "waiting",
      tasks: [
        { id: "a", status: "ready" },
        { id: "b", status: "ready" },
      ],
    });
    const stored: unknown[] = [];
    for await (const event of window.read({ epicId })) stored.push(event);
    expect(lines.filter((line) => line.epic_id !== null)).toEqual(stored);

    const approved = swarm(["approve", epicId, "--all"]);
    await ends(approved, 0);
    expect(approved.out()).toMatch(/2 tasks on swarm\/sample-epic-\w+\/_integration/);
    const landed = swarm(["land", epicId, "--json"]);
    await ends(landed, 0);
    expect(landed.json().at(-1)).toMatchObject({ status: "done", landed: { branch: "main" } });
    expect(readFileSync(join(fixture.person.repository, "b.txt"), "utf8")).toBe("B\n");
    const undone = swarm(["undo", epicId]);
    await ends(undone, 0);
    expect(undone.out()).toMatch(/^main is back at/);
    const clean = swarm(["clean", "--json"]);
    await ends(clean, 0);

    const status = swarm(["status", other, "--json"]);
    await ends(status, 0);
    expect(status.json()).toMatchObject([
      { owner: { command: "a window" }, epics: [{ tasks: [{ status: "needs_answer" }] }] },
    ]);
    const answered = swarm(["answer", other, "o", "tabs"]);
    await ends(answered, 0);
    expect(answered.out()).toMatch(/^Stored\. o hears it in a window\.$/m);
    await until(window, other, inState("o", "ready"));
    const discarded = swarm(["discard", other, "--yes"]);
    await ends(discarded, 0);
    expect(discarded.out()).toMatch(/^Discarded o\. Back with: git branch o-again refs/m);
    expect(fixture.events.filter((event) => event.type === "opencode_started")).toHaveLength(1);
  });

  test("a stopped run interrupts its epic and no other, and a retry goes on in the window", async () => {
    const { fixture, swarm, window } = await beside();
    const other = await startPlan(window, planOf([scripted("o", asking(writes("o", "o.txt", "o\n")))]));
    const plan = planText(scripted("a", [{ hang: "body", times: 1 }, ...writes("a", "a.txt", "A\n")]));
    const run = swarm(["run", "-"], { stdin: plan });
    await run.shows(/^\d\d:\d\d:\d\d a working$/m);
    await until(window, other, inState("o", "needs_answer"));
    const epicId = (await window.epics()).find((epic) => epic.id !== other)?.id ?? "";
    await modelReached(fixture, epicId, "a");
    run.signal("SIGINT");
    await ends(run, 130);
    expect(run.out()).toMatch(/^ {2}go on {2}opencode-swarm run --resume sample-epic-/m);
    const [mine, others] = [await window.epic(epicId), await window.epic(other)];
    expect([mine?.tasks.get("a")?.status, others?.tasks.get("o")?.status]).toEqual(["interrupted", "needs_answer"]);

    const retried = swarm(["retry", epicId, "a"]);
    await ends(retried, 0);
    expect(retried.out()).not.toMatch(/run --resume/);
    await until(window, epicId, inState("a", "ready"));
    const stopped = swarm(["stop", other]);
    await ends(stopped, 0);
    expect(taskIn(await until(window, other, inState("o", "stopped")), "o").asks).toEqual([]);
  });

  test("a run goes on in the window's place when that has gone", async () => {
    const { fixture, swarm, window } = await beside();
    const plan = planText(
      scripted("a", [{ hang: "body", times: 1 }, ...writes("a", "a.txt", "A\n")]),
      scripted("b", writes("b", "b.txt", "B\n"), { after: ["a"] }),
    );
    const run = swarm(["run", "-", "--approve", "all", "--land", "--json", "--stall", "2"], { stdin: plan });
    await vi.waitFor(() => expect(run.out()).toMatch(/"prompt_sent"/), { timeout: 60_000 });
    await window.leave();
    await ends(run, 0);
    const lines = run.json();
    expect(lines.pop()).toMatchObject({ status: "done", tasks: [{ status: "landed" }, { status: "landed" }] });
    const seqs = lines.map((line) => Number(line.seq));
    expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
    expect(lines.map((line) => line.type)).toContain("epic_landed");
    expect(fixture.person.git("show", "main:b.txt")).toBe("B\n");
  });

  test("a question that somebody answers elsewhere is taken back at the terminal", async () => {
    const { fixture, swarm, window } = await beside();
    const file = join(fixture.person.root, "plan.json");
    fixture.person.write("../plan.json", planText(scripted("a", asking(writes("a", "a.txt", "A\n")))));
    const run = swarm(["run", file, "--approve", "all"], { columns: 100 });
    await run.shows("Tabs or spaces?");
    const epicId = (await window.epics())[0]?.id ?? "";
    const epic = await until(window, epicId, inState("a", "needs_answer"));
    expect(await window.reply(epicId, "a", taskIn(epic, "a").asks[0]?.request_id ?? "", [["spaces"]])).toMatchObject({
      ok: true,
    });
    await ends(run, 0);
    expect(run.out()).toMatch(/1 task on swarm\/sample-epic-\w+\/_integration/);
  });
});
