// How far the table `tasks` may be from the folded state: an event does not know the row that it changes.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { occupiesSlot } from "../../src/domain/task-state.ts";
import { holdsSlot, type TaskStatus } from "../../src/domain/task-status.ts";
import { projectedRows } from "./projected-rows.ts";
import { live, lives } from "./random-lives.ts";

/** What the row may say although it is otherwise; every other row is right. */
const mistaken: Partial<Record<TaskStatus, readonly TaskStatus[]>> = {
  // Progress and answers say "working", whatever else is still asked or awaited.
  working: ["starting", "needs_permission", "needs_answer", "retrying", "stalled", "queued"],
  needs_permission: ["needs_answer"],
  needs_answer: ["needs_permission"],
};

describe("the status in the table tasks", () => {
  it("is the folded one, but for nuances of a worker that lives", () => {
    fc.assert(
      fc.property(lives, (lived) => {
        const { world } = live(lived, () => undefined);
        const rows = new Map(
          projectedRows(world.events())["tasks"]?.map((row) => [row["task_id"], row["status"] as TaskStatus]),
        );
        for (const task of world.epic().tasks.values()) {
          const said = rows.get(task.id) ?? "queued";
          if (said !== task.status)
            expect([said, mistaken[said] ?? []]).toEqual([said, expect.arrayContaining([task.status])]);
          // What recovers a crash looks here for workers that may have died.
          if (occupiesSlot(task)) expect([task.status, holdsSlot(said)]).toEqual([task.status, true]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
