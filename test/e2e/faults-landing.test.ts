// The fault table: kill -9 of our process in the middle of landing on the branch that is checked out. Before or after, never between.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMove } from "../../src/adapters/git/move-record.ts";
import { run, start } from "../support/built-program.ts";
import { processesLeft } from "../support/processes.ts";
import { planOf, scripted, swarmFixture, type SwarmFixture } from "../support/swarm-fixture.ts";

/** Enough files that moving them takes a while. */
const manyFiles = 400;
const steps = [
  {
    tool: "bash",
    args: {
      command: `mkdir many; for i in $(seq ${manyFiles}); do head -c 20000 /dev/zero > many/$i.txt; done; echo new > README.md`,
      description: "writes",
    },
  },
  { tool: "swarm_complete", args: { bead_id: "a", summary: "done", files_touched: null, status: null } },
  { text: "done" },
];

/** Parts of the time that a landing takes, and the verb that comes next. */
const kills: readonly (readonly [part: number, next: readonly string[]])[] = [
  [0, ["land"]],
  [0.15, ["clean", "--dry-run"]],
  [0.3, ["stop"]],
  [0.45, ["undo"]],
  [0.6, ["clean", "--dry-run"]],
  [0.75, ["approve", "-", "--all"]],
  [0.95, ["clean", "--dry-run"]],
];

describe("kill -9 in the middle of landing", () => {
  let fixture: SwarmFixture;
  let base = "";
  let tip = "";
  let landingMs = 0;
  let cutOff = 0;
  const main = (): string => fixture.person.git("rev-parse", "main").trim();

  /** Ref, index and files say the same, and there is nothing else. */
  function expectTogether(): void {
    const { person } = fixture;
    expect([base, tip]).toContain(main());
    expect(person.git("status", "--porcelain", "--untracked-files=all")).toBe("");
    expect(person.git("symbolic-ref", "HEAD").trim()).toBe("refs/heads/main");
    person.git("update-index", "--really-refresh");
    person.git("diff-index", "--quiet", "HEAD");
    const files = main() === tip ? manyFiles + 1 : 1;
    expect(person.git("ls-files").trim().split("\n")).toHaveLength(files);
  }

  /** Lands, and kills the process some milliseconds after its intent is stored. Gives how long the landing took. */
  async function land(killAfter: number): Promise<number> {
    let begun = 0;
    let took = 0;
    await start(fixture.person, ["land", "--json"], (line, child) => {
      if (line.type === "epic_landed") took = performance.now() - begun;
      if (line.type !== "epic_landing_started") return;
      begun = performance.now();
      if (Number.isFinite(killAfter)) setTimeout(() => child.kill("SIGKILL"), killAfter);
    }).ended;
    return took;
  }

  beforeAll(async () => {
    fixture = await swarmFixture();
    const { person } = fixture;
    base = main();
    writeFileSync(join(person.root, "land.json"), JSON.stringify(planOf([scripted("a", steps)])));
  });
  afterAll(() => fixture.close());

  it("never happens: then ref, index and files are at the new commit", async () => {
    const { person } = fixture;
    const ran = await run(person, ["run", "../land.json", "--json", "--approve", "all"]);
    expect(ran.result).toMatchObject({ status: "done", tasks: [{ status: "landed" }], landed: null });
    landingMs = await land(Number.POSITIVE_INFINITY);
    tip = main();
    expect(tip).not.toBe(base);
    expectTogether();
  });

  it.each(kills)("at %d of its time: any verb brings ref, index and files together", async (part, next) => {
    const { person } = fixture;
    if (main() === tip) expect(await run(person, ["undo", "--json"])).toMatchObject({ code: 0 });
    expect(main()).toBe(base);
    await land(landingMs * part);
    if ((await readMove(join(person.repository, ".git"), "main")) !== null) cutOff += 1;
    const after = await run(person, [...next, "--json"]);
    expect(after.code === 0 || (after.code === 1 && after.result?.error !== undefined)).toBe(true);
    expectTogether();
    const status = await run(person, ["status", "--json"]);
    const landed = main() === tip ? { branch: "main", commit: tip } : null;
    expect(JSON.parse(status.stdout)).toMatchObject({ epics: [{ landed }] });
    expect(await processesLeft(person.root)).toEqual([]);
  });

  it("and some of these kills did cut a landing off", () => expect(cutOff).toBeGreaterThan(0));
});
