// The fault table: providers that break and workers that do not end, each the fault of one task and of no other.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StepInput } from "../../src/demo/scripted-step.ts";
import { run, type Ran } from "../support/built-program.ts";
import { processesLeft } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";
import { expectTask, type TaskRow } from "./fault-rows.ts";

interface TurnRow extends TaskRow {
  steps: readonly StepInput[];
}

const often = (count: number, step: (at: number) => StepInput): StepInput[] =>
  Array.from({ length: count }, (_none, at) => step(at));

/** All play in one run beside a task that is well. */
const rows: readonly TurnRow[] = [
  {
    fault: "a provider that answers 401",
    task: "auth",
    steps: [{ error: { status: 401 } }],
    status: "failed",
    code: "provider_auth",
    sentence: /the provider refused the sign-in: scripted 401\. .*`opencode auth login`/,
  },
  {
    fault: "a provider that answers 429 for a while",
    task: "limited",
    steps: writes("limited", "limited.txt", "x").map((step, at) => ({
      ...step,
      ...(at === 0 ? { error: { status: 429, headers: { "retry-after-ms": "50" }, times: 2 } } : {}),
    })),
    status: "ready",
    code: null,
    sentence: null,
  },
  {
    fault: "a provider that answers 400",
    task: "refused",
    steps: [{ error: { status: 400 } }],
    status: "failed",
    code: "provider_error",
    sentence: /the provider failed: scripted 400\. /,
  },
  {
    fault: "a provider that streams HTML",
    task: "html",
    steps: often(40, () => ({ malformed: "html" })),
    status: "failed",
    code: "turn_runaway",
    sentence: /the provider's answers broke off 6 times in a row without saying why/,
  },
  {
    fault: "a provider that streams rubbish",
    task: "rubbish",
    steps: [{ malformed: "json" }],
    status: "failed",
    code: "provider_error",
    sentence: /the provider failed: JSON parsing failed: Text: \{this is not json/,
  },
  {
    fault: "a provider whose streams have no end",
    task: "eof",
    steps: often(40, () => ({ malformed: "eof" })),
    status: "failed",
    code: "turn_runaway",
    sentence: /the provider's answers broke off 6 times in a row without saying why/,
  },
  {
    fault: "a worker that never stops",
    task: "endless",
    steps: often(60, (at) => ({ tool: "bash", args: { command: `echo ${at}`, description: `counts to ${at}` } })),
    status: "failed",
    code: "turn_runaway",
    sentence: /the model was asked 20 times in one turn without an end.*--max-steps/,
  },
  {
    fault: "a worker that says that it failed",
    task: "gave-up",
    steps: [
      {
        tool: "swarm_complete",
        args: { bead_id: "gave-up", summary: "no compiler here", files_touched: null, status: "failed" },
      },
      { text: "sorry" },
    ],
    status: "failed",
    code: null,
    sentence: /the worker gave up: no compiler here\. Mend what it names/,
  },
];

describe("a run goes on beside", () => {
  let fixture: SwarmFixture;
  let ran: Ran;
  let hung: Ran;
  const runPlan = async (name: string, tasks: readonly Record<string, unknown>[], ...more: string[]): Promise<Ran> => {
    const path = join(fixture.person.root, `${name}.json`);
    writeFileSync(path, JSON.stringify(planOf(tasks)));
    return run(fixture.person, ["run", path, "--json", ...more]);
  };
  beforeAll(async () => {
    fixture = await swarmFixture();
    const tasks = rows.map((row) => scripted(row.task, row.steps));
    const well = scripted("well", writes("well", "well.txt", "well\n"));
    ran = await runPlan("faults", [...tasks, well], "--max-parallel", "5", "--max-steps", "20");
    hung = await runPlan("hang", [scripted("hang", [{ hang: "headers" }])], "--stall", "1");
  }, 120_000);
  afterAll(() => fixture.close());

  it.each(rows)("$fault: $status, $code", (row) => expectTask(ran, row));

  it("and each time the exit code is 1, the task that was well is ready, and no process is left", async () => {
    expect(ran).toMatchObject({ code: 1, result: { status: "failed", landed: null } });
    expectTask(ran, { fault: "none", task: "well", status: "ready", code: null, sentence: null });
    expect(await processesLeft(fixture.person.root)).toEqual([]);
  });

  it("a provider that is asked in vain is asked a few times only", () => {
    const asked = (task: string): number =>
      fixture.model.requests.filter(
        (one) => one.kind === "chat" && JSON.stringify(one.messages).includes(`Do ${task}.`),
      ).length;
    expect(asked("auth")).toBe(1);
    expect(asked("eof")).toBeLessThan(60);
    expect(asked("endless")).toBeLessThan(30);
  });

  it("a provider that hangs: one retry, then failed, stalled", () => {
    expect(hung).toMatchObject({ code: 1, result: { status: "failed" } });
    const sentence = /no sign of the worker for \d+ s.*--stall/;
    expectTask(hung, { fault: "hang", task: "hang", status: "failed", code: "stalled", sentence });
    expect(hung.events.filter((event) => event.type === "worker_stalled")).toHaveLength(2);
  });

  it("names in its result what to type next", () => {
    const reasons = ran.result?.tasks.filter((task) => task.status === "failed").map((task) => task.reason ?? "") ?? [];
    for (const reason of reasons) expect(reason).toMatch(/\. \S.*$/s);
  });
});
