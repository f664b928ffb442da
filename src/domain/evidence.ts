// What speaks against believing that a task is done, from git and exit codes alone: never from what a worker says.
import type { Finding } from "./finding.ts";
import type { TaskState, Work } from "./task-state.ts";

export type Doubt =
  | Finding
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

/** What a person rejected of a change speaks against it no more. */
function standing({ findings = [], files_touched }: Work): Finding[] {
  const touched = new Set(files_touched);
  return findings.flatMap((finding): Finding[] => {
    if (finding.kind === "left-part" || finding.kind === "false-claims") return [finding];
    const paths = finding.paths.filter((path) => touched.has(path));
    return paths.length === 0 ? [] : [{ ...finding, paths }];
  });
}

export function doubtsOf(task: TaskState): Doubt[] {
  if (task.work === null) return [];
  const { checks, checks_outcome, work, completion } = task;
  const doubts: Doubt[] = [];
  const named = (some: typeof checks): string[] => some.map((check) => check.name);
  const [red, green] = [
    checks.filter((check) => check.exit_code !== 0),
    checks.filter((check) => check.exit_code === 0),
  ];
  const masked = green.filter((check) => canHideFailure(check.run));
  if (work.files_touched.length === 0) doubts.push({ kind: "changed-nothing" });
  if (checks_outcome === "failed" && red.length > 0) doubts.push({ kind: "red-checks", names: named(red) });
  if (task.setback?.kind === "check" && task.status === "ready")
    doubts.push({ kind: "red-combined", name: task.setback.check.name, beside: task.setback.beside });
  if (masked.length > 0) doubts.push({ kind: "masked-checks", names: named(masked) });
  doubts.push(...standing(work));
  if (checks_outcome === "none" && work.files_touched.length > 0) doubts.push({ kind: "not-checked" });
  if (task.status === "ready" && completion === null) doubts.push({ kind: "not-reported" });
  if (work.leftovers_committed && !doubts.some(({ kind }) => kind === "left-part"))
    doubts.push({ kind: "left-uncommitted" });
  return doubts;
}

/** Something was done to what proves it, or it is not what we left it: no policy approves it, a person may. */
export const isTampered = ({ findings = [], irregularities }: Work): boolean =>
  irregularities.length > 0 || findings.some(({ kind }) => kind !== "left-part" && kind !== "false-claims");

/** Git shows something else than what it reports. */
export const needsLook = (work: Work): boolean => isTampered(work) || (work.findings ?? []).length > 0;

/** One in plain words, for a terminal and a result. */
export function doubtWords(doubt: Doubt): string {
  switch (doubt.kind) {
    case "changed-nothing":
      return "changed nothing";
    case "red-checks":
      return `red: ${doubt.names.join(", ")}`;
    case "masked-checks":
      return `green by a command that can hide a failure: ${doubt.names.join(", ")}`;
    case "lost-tests":
      return `takes tests away: ${doubt.paths.join(", ")}`;
    case "skipped-tests":
      return `skips tests: ${doubt.paths.join(", ")}`;
    case "changed-checks":
      return `changed what the check ${doubt.names.join(", ")} runs: ${doubt.paths.join(", ")}`;
    case "left-part":
      return "committed a part and left the rest uncommitted";
    case "false-claims":
      return `says that it changed ${doubt.paths.join(", ")}, and did not`;
    case "red-combined":
      return `red with ${doubt.beside.length === 0 ? "what has landed" : doubt.beside.join(", ")}: ${doubt.name}`;
    case "not-checked":
      return "no check ran";
    case "not-reported":
      return "stopped without saying that it is complete";
    case "left-uncommitted":
      return "left changes uncommitted";
  }
}
