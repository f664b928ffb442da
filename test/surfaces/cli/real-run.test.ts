// The command line over the real program: git, the store and OpenCode are real, the model is scripted.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { StepInput } from "../../../src/demo/scripted-step.ts";
import { ends, invoke } from "../../support/command-line.ts";
import { desk, realProgram } from "../../support/desk.ts";
import { scripted, writes } from "../../support/swarm-fixture.ts";

// On a machine with other work a server may take its time to start.
vi.setConfig({ testTimeout: 180_000 });

const sessionOf = (result: Record<string, unknown> | undefined, task: number): string =>
  String((result as { tasks: { session_id: string }[] } | undefined)?.tasks[task]?.session_id);

const planText = (...tasks: object[]): string => JSON.stringify({ title: "Sample epic", tasks });

/** Asks both things that a worker can ask, then writes a file. */
const asking = (id: string): StepInput[] => [
  {
    tool: "question",
    args: {
      questions: [
        {
          question: "Which \u001b[2Jname?",
          header: "Name",
          options: [
            { label: "Alpha", description: "first" },
            { label: "Beta", description: "second" },
          ],
        },
      ],
    },
  },
  { tool: "webfetch", args: { url: "http://127.0.0.1:9/rules", format: "text" } },
  ...writes(id, `${id}.txt`, "text\n"),
];

describe("a run with --json", () => {
  test("prints every stored event and the result, and its work goes all the way and back again", async () => {
    const { fixture, swarm } = await desk();
    fixture.person.write("draft.txt", "not committed");
    const plan = planText(scripted("a", writes("a", "a.txt", "A\n")), scripted("b", writes("b", "b.txt", "B\n")));
    const run = swarm(["run", "-", "--json"], { stdin: plan });
    await ends(run, 0);
    expect(run.err()).toMatch(/^Not included: 1 uncommitted file of your checkout \(draft\.txt\)/m);
    const lines = run.json();
    const result = lines.pop();
    expect(lines.map((line) => line.seq)).toEqual(lines.map((_, at) => at + 1));
    expect(lines.map((line) => line.type)).toEqual(expect.arrayContaining(["epic_created", "opencode_started"]));
    expect(lines.at(-1)).toMatchObject({ type: "opencode_stopped", epic_id: null });
    expect(result).toMatchObject({ type: "result", status: "waiting", landed: null });
    expect(result?.tasks).toMatchObject([
      { id: "a", status: "ready", files_touched: ["a.txt"], cost: expect.any(Number) as number },
      { id: "b", status: "ready", files_touched: ["b.txt"], tokens: { cache_read: 0 } },
    ]);

    const log = swarm(["log", "--json"]);
    await ends(log, 0);
    expect(log.json()).toEqual(lines);

    const one = swarm(["log", "--session", sessionOf(result, 1)]);
    await ends(one, 0);
    expect(one.out()).toMatch(/\/b working/);
    expect(one.out()).not.toMatch(/\/a /);

    const rows = swarm(["log", "--json", "--sql", "SELECT task_id, status FROM tasks ORDER BY task_id"]);
    await ends(rows, 0);
    expect(rows.json()).toEqual([
      { task_id: "a", status: "ready" },
      { task_id: "b", status: "ready" },
    ]);
    const deletes = swarm(["log", "--sql", "DELETE FROM events"]);
    await ends(deletes, 2);
    expect(deletes.err()).toMatch(/Only one SELECT/);

    const unnamed = swarm(["approve", "sample"]);
    await ends(unnamed, 2);
    expect(unnamed.err()).toMatch(/--all for a, b/);
    const wrong = swarm(["approve", "sample", "c"]);
    await ends(wrong, 2);
    expect(wrong.err()).toMatch(/has no task c/);

    const approved = swarm(["approve", "sample", "--all"]);
    await ends(approved, 0);
    expect(approved.out()).toMatch(/^Next:\n {2}bring it into your branch {2}opencode-swarm land sample-epic-/m);

    const landed = swarm(["land", "--json"]);
    await ends(landed, 0);
    expect(landed.json().at(-1)).toMatchObject({ status: "done", landed: { branch: "main" } });
    expect(readFileSync(join(fixture.person.repository, "b.txt"), "utf8")).toBe("B\n");

    const status = swarm(["status", "--json"]);
    await ends(status, 0);
    expect(status.json()).toMatchObject([{ type: "status", epics: [{ type: "epic", status: "done", asks: [] }] }]);

    const undone = swarm(["undo", "-"]);
    await ends(undone, 0);
    expect(undone.out()).toMatch(/^main is back at/);
    expect(fixture.person.git("ls-files").split("\n")).not.toContain("b.txt");
    const again = swarm(["undo", "-", "--json"]);
    await ends(again, 1);
    expect(again.json().at(-1)).toMatchObject({ status: "refused", error: { code: "NothingLanded" } });

    const clean = swarm(["clean", "--dry-run"]);
    await ends(clean, 0);
    const nobody = swarm(["run", "--resume", "sampel-epic"]);
    await ends(nobody, 2);
    expect(nobody.err()).toMatch(/there is no epic sampel-epic/);
  });

  test("ends quietly and properly when nobody reads it any more", async () => {
    const { fixture, swarm } = await desk();
    const plan = planText(scripted("a", [{ hang: "body" }, ...writes("a", "a.txt", "A\n")]));
    const run = swarm(["run", "-", "--json"], { stdin: plan, breaksAfter: 2500 });
    await ends(run, 141);
    expect(run.err()).toBe("");
    const status = swarm(["status", "--json"]);
    await status.code;
    expect(status.json()).toMatchObject([{ epics: [{ status: "interrupted", tasks: [{ status: "interrupted" }] }] }]);

    const retried = swarm(["retry", "-", "a", "--fresh"]);
    await ends(retried, 0);
    expect(retried.out()).toMatch(
      /^a is queued and goes on from the start, in a new worktree\.\nNext: .* run --resume/,
    );
    const stopped = swarm(["stop"]);
    await ends(stopped, 0);
    expect(stopped.out()).toMatch(/^Stopped: a\.$/m);
    const unsure = swarm(["discard", "-", "--json"]);
    await ends(unsure, 2);
    expect(unsure.json().at(-1)).toMatchObject({
      status: "refused",
      error: { code: "not-confirmed", remedy: "say --yes" },
    });
    const thoughtBetter = swarm(["discard", "-", "a"], { columns: 80 });
    await thoughtBetter.shows("[y/N] ");
    thoughtBetter.type("n");
    await ends(thoughtBetter, 1);
    expect(thoughtBetter.err()).toMatch(/nothing was done/);
    const discarded = swarm(["discard", "-", "a", "--yes"]);
    await ends(discarded, 0);
    const ref = /git branch a-again (refs\/opencode-swarm\/\S+)$/m.exec(discarded.out())?.[1] ?? "no ref";
    expect(fixture.person.git("rev-parse", ref).trim()).toBe(fixture.person.git("rev-parse", "main").trim());
  });
});

