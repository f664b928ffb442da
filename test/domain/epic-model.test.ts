// Random lives of random epics: what must hold holds after every command, and a person can always bring them home.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/domain/task-table.ts";
import type { EventType } from "../../src/domain/events.ts";
import { folded } from "../support/epic-history.ts";
import { checkInvariants } from "./epic-invariants.ts";
import type { Choose, Life } from "./epic-life.ts";
import type { World } from "./epic-world.ts";
import { live, lives } from "./random-lives.ts";
import { samples } from "./task-routes.ts";

/** Chooses the best of everything: workers that succeed, landings that do not conflict. */
const calm = (): Choose => (n) => n - 1;

function takeBack(world: World): void {
  const { id, landed } = world.epic();
  if (landed === null) return;
  world.execute({ type: "BeginUndo", epic_id: id, old: landed.commit, new: landed.previous, how: "reset" });
  world.execute({ type: "RecordUndone", epic_id: id });
}

/** A person who presses on, one verb at a time. */
function bringHome(
  world: World,
  life: Life,
  home: (status: string) => boolean,
  verbs: readonly (keyof typeof samples)[],
): void {
  life.endWorkers();
  life.act("crash", calm());
  life.act("resume", calm());
  for (let round = 0; round < 400; round += 1) {
    const open = [...world.epic().tasks.values()].filter((task) => !home(task.status));
    if (open.length === 0) return;
    const working = life.workers.length > 0;
    if (life.schedule(calm()) || working) {
      life.act("work", calm());
      continue;
    }
    const task = open.find((one) => verbs.some((verb) => outcomeOf(verb, one.status) === "accept"));
    const verb = verbs.find((one) => task !== undefined && outcomeOf(one, task.status) === "accept");
    if (task === undefined || verb === undefined) break;
    // Work that a landing left behind can be taken up again once the landing is taken back.
    if (verb === "RetryTask") takeBack(world);
    world.say(task.id, samples[verb], null);
  }
  const left = [...world.epic().tasks.values()].map((task) => `${task.id} ${task.status}`).join(", ");
  throw new Error(`no way home: ${left}`);
}

describe("an epic, whatever happens to it", () => {
  it("keeps its rules after every command", () => {
    const seen = new Set<EventType>();
    fc.assert(
      fc.property(lives, (lived) => {
        const { world } = live(lived, (step) => {
          checkInvariants(step);
          for (const event of step.events) seen.add(event.type);
        });
        const events = world.events();
        expect(folded(JSON.parse(JSON.stringify(events)) as typeof events)).toEqual(world.epic());
        expect(world.epic().version).toBe(events.length);
      }),
      { numRuns: 150 },
    );
    for (const type of [
      "task_landed",
      "task_conflicted",
      "task_blocked",
      "task_interrupted",
      "worker_failed",
      "changes_requested",
      "file_reviewed",
    ] as const) {
      expect(seen, "the lives are rich enough to prove something").toContain(type);
    }
  });

  it("can be brought to where every task has landed", () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const { world, life } = live(lived, checkInvariants);
        bringHome(world, life, (status) => status === "landed", ["ApproveTask", "RetryTask", "StopTask"]);
      }),
      { numRuns: 150 },
    );
  });

  it("can be given up, but for what has landed", () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const { world, life } = live(lived, () => undefined);
        bringHome(world, life, (status) => status === "landed" || status === "discarded", ["DiscardTask"]);
      }),
      { numRuns: 150 },
    );
  });
});
