// What speaks against believing that a task is done, from git and exit codes alone: never from what a worker says.
import { concernOf, type ChangedFile } from "./reading-order.ts";
import type { TaskState } from "./task-state.ts";

export type Doubt =
  /** Its work is no change at all. */
  | { kind: "changed-nothing" }
  /** It ended with changes that it had not committed. */
  | { kind: "left-uncommitted" }
  /** It ended without calling `swarm_complete`. */
  | { kind: "not-reported" }
  | { kind: "not-checked" }
  | { kind: "red-checks"; names: string[] }
  /** Green, by a command that can be green whatever happens. */
  | { kind: "masked-checks"; names: string[] }
  | { kind: "lost-tests"; paths: string[] }
  /** It was approved, and a check failed where it met the work of these tasks. */
  | { kind: "red-combined"; name: string; beside: string[] };

const quoted = /'[^']*'|"(?:[^"\\]|\\.)*"/g;
const always = /(\|\||;)\s*(true|:|exit\s+0)\s*($|[;)])/;
const pipe = /[^|]\|&?[^|]/;

/** `npm test | tail`, `npm test || true`: the exit code is not that of the test. */
export function canHideFailure(command: string): boolean {
  const bare = command.replaceAll(quoted, "x");
  return always.test(bare) || (pipe.test(bare) && !/\bpipefail\b/.test(bare));
}

/** `changes`: of its pinned commit, or null where they were not read. */
export function doubtsOf(task: TaskState, changes: readonly ChangedFile[] | null): Doubt[] {
  if (task.work === null) return [];
  const { checks, checks_outcome, work, completion } = task;
  const doubts: Doubt[] = [];
  const named = (some: typeof checks): string[] => some.map((check) => check.name);
  const [red, green] = [
    checks.filter((check) => check.exit_code !== 0),
    checks.filter((check) => check.exit_code === 0),
  ];
  const masked = green.filter((check) => canHideFailure(check.run));
  const lost = (changes ?? []).filter((file) => concernOf(file) === "deleted-test");
  if (work.files_touched.length === 0) doubts.push({ kind: "changed-nothing" });
  if (checks_outcome === "failed" && red.length > 0) doubts.push({ kind: "red-checks", names: named(red) });
  if (task.setback?.kind === "check" && task.status === "ready")
    doubts.push({ kind: "red-combined", name: task.setback.check.name, beside: task.setback.beside });
  if (masked.length > 0) doubts.push({ kind: "masked-checks", names: named(masked) });
  if (lost.length > 0) doubts.push({ kind: "lost-tests", paths: lost.map(({ from, path }) => from ?? path) });
  if (checks_outcome === "none" && work.files_touched.length > 0) doubts.push({ kind: "not-checked" });
  if (task.status === "ready" && completion === null) doubts.push({ kind: "not-reported" });
  if (work.leftovers_committed) doubts.push({ kind: "left-uncommitted" });
  return doubts;
}
