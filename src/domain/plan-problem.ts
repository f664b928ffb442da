// What is wrong with a plan, in words that let a person mend it.

export type PlanProblemCode =
  | "not-json"
  | "duplicate-key"
  | "unknown-key"
  | "missing"
  | "wrong-type"
  | "out-of-range"
  | "empty"
  | "no-tasks"
  | "bad-id"
  | "duplicate-id"
  | "unknown-dependency"
  | "self-dependency"
  | "cycle"
  | "path-outside"
  | "bad-glob"
  | "folder-claimed"
  | "overlap";

export interface PlanProblem {
  code: PlanProblemCode;
  /** Id of the task that it is about; null: the plan as a whole, or a task without a usable id. */
  task: string | null;
  /** Where, as `tasks[2].after[0]`; empty for the plan as a whole. */
  field: string;
  /** What is wrong, one sentence. */
  message: string;
  /** What to do, one sentence. */
  remedy: string;
  /** Counted from 1; absent when the plan did not come from a text. */
  line?: number;
  /** Counted from 1, in UTF-16 units as editors count. */
  column?: number;
}

/** `["tasks", 2, "after", 0]` as `tasks[2].after[0]`. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, part) => {
    if (typeof part === "number") return `${name}[${part}]`;
    return name === "" ? String(part) : `${name}.${String(part)}`;
  }, "");
}
