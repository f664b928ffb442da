// Where the problems of a plan stand in its text, as an editor counts.
import type { PlanProblem } from "../../../domain/plan-problem.ts";
import { parsePlan } from "../../../domain/plan-parse.ts";

export interface PlacedProblem {
  /** From 0, as editors count. */
  line: number;
  start: number;
  end: number;
  message: string;
  code: PlanProblem["code"];
}

/** The value that starts there: a text with its quotes, a word, or one sign. */
const token = /"(?:[^"\\]|\\.)*"?|[\w.+-]+|\S/y;

function endOf(line: string, start: number): number {
  token.lastIndex = start;
  return start + (token.exec(line)?.[0].length ?? 1);
}

export function placedProblems(text: string): PlacedProblem[] {
  const parsed = parsePlan(text);
  if (parsed.ok) return [];
  const lines = text.replace(/^\ufeff/, "").split("\n");
  return parsed.problems.map(({ line = 1, column = 1, message, remedy, code }) => {
    const written = lines[line - 1] ?? "";
    const start = Math.min(column - 1, Math.max(0, written.length - 1));
    return { line: line - 1, start, end: endOf(written, start), message: `${message}. ${remedy}`, code };
  });
}
