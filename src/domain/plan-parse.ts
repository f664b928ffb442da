// From the text of a plan file to a plan, or to everything that is wrong with it and where.
import { readJson, type Place } from "./json-source.ts";
import { nearest } from "./nearest.ts";
import { fieldName, type PlanProblem, type PlanProblemCode } from "./plan-problem.ts";
import { planProblems } from "./plan-rules.ts";
import { planSchema, type Plan } from "./plan.ts";
import type { z } from "zod";

export type ParsedPlan = { ok: true; plan: Plan } | { ok: false; problems: PlanProblem[] };

type Issue = z.core.$ZodIssue;

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

/** Id of the task that a path leads into, as far as it has one. */
function taskAt(root: unknown, path: readonly PropertyKey[]): string | null {
  const id = path[0] === "tasks" && path.length > 1 ? valueAt(root, [...path.slice(0, 2), "id"]) : null;
  return typeof id === "string" ? id : null;
}

/** The keys that an object of the plan may have, found by the path to it. */
function keysAt(path: readonly PropertyKey[]): string[] {
  const { tasks, checks } = planSchema.shape;
  const task = tasks.element;
  if (path.includes("checks")) return Object.keys(checks.unwrap().element.shape);
  return Object.keys(path[0] === "tasks" ? task.shape : planSchema.shape);
}

function codeOf(issue: Issue, value: unknown, field: string): PlanProblemCode {
  if (issue.code === "custom") return "empty";
  if (issue.code === "invalid_format") return "bad-id";
  if (issue.code === "too_small" && field === "tasks") return "no-tasks";
  if (issue.code === "too_small" || issue.code === "too_big") return "out-of-range";
  return value === undefined ? "missing" : "wrong-type";
}

function remedyOf(code: PlanProblemCode, field: string, issue: Issue): string {
  switch (code) {
    case "empty":
      return "Write what it should say, or leave the field out where it is optional.";
    case "bad-id":
      return "Use only a-z, 0-9 and -, start with a letter or a digit, at most 40 characters.";
    case "no-tasks":
      return "Add at least one task with id, title and description.";
    case "missing":
      return `Add ${field}.`;
    case "wrong-type":
      return `Make ${field === "" ? "the plan an object" : `${field} ${"expected" in issue ? describe(issue.expected) : "another value"}`}.`;
    default:
      return "Correct it.";
  }
}

const kinds: Record<string, string> = { string: "a text", array: "a list", number: "a number", object: "an object" };
const describe = (expected: string): string => kinds[expected] ?? expected;

function problemsOf(issue: Issue, root: unknown): PlanProblem[] {
  const task = taskAt(root, issue.path);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key): PlanProblem => {
      const known = keysAt(issue.path);
      const guess = nearest(key, known);
      const remedy = guess === null ? `Known here: ${known.join(", ")}.` : `Did you mean "${guess}"?`;
      const field = fieldName([...issue.path, key]);
      return { code: "unknown-key", task, field, message: `"${key}" is not a field of a plan at this place`, remedy };
    });
  const field = fieldName(issue.path);
  const value = valueAt(root, issue.path);
  const code = codeOf(issue, value, field);
  const message =
    code === "missing" ? `${field} is missing` : code === "wrong-type" ? typeMessage(issue, field) : issue.message;
  return [{ code, task, field, message, remedy: remedyOf(code, field, issue) }];
}

function typeMessage(issue: Issue, field: string): string {
  const what = "expected" in issue ? describe(issue.expected) : "something else";
  return `${field === "" ? "the plan" : field} has to be ${what}`;
}

/** Adds line and column: of the field, or of the nearest thing around it that the text has. */
function placed(problem: PlanProblem, placeOf: (field: string) => Place | null): PlanProblem {
  let field = problem.field;
  let place = placeOf(field);
  while (place === null && field !== "") {
    field = field.slice(0, Math.max(field.lastIndexOf("."), field.lastIndexOf("["), 0));
    place = placeOf(field);
  }
  return place === null ? problem : { ...problem, ...place };
}

/** Reads a plan. Every problem is found at once, but the rules of plan-rules.ts only for a plan of the right shape. */
export function parsePlan(text: string): ParsedPlan {
  const source = readJson(text);
  if (!source.ok) {
    const { message, place } = source;
    const remedy = `Correct the JSON at line ${place.line}, column ${place.column}.`;
    return { ok: false, problems: [{ code: "not-json", task: null, field: "", message, remedy, ...place }] };
  }
  const shape = planSchema.safeParse(source.value);
  const repeated = source.repeated.map((field): PlanProblem => {
    const message = `${field} is written twice in one object`;
    return { code: "duplicate-key", task: null, field, message, remedy: "Keep one of the two." };
  });
  const wrong = shape.success
    ? planProblems(shape.data)
    : shape.error.issues.flatMap((issue) => problemsOf(issue, source.value));
  const problems = [...repeated, ...wrong].map((problem) => placed(problem, source.placeOf));
  return shape.success && problems.length === 0 ? { ok: true, plan: shape.data } : { ok: false, problems };
}
