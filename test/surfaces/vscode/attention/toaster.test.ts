// What comes by itself: only while the tree is hidden, only after a time, once for many, and not at all if it is not wanted.
import { beforeEach, describe, expect, it } from "vitest";
import type { EpicState } from "../../../../src/domain/epic-state.ts";
import type { TaskState } from "../../../../src/domain/task-state.ts";
import type { TaskStatus } from "../../../../src/domain/task-status.ts";
import { createToaster, type Toaster } from "../../../../src/surfaces/vscode/attention/toaster.ts";
import { createEpic, epicOf, history, planOfTasks } from "../../../support/epic-history.ts";
import { english } from "../english.ts";
import { handClock, type HandClock } from "../hand-clock.ts";

const patience = 20_000;
const fresh = epicOf(history([], createEpic(planOfTasks(["a", "b"].map((id) => ({ id }))))));

/** The tasks `a` and `b` in these states; `request` tells one ask of a task from its next. */
function epicIn(a: TaskStatus, b: TaskStatus, request = "r"): EpicState {
  const statuses = { a, b };
  const tasks = Object.entries(statuses).map(([id, status]): [string, TaskState] => {
    const task = fresh.tasks.get(id);
    if (task === undefined) throw new Error(`no task ${id}`);
    const ask = { kind: "question" as const, request_id: `${request}-${id}`, questions: [] };
    return [id, { ...task, status, attempt: 1, asks: status === "needs_answer" ? [ask] : [] }];
  });
  return { ...fresh, tasks: new Map(tasks), integration: { branch: "i", tip: "t" } };
}

describe("a message by itself", () => {
  let clock: HandClock;
  let toaster: Toaster;
  let shown: string[];
  const world = { epic: fresh, treeIsVisible: false, isWanted: true };

  const becomes = (epic: EpicState): void => {
    world.epic = epic;
    toaster.look();
  };

  beforeEach(() => {
    clock = handClock();
    shown = [];
    Object.assign(world, { epic: fresh, treeIsVisible: false, isWanted: true });
    toaster = createToaster({
      t: english,
      now: clock.now,
      after: clock.after,
      epics: () => [world.epic],
      isTreeVisible: () => world.treeIsVisible,
      isWanted: () => world.isWanted,
      show: (toast) => void shown.push(`${clock.now()} ${toast.text}`),
    });
  });

  it("comes when somebody has waited for twenty seconds, although nothing changes, and names all who wait by then", () => {
    becomes(epicIn("needs_answer", "working"));
    clock.wind(patience - 1000);
    becomes(epicIn("needs_answer", "needs_answer"));
    clock.wind(999);
    expect(shown).toEqual([]);
    clock.wind(1);
    expect(shown).toEqual([`${patience} 2 workers need you.`]);
    clock.wind(patience * 10);
    expect(shown).toHaveLength(1);
  });

  it("does not come while the tree can be seen, nor afterwards for what was seen there", () => {
    world.treeIsVisible = true;
    becomes(epicIn("needs_answer", "working"));
    clock.wind(patience);
    world.treeIsVisible = false;
    clock.wind(patience * 2);
    expect(shown).toEqual([]);
    becomes(epicIn("needs_answer", "working", "another"));
    clock.wind(patience);
    expect(shown).toEqual([`${patience * 4} 1 worker needs you.`]);
  });

  it("comes when the tree is hidden by the time that it is due, whoever could see it before", () => {
    world.treeIsVisible = true;
    becomes(epicIn("needs_answer", "working"));
    clock.wind(patience - 1);
    world.treeIsVisible = false;
    clock.wind(1);
    expect(shown).toEqual([`${patience} 1 worker needs you.`]);
  });

  it("does not come for what was answered before", () => {
    becomes(epicIn("needs_answer", "working"));
    clock.wind(patience - 1);
    becomes(epicIn("working", "working"));
    clock.wind(patience * 2);
    expect(shown).toEqual([]);
  });

  it("never comes where none is wanted, and a change of mind brings no old news", () => {
    world.isWanted = false;
    becomes(epicIn("needs_answer", "working"));
    clock.wind(patience);
    becomes(epicIn("failed", "landed"));
    world.isWanted = true;
    toaster.look();
    clock.wind(patience * 2);
    expect(shown).toEqual([]);
    becomes(epicIn("working", "landed"));
    becomes(epicIn("ready", "landed"));
    expect(shown).toEqual([`${patience * 3} All workers of “An epic” are done.`]);
  });

  it("says nothing of what stands there when a swarm opens, and nothing once the window has closed", () => {
    world.epic = epicIn("failed", "landed");
    toaster.startAnew();
    expect(shown).toEqual([]);
    becomes(epicIn("needs_answer", "landed"));
    toaster.dispose();
    clock.wind(patience * 2);
    expect(shown).toEqual([]);
  });
});
