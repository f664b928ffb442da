// What must hold after every command, whoever said it.
import assert from "node:assert/strict";
import { decide } from "../../src/domain/decide.ts";
import { dependenciesOf, evolve, type EpicState } from "../../src/domain/epic-state.ts";
import { exitCodeOf, epicStatus } from "../../src/domain/epic-status.ts";
import type { RecordedEvent } from "../../src/domain/events.ts";
import { resultOf } from "../../src/domain/result.ts";
import { occupiesSlot, type TaskState } from "../../src/domain/task-state.ts";
import { blocksDependants } from "../../src/domain/task-status.ts";
import type { Step } from "./epic-world.ts";

const tasksOf = (epic: EpicState): TaskState[] => [...epic.tasks.values()];

const blockersOf = (epic: EpicState, task: TaskState): string[] =>
  dependenciesOf(epic, task.id)
    .filter((one) => blocksDependants(one.status) && one.status !== "blocked")
    .map((one) => one.id);

function checkApproval(step: Step, event: RecordedEvent): void {
  if (step.command.type === "ApproveTask" || step.command.type === "TakePart") return;
  const { approve } = step.after.options;
  const task = step.after.tasks.get(event.task_id ?? "");
  assert.notEqual(approve, "none", "nothing approves itself without a policy");
  assert(
    task?.completion?.status !== "blocked" && task?.completion?.status !== "failed",
    "approved what did not succeed",
  );
  if (approve !== "checks") return;
  assert(task !== undefined && task.checks.length > 0, "approved without a check");
  assert(
    task.checks.every((check) => check.exit_code === 0),
    "approved with a red check",
  );
  assert.notDeepEqual(task.work?.files_touched ?? [], [], "approved without a change");
  assert.deepEqual([task.completion?.status, task.needs_review], ["success", false]);
}

function checkEvents(step: Step): void {
  let state = step.before;
  for (const event of step.events) {
    if (event.type === "task_started") {
      const parents = dependenciesOf(state, event.task_id ?? "").map((one) => one.status);
      assert(
        parents.every((status) => status === "landed"),
        "started before a dependency landed",
      );
    }
    if (event.type === "task_approved") checkApproval(step, event);
    const task = state.tasks.get(event.task_id ?? "");
    if (task !== undefined) {
      const next = event.type === "task_started" ? task.attempt + 1 : task.attempt;
      assert.equal(event.attempt ?? 0, next);
    }
    state = evolve(state, event);
  }
  assert.deepEqual(state, step.after);
}

function checkTask(epic: EpicState, task: TaskState): void {
  const blockers = blockersOf(epic, task);
  if (task.status === "blocked") {
    assert(blockers.length > 0, "blocked by nothing");
    assert.deepEqual(task.blocked_by, blockers, "says what has to be mended now");
  }
  if (task.status === "queued") assert.deepEqual(blockers, [], "queued behind what cannot land");
  const asks = task.status === "needs_answer" || task.status === "needs_permission";
  assert.deepEqual([task.id, task.status, task.asks.length > 0], [task.id, task.status, asks]);
  if (task.status === "landing") assert.notEqual(task.landing, null);
  if (task.status === "ready" || task.status === "approved") assert.notEqual(task.work, null);
  if (task.status === "failed") assert.notEqual(task.failure, null);
  if (task.status === "changes_requested") assert.ok(task.review !== null || task.setback?.to === "worker");
  if (task.setback === null) assert.equal(task.setback_message, null);
  if (task.review === null) assert.equal(task.review_message, null);
  const judged = ["ready", "approved", "landing", "landed", "discarded"].includes(task.status);
  if (judged) assert.equal(task.review, null, "the review outlived the work that followed from it");
}

/** A review is lost by nothing but the end of the work that it asked for, or of the task. */
function checkReviews({ before, after, events }: Step): void {
  for (const task of tasksOf(before)) {
    if (task.review === null || after.tasks.get(task.id)?.review !== null) continue;
    const mine = events.filter((event) => event.task_id === task.id).map((event) => event.type);
    assert(mine.includes("task_finished") || mine.includes("task_discarded"), `the review was lost by ${mine.join()}`);
  }
}

/** Throws when one of them does not. `now` is what the rules were told. */
export function checkInvariants(step: Step): void {
  const { before, after, command, events } = step;
  checkReviews(step);
  assert.equal(after.version, before.version + events.length);
  if (!step.accepted) assert.deepEqual(events, []);
  const again = [1, 2].map(() => decide(before, command, 0));
  assert.deepEqual(again[0], again[1]);
  checkEvents(step);
  const attempt = "attempt" in command ? command.attempt : null;
  const current = "task_id" in command ? before.tasks.get(command.task_id)?.attempt : null;
  if (attempt !== null && attempt !== current) assert.deepEqual([step.accepted, after], [false, before]);
  assert(tasksOf(after).filter(occupiesSlot).length <= after.options.max_parallel, "more workers than slots");
  assert(tasksOf(after).filter((task) => task.status === "landing").length <= 1, "two landings at once");
  for (const task of tasksOf(before)) {
    const next = after.tasks.get(task.id);
    if (task.status === "landed") assert.equal(next?.status, "landed");
    assert(next !== undefined && next.attempt >= task.attempt);
  }
  for (const task of tasksOf(after)) checkTask(after, task);
  const result = resultOf(after);
  assert.deepEqual(JSON.parse(JSON.stringify(result)), result, "something in the result is absent");
  assert.equal(result.status, epicStatus(after));
  if (result.status === "failed" || result.status === "conflict" || result.status === "refused") {
    assert.equal(exitCodeOf(after), 1);
  }
}
