// A run in the terminal whose swarm another process owns, when that is killed: it takes its place and ends what it began.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventType } from "../../src/domain/events.ts";
import { run, start, type Running } from "../support/built-program.ts";
import { processesLeft } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";

const works = (id: string) => [
  { tool: "bash", args: { command: "sleep 2", description: "works" } },
  ...writes(id, `${id}.txt`, `${id}\n`),
];

describe("a run whose owner is killed", { timeout: 180_000 }, () => {
  let fixture: SwarmFixture;
  beforeEach(async () => {
    fixture = await swarmFixture();
  });
  afterEach(() => fixture.close());

  /** Started, and at its first event of this type. */
  const reached = (type: EventType, args: readonly string[]): Promise<Running> =>
    new Promise((resolve, reject) => {
      const running = start(fixture.person, args, (line) => {
        if (line.type === type) resolve(running);
      });
      running.ended.then(({ stderr }) => reject(new Error(`it ended before ${type}: ${stderr}`)), reject);
    });

  it.each<EventType>(["epic_created", "prompt_sent", "task_landing_started"])(
    "at %s goes on in its place: nothing is asked twice, its work lands, and no process is left",
    async (moment) => {
      const { person } = fixture;
      const theirs = planOf([scripted("b", works("b")), scripted("c", works("c"), { after: ["b"] })]);
      person.write("../theirs.json", JSON.stringify(theirs));
      person.write("../ours.json", JSON.stringify(planOf([scripted("a", works("a"))])));
      const owner = await reached("prompt_sent", ["run", "../ours.json", "--json"]);
      const client = await reached(moment, ["run", "../theirs.json", "--approve", "all", "--land", "--json"]);
      owner.child.kill("SIGKILL");
      await owner.ended;
      const { code, events, result } = await client.ended;
      expect(result).toMatchObject({ status: "done", tasks: [{ status: "landed" }, { status: "landed" }] });
      expect(code).toBe(0);
      expect(events.filter((event) => event.type === "prompt_sent").map((event) => event.task_id)).toEqual(["b", "c"]);
      const logged = await run(person, ["log", "--epic", result?.epic_id ?? "", "--json"]);
      const ofEpic = events.filter((event) => event.epic_id !== null).map(({ id }) => id);
      expect(ofEpic).toEqual(logged.events.map(({ id }) => id));
      expect(person.git("show", "main:c.txt")).toBe("c\n");
      expect(await processesLeft(person.root)).toEqual([]);
    },
  );
});
