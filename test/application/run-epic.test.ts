// The main job, whole: a plan becomes landed work through real git and a real OpenCode server.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planOf, runPlan, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";

describe("a run", () => {
  let fixture: SwarmFixture;
  beforeAll(async () => {
    fixture = await swarmFixture();
  });
  afterAll(() => fixture.close());

  it("lands five tasks with dependencies in the person's branch", async () => {
    const { person } = fixture;
    const check = { name: "there", run: "test -s README.md" };
    const swarm = await fixture.open();
    const plan = planOf(
      [
        scripted("a", writes("a", "a.txt", "a\n"), { files: ["a.txt"], checks: [check] }),
        scripted("b", writes("b", "b.txt", "b\n"), { files: ["b.txt"], checks: [check] }),
        scripted("c", writes("c", "c.txt", "c\n"), {
          files: ["c.txt"],
          after: ["a", "b"],
          checks: [{ name: "parents", run: "test -f a.txt -a -f b.txt" }],
        }),
        scripted("d", writes("d", "d.txt", "d\n"), { files: ["d.txt"], after: ["c"], checks: [check] }),
        scripted("e", writes("e", "e.txt", "e\n"), { files: ["e.txt"], after: ["a"], checks: [check] }),
      ],
      { checks: [{ name: "all", run: "cat a.txt b.txt c.txt d.txt e.txt" }] },
    );
    const before = person.git("rev-parse", "HEAD").trim();
    const result = await runPlan(swarm, plan, { options: { approve: "checks", land: true } });
    await swarm.close();
    expect(result.tasks.map((task) => [task.id, task.status, task.reason])).toEqual(
      ["a", "b", "c", "d", "e"].map((id) => [id, "landed", null]),
    );
    expect(result.status).toBe("done");
    expect(result.landed).toEqual({ branch: "main", commit: person.git("rev-parse", "main").trim() });
    expect(person.git("ls-files").trim().split("\n").sort()).toEqual([
      "README.md",
      "a.txt",
      "b.txt",
      "c.txt",
      "d.txt",
      "e.txt",
    ]);
    expect(person.git("status", "--porcelain")).toBe("");
    expect(person.git("rev-list", "--count", `${before}..main`).trim()).toBe("5");
    expect(
      result.tasks.every((task) => task.worktree_path === null && task.cost !== null && task.tokens !== null),
    ).toBe(true);
    expect(fixture.warnings).toEqual([]);
  });
});