describe("a run in a terminal", () => {
  test("asks the person, shows a tree meanwhile, and gives the cursor back", async () => {
    const { fixture, swarm } = await desk();
    const file = join(fixture.person.root, "plan.json");
    fixture.person.write("../plan.json", planText(scripted("a", asking("a"))));
    const run = swarm(["run", file, "--approve", "all", "--land"], { columns: 100 });
    await run.shows("Which name?");
    await run.shows("or your own words: ");
    run.type("2");
    await run.shows("[r]eject? ");
    run.type("r");
    await run.shows("nothing to add) ");
    run.type("use the file");
    await ends(run, 0);
    expect(run.out()).toContain("\u001b[?25l");
    expect(run.out().lastIndexOf("\u001b[?25h")).toBeGreaterThan(run.out().lastIndexOf("\u001b[?25l"));
    expect(run.out()).toMatch(/Landed 1 task on main as [0-9a-f]{10}\./);
    expect(run.out()).not.toContain("\u001b[2J");
    const answers = swarm(["log", "--json", "--sql", "SELECT kind, answer, answered_by FROM asks ORDER BY kind"]);
    await answers.code;
    expect(answers.json()).toEqual([
      { kind: "permission", answer: "reject", answered_by: "user" },
      { kind: "question", answer: "Beta", answered_by: "user" },
    ]);
    const heard = fixture.model.requests.flatMap((request) =>
      request.messages.map((message) => JSON.stringify(message)),
    );
    expect(heard.some((text) => text.includes("use the file"))).toBe(true);
  });
});

