// A window's swarm: what a person says while workers run, and what follows from it by itself.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LiveSwarm } from "../../src/application/live-swarm.ts";
import { liveFixture, startPlan, taskIn, until, type LiveFixture } from "../support/live-fixture.ts";
import { planOf, scripted, writes } from "../support/swarm-fixture.ts";

describe("a swarm that stays open", () => {
  let fixture: LiveFixture;
  let swarm: LiveSwarm;
  beforeAll(async () => {
    fixture = await liveFixture();
    swarm = await fixture.open();
  });
  afterAll(async () => {
    await swarm.close();
    await fixture.close();
  });
  beforeEach(() => fixture.events.splice(0));

  it("starts two epics that work at the same time", async () => {
    const one = await startPlan(swarm, planOf([scripted("a", writes("a", "one.txt", "1\n"))], { title: "One" }));
    const two = await startPlan(swarm, planOf([scripted("a", writes("a", "two.txt", "2\n"))], { title: "Two" }));
    expect(await swarm.changes(one, "a")).toBeNull();
    await Promise.all([one, two].map((epicId) => until(swarm, epicId, (epic) => taskIn(epic, "a").status === "ready")));
    const started = fixture.events.filter((event) => event.type === "worker_spawned").map((event) => event.epic_id);
    expect(new Set(started)).toEqual(new Set([one, two]));
    expect(swarm.running()).toEqual(new Set());
    expect(await swarm.changes(one, "a")).toMatchObject({ files: [{ path: "one.txt", change: "added", added: 1 }] });
  });
});
