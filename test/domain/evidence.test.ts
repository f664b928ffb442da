// What speaks against a worker that says it is done, whatever its words.
import { expect, it } from "vitest";
import { canHideFailure, doubtsOf } from "../../src/domain/evidence.ts";
import { newTask, type TaskState } from "../../src/domain/task-state.ts";
import { taskPlanSchema } from "../../src/domain/plan.ts";

const check = (said: Partial<TaskState["checks"][number]> = {}): TaskState["checks"][number] => ({
  name: "test",
  run: "npm test",
  commit: "c",
  exit_code: 0,
  timed_out: false,
  duration_ms: 1,
  output_tail: "",
  ...said,
});

const work = (said: Partial<NonNullable<TaskState["work"]>> = {}): NonNullable<TaskState["work"]> => ({
  commit: "c",
  base: "b",
  ref: "r",
  files_touched: ["a.ts"],
  irregularities: [],
  outside_changes: [],
  leftovers_committed: false,
  ...said,
});

/** Says that it is done, is checked and green, and has one commit. */
const worker = (said: Partial<TaskState> = {}): TaskState => ({
  ...newTask(taskPlanSchema.parse({ id: "a", title: "A", description: "Do it." })),
  status: "ready",
  work: work(),
  checks: [check()],
  checks_outcome: "passed",
  completion: { status: "success", summary: "All tests pass.", files_touched: ["a.ts", "b.ts"] },
  ...said,
});

it("has no doubt of a worker whose work is there, checked and green", () => {
  expect(doubtsOf(worker())).toEqual([]);
});

it("has none where there is no work yet", () => {
  expect(doubtsOf(worker({ work: null }))).toEqual([]);
});

it.each<[string, Partial<TaskState>, unknown]>([
  ["changed nothing", { work: work({ files_touched: [] }) }, { kind: "changed-nothing" }],
  ["left its work uncommitted", { work: work({ leftovers_committed: true }) }, { kind: "left-uncommitted" }],
  [
    "left a part of it uncommitted",
    { work: work({ leftovers_committed: true, findings: [{ kind: "left-part" }] }) },
    { kind: "left-part" },
  ],
  ["ended without a word", { completion: null }, { kind: "not-reported" }],
  ["was not checked", { checks: [], checks_outcome: "none" }, { kind: "not-checked" }],
  [
    "has a red check",
    { checks: [check({ exit_code: 1 })], checks_outcome: "failed" },
    { kind: "red-checks", names: ["test"] },
  ],
  [
    "has a check that ran out of time",
    { checks: [check({ exit_code: null, timed_out: true })], checks_outcome: "failed" },
    { kind: "red-checks", names: ["test"] },
  ],
  ["hides the exit code", { checks: [check({ run: "npm test || true" })] }, { kind: "masked-checks", names: ["test"] }],
  [
    "pipes the exit code away",
    { checks: [check({ run: "npm test | tail -5" })] },
    { kind: "masked-checks", names: ["test"] },
  ],
  [
    "took tests away, some of which a person brought back",
    { work: work({ findings: [{ kind: "lost-tests", paths: ["a.ts", "brought-back.ts"] }] }) },
    { kind: "lost-tests", paths: ["a.ts"] },
  ],
])("doubts a worker that %s, whatever it says", (_what, said, doubt) => {
  expect(doubtsOf(worker(said))).toEqual([doubt]);
});

it.each(["npm test || true", "npm test; true", "npm test ; exit 0", "make | tee log", "npm test |& tail", "(a || :)"])(
  "%s can hide a failure",
  (command) => {
    expect(canHideFailure(command)).toBe(true);
  },
);

it.each([
  "npm test",
  "npm test || exit 1",
  "a && b; c",
  "grep -E 'a|b' x",
  'node -e "a || true"',
  "set -o pipefail; npm test | tail",
  "false || npm test",
])("%s cannot", (command) => {
  expect(canHideFailure(command)).toBe(false);
});
