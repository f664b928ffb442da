// The fault table: odd places that are no fault. A run there does what it does anywhere.
import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/built-program.ts";
import { planOf, scripted, swarmFixture, writes, type SwarmFixture } from "../support/swarm-fixture.ts";
import type { Place } from "./fault-rows.ts";

describe('in a repository at a path with spaces, quotes and "ü"', () => {
  let fixture: SwarmFixture;
  let place: Place;
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: place.repository, env: place.env, encoding: "utf8" });
  beforeAll(async () => {
    fixture = await swarmFixture();
    const { person } = fixture;
    place = { env: { ...person.env }, repository: join(person.root, `it's "my" ü $HOME`) };
    renameSync(person.repository, place.repository);
    const check = { name: "there", run: "test -f 'ä b.txt'" };
    const first = scripted("first", writes("first", "ä b.txt", "first\n"), { files: ["ä b.txt"], checks: [check] });
    const then = scripted("then", writes("then", "then.txt", "then\n"), { after: ["first"], checks: [check] });
    writeFileSync(join(person.root, "places.json"), JSON.stringify(planOf([first, then], { checks: [check] })));
  });
  afterAll(() => fixture.close());

  it("a dirty checkout is no error: one line says what is not included, and the work lands around it", async () => {
    writeFileSync(join(place.repository, "README.md"), "# Mine\n");
    writeFileSync(join(place.repository, "draft 'ü'.txt"), "draft\n");
    const ran = await run(place, ["run", "../places.json", "--json", "--approve", "checks", "--land"]);
    expect(ran).toMatchObject({
      code: 0,
      result: {
        status: "done",
        tasks: [
          { status: "landed", files_touched: ["ä b.txt"], checks: "passed" },
          { status: "landed", files_touched: ["then.txt"], checks: "passed" },
        ],
        landed: { branch: "main", commit: git("rev-parse", "main").trim() },
      },
    });
    expect(ran.stderr.trim().split("\n")).toEqual([
      "Not included: 2 uncommitted files of your checkout (README.md, draft 'ü'.txt); workers start from the commit.",
    ]);
    expect(readFileSync(join(place.repository, "ä b.txt"), "utf8")).toBe("first\n");
    expect(readFileSync(join(place.repository, "README.md"), "utf8")).toBe("# Mine\n");
    expect(git("-c", "core.quotePath=false", "status", "--porcelain", "-z").split("\0")).toEqual([
      " M README.md",
      "?? draft 'ü'.txt",
      "",
    ]);
  });

  it("a detached HEAD is no error without --land, and stays where it is", async () => {
    git("checkout", "--quiet", "--detach");
    const before = git("rev-parse", "HEAD");
    const ran = await run(place, ["run", "../places.json", "--json"]);
    expect(ran).toMatchObject({
      code: 0,
      result: { status: "waiting", tasks: [{ status: "ready" }, { status: "queued" }], landed: null },
    });
    expect(git("rev-parse", "HEAD")).toBe(before);
    expect(git("rev-parse", "--abbrev-ref", "HEAD").trim()).toBe("HEAD");
    const landing = await run(place, [
      "run",
      "--resume",
      ran.result?.epic_id ?? "",
      "--json",
      "--approve",
      "all",
      "--land",
    ]);
    expect(landing).toMatchObject({ code: 2, result: { status: "refused", error: { code: "detached-head" } } });
    expect(landing.stderr).toMatch(
      /HEAD was detached when \S+ began, so there is no branch to land on\. Leave --land out/,
    );
  });
});