describe("a run that is stopped", () => {
  test("is interrupted by the first signal, names itself to others, exits at once on the second, and goes on later", async () => {
    const { fixture, swarm } = await desk();
    const plan = planText(scripted("a", [{ hang: "body", times: 1 }, ...writes("a", "a.txt", "A\n")]));
    const run = swarm(["run", "-", "--approve", "all"], { stdin: plan });
    await run.shows(/^\d\d:\d\d:\d\d a working$/m);
    await vi.waitFor(() => expect(fixture.model.requests.some((one) => one.kind === "chat")).toBe(true), 30_000);

    // Another command works through the one that runs.
    const other = swarm(["approve", "-", "--all"]);
    await ends(other, 1);
    expect(other.err()).toMatch(/no task of sample-epic-\w+ waits for approval/);
    const looking = swarm(["status"]);
    await ends(looking, 0);
    expect(looking.out()).toMatch(/● working a/);

    run.signal("SIGTERM");
    run.signal("SIGINT");
    expect(run.exits).toEqual([130]);
    await ends(run, 143);
    expect(run.out()).toMatch(/^Stopping: no new work starts/m);
    expect(run.out()).toMatch(/^ {2}go on {2}opencode-swarm run --resume sample-epic-/m);
    expect(fixture.person.git("log", "--oneline", "--all").trim().split("\n")).toHaveLength(1);

    const resumed = swarm(["run", "--resume", "sample", "--land", "--json"]);
    await ends(resumed, 0);
    expect(resumed.json().at(-1)).toMatchObject({
      status: "done",
      tasks: [{ status: "landed" }],
      landed: { branch: "main" },
    });
  });

  test("waits for answers with --unattended wait, and takes them when it goes on", async () => {
    const { swarm } = await desk();
    const plan = planText(scripted("a", asking("a")));
    const run = swarm(["run", "-", "--unattended", "wait", "--approve", "all"], { stdin: plan });
    await ends(run, 0);
    const told = /opencode-swarm (answer \S+ a Alpha)$/m.exec(run.out())?.[1];
    expect(told).toBeDefined();
    const status = swarm(["status"]);
    await ends(status, 0);
    expect(status.out()).toMatch(/\? a question \S+: Which name\?\n {2}Alpha \| Beta/);
    const answered = swarm((told ?? "").split(" "));
    await ends(answered, 0);
    expect(answered.out()).toMatch(/Next: opencode-swarm run --resume/);
    const resumed = swarm(["run", "--resume", "-", "--unattended", "decide", "--json"]);
    await ends(resumed, 0);
    expect(resumed.json().at(-1)).toMatchObject({ tasks: [{ id: "a", status: "landed" }] });
  });
});

describe("the doctor", () => {
  test("finds nothing wrong where all is there, and 3 where OpenCode is not", async () => {
    const { fixture, swarm } = await desk();
    const well = swarm(["doctor"]);
    await ends(well, 0);
    expect(well.out()).toMatch(/^✓ OpenCode +1\./m);
    const ill = invoke(["doctor", "--json", "--opencode", "/nowhere/opencode"], {
      program: realProgram,
      env: fixture.person.env,
      cwd: fixture.person.repository,
    });
    await ends(ill, 3);
    expect(ill.json()).toMatchObject([{ type: "doctor", ok: false }]);
    expect(ill.json()[0]?.findings).toContainEqual(expect.objectContaining({ name: "OpenCode", ok: false }));
  });

  test("makes the database anew from the journal when it is asked to, and says where the old one is", async () => {
    const { fixture, swarm } = await desk();
    const nothing = swarm(["doctor", "--repair"]);
    await ends(nothing, 0);
    expect(nothing.out()).toMatch(/^✓ repair +there is no event store here/m);
    const opened = await fixture.open();
    await opened.close();
    const store = join(fixture.person.stateDir, "store");
    writeFileSync(join(store, "swarm.db"), "not a database");
    const repaired = swarm(["doctor", "--repair"]);
    await ends(repaired, 0);
    const kept = /the old one is (\S.*\.bak)$/m.exec(repaired.out())?.[1] ?? "";
    expect(readFileSync(kept, "utf8")).toBe("not a database");
    const owner = await fixture.open();
    const refused = swarm(["doctor", "--repair"]);
    await ends(refused, 3);
    expect(refused.out()).toMatch(/^✗ repair +.*is owned by process \d+/m);
    await owner.close();
  });
});
