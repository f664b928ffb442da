// The fault table: workers that do what they should not. Nothing of it harms the run, and none of it is believed.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { run, type Ran } from "../support/built-program.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";
import { expectTask, type TaskRow } from "./fault-rows.ts";

const bash = (command: string): StepInput => ({ tool: "bash", args: { command, description: "works" } });
const completes = (id: string, summary = "done"): StepInput[] => [
  { tool: "swarm_complete", args: { bead_id: id, summary, files_touched: null, status: null } },
  { text: "done" },
];

/** A title set, a screen cleared, a colour, a carriage return, a direction override, a link, and HTML. */
const codes =
  "\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u001b[0m\rover\u202egnirts \u009b31m<script>alert(1)</script><b>bold</b> \u001b]8;;http://x\u001b\\link";

interface WorkerRow extends TaskRow {
  steps: readonly StepInput[];
  /** git diff base..commit as the result has it. */
  files: readonly string[];
}

const rows: readonly WorkerRow[] = [
  {
    fault: "a worker that changes nothing",
    task: "nothing",
    steps: completes("nothing"),
    status: "ready",
    code: null,
    sentence: null,
    files: [],
  },
  {
    fault: "a worker that deletes its branch",
    task: "gone",
    steps: [
      bash("echo x > gone.txt && git add gone.txt && git commit -qm gone && git checkout -q --detach"),
      bash("git branch -D $(git for-each-ref --format='%(refname:short)' refs/heads/swarm | grep /gone$)"),
      ...completes("gone"),
    ],
    status: "ready",
    code: null,
    sentence: /branch/,
    files: ["gone.txt"],
  },
  {
    fault: "a worker that prints terminal codes and HTML",
    task: "codes",
    steps: [
      { tool: "swarm_progress", args: { bead_id: "codes", progress_percent: 40, message: codes, files_touched: null } },
      ...writes("codes", "codes.txt", "x").slice(0, 1),
      ...completes("codes", codes),
    ],
    status: "ready",
    code: null,
    sentence: null,
    files: ["codes.txt"],
  },
  {
    fault: "a worker that reports for another task",
    task: "stranger",
    steps: [
      { tool: "swarm_complete", args: { bead_id: "nothing", summary: "mine", files_touched: null, status: null } },
      { tool: "swarm_progress", args: { bead_id: "nothing", progress_percent: 9, message: null, files_touched: null } },
      { text: "that did not work" },
    ],
    status: "ready",
    code: null,
    sentence: /stopped without saying that it is complete/,
    files: [],
  },
];

describe("a run is not harmed by", () => {
  let fixture: SwarmFixture;
  /** The run as a person sees it, and the same as JSON from the log and the status. */
  let seen: Ran;
  let ran: Ran;
  beforeAll(async () => {
    fixture = await swarmFixture();
    const { person } = fixture;
    const path = join(person.root, "workers.json");
    const tasks = rows.map((row) => scripted(row.task, row.steps));
    writeFileSync(path, JSON.stringify(planOf(tasks)));
    seen = await run(person, ["run", path, "--max-parallel", "5"]);
    const log = await run(person, ["log", "--json"]);
    const status = await run(person, ["status", "--json"]);
    const [epic] = (JSON.parse(status.stdout) as { epics: NonNullable<Ran["result"]>[] }).epics;
    ran = { ...log, result: epic ?? null };
  }, 120_000);
  afterAll(() => fixture.close());

  it.each(rows)("$fault: $status", (row) => {
    expect(seen.code).toBe(0);
    expectTask(ran, row);
    expect(ran.result?.tasks.find((task) => task.id === row.task)?.files_touched).toEqual(row.files);
  });

  const eventsOf = (task: string) => ran.events.filter((event) => event.task_id === task);
  const heard = (task: string): string =>
    JSON.stringify(
      fixture.model.requests
        .filter((request) => JSON.stringify(request.messages).includes(`Do ${task}.`))
        .map((request) => request.messages.filter((message) => message.role === "tool")),
    );

  it("and the commit of a deleted branch is kept, on a branch of that name", () => {
    const { person } = fixture;
    expect(person.git("show", `swarm/${ran.result?.epic_id}/gone:gone.txt`)).toBe("x\n");
  });

  it("and a report for another task is refused with the right name, and stored for neither", () => {
    expect(heard("stranger")).toMatch(/your task is stranger, not nothing/);
    expect(eventsOf("stranger").map((event) => event.type)).not.toContain("completion_reported");
    expect(eventsOf("nothing").filter((event) => event.type === "completion_reported")).toHaveLength(1);
    expect(eventsOf("nothing").map((event) => event.type)).not.toContain("worker_progress");
  });

  it("and words of workers are stored as text and shown without a control byte", async () => {
    const progress = eventsOf("codes").find((event) => event.type === "worker_progress");
    expect(progress?.data).toMatchObject({ message: expect.stringMatching(/red.*<b>bold<\/b>.*link/s) as string });
    const { person } = fixture;
    const shown = [
      seen,
      await run(person, ["status"]),
      await run(person, ["log"]),
      await run(person, ["log", "--json"]),
    ];
    expect(shown[0]?.stdout).toContain("<b>bold</b>");
    for (const { stdout, stderr, code } of shown) {
      expect(code).toBe(0);
      expect(stdout.length).toBeGreaterThan(100);
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e]/);
    }
  });
});
