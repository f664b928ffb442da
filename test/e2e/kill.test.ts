// kill -9 of our process at any moment of a run: a resume ends in the same landed work, and nothing is done twice.
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { run, start } from "../support/built-program.ts";
import { processesLeft } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, type SwarmFixture } from "../support/swarm-fixture.ts";

/** One step of a worker; it is in the script twice, because a step that a kill cut short counts as played. */
const work = (id: string) => ({
  tool: "bash",
  args: {
    command: `test -f ${id}.txt || (echo ${id} > ${id}.txt && git add . && git commit -qm "work of ${id}")`,
    description: "works",
  },
});

const worker = (id: string) => [
  work(id),
  { tool: "swarm_progress", args: { bead_id: id, progress_percent: 50, message: null, files_touched: null } },
  work(id),
  { tool: "swarm_complete", args: { bead_id: id, summary: `did ${id}`, files_touched: null, status: null } },
  { text: "done" },
];

const check = { name: "green", run: "true" };
const plan = planOf([
  scripted("a", worker("a"), { checks: [check] }),
  scripted("b", worker("b"), { checks: [check] }),
  scripted("c", worker("c"), { checks: [check], after: ["a", "b"] }),
]);

/** Where the process is killed: at the first event of this type, and after some milliseconds more. */
type Moment = readonly [RecordedEvent["type"], number];

const moments: readonly (readonly Moment[])[] = [
  [
    ["epic_created", 0],
    ["task_started", 30],
  ],
  [
    ["worktree_created", 0],
    ["prompt_sent", 60],
  ],
  [
    ["worker_spawned", 0],
    ["prompt_requested", 0],
  ],
  [
    ["completion_reported", 0],
    ["turn_ended", 0],
  ],
  [
    ["work_collected", 0],
    ["check_finished", 0],
  ],
  [
    ["task_landing_started", 0],
    ["task_landed", 3],
  ],
  [
    ["epic_landing_started", 0],
    ["epic_landed", 0],
  ],
];

describe("a process that is killed", () => {
  let fixture: SwarmFixture;
  let base = "";
  beforeAll(async () => {
    fixture = await swarmFixture();
    base = fixture.person.git("rev-parse", "HEAD").trim();
  });
  afterAll(() => fixture.close());

  async function killedAt(args: readonly string[], [type, delay]: Moment): Promise<string | null> {
    let epicId: string | null = null;
    await start(fixture.person, args, (line, child) => {
      if (line.type === "result") return;
      epicId ??= line.epic_id;
      if (line.type === type) setTimeout(() => child.kill("SIGKILL"), delay);
    }).ended;
    return epicId;
  }

  it.each(moments.map((two) => ({ two, name: two.map(([type, delay]) => `${type}+${delay}`).join(", then at ") })))(
    "at $name is resumed to the same landed work",
    async ({ two }) => {
      const { person } = fixture;
      person.git("reset", "--quiet", "--hard", base);
      const planFile = join(person.root, "kill.swarm.json");
      writeFileSync(planFile, JSON.stringify(plan));
      const [first, second] = two as [Moment, Moment];
      const epicId = await killedAt(["run", planFile, "--json", "--approve", "all", "--land"], first);
      expect(epicId).not.toBeNull();
      const seen = await run(person, ["status", epicId ?? "", "--json"]);
      expect(seen.stdout).not.toMatch(/"status":"(starting|working)"/);
      await killedAt(["run", "--resume", epicId ?? "", "--json"], second);
      const last = await run(person, ["run", "--resume", epicId ?? "", "--json"]);

      expect(last.code, `${JSON.stringify(last.result)}\n${last.stderr}`).toBe(0);
      expect(last.result).toMatchObject({ status: "done", landed: { branch: "main" } });
      expect(person.git("rev-parse", "main").trim()).toBe(last.result?.landed?.commit);
      for (const id of ["a", "b", "c"]) expect(person.git("show", `main:${id}.txt`)).toBe(`${id}\n`);
      expect(person.git("rev-list", "--count", `${base}..main`).trim()).toBe("3");
      expect(person.git("status", "--porcelain")).toBe("");

      const log = await run(person, ["log", "--epic", epicId ?? "", "--json"]);
      const landed = log.events.filter((event) => event.type === "task_landed").map((event) => event.task_id);
      expect(landed.toSorted((left, right) => String(left).localeCompare(String(right)))).toEqual(["a", "b", "c"]);
      const prompts = log.events.flatMap((event) => (event.type === "prompt_requested" ? [event.data.message_id] : []));
      expect(new Set(prompts).size).toBe(prompts.length);
      const timesTold = fixture.model.requests.map(
        (request) => request.messages.filter((one) => JSON.stringify(one.content).includes("## Your contract")).length,
      );
      expect(new Set(timesTold)).toEqual(new Set([1]));
      expect(await processesLeft(person.root)).toEqual([]);
    },
  );
});
