// Reads a plan from a file or from stdin, and says everything that is wrong with it, with its place.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text as readText } from "node:stream/consumers";
import { refused, type Refusal, type Requested } from "../../application/refusal.ts";
import { parsePlan } from "../../domain/plan-parse.ts";
import type { PlanProblem } from "../../domain/plan-problem.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Surroundings } from "./program.ts";

const causes: Record<string, [sentence: string, remedy: string]> = {
  ENOENT: ["does not exist", "name a plan file, as in `opencode-swarm run my.swarm.json`"],
  EISDIR: ["is a folder", "name a file in it"],
  EACCES: ["may not be read by you", "change its permissions, or name another file"],
};

function unreadable(path: string, error: unknown): Refusal {
  const errno = error instanceof Error && "code" in error ? String(error.code) : "";
  const [sentence, remedy] = causes[errno] ?? [
    `cannot be read (${errno || String(error)})`,
    "name a file that can be read",
  ];
  return { exit: 2, code: "plan-unreadable", message: `${path} ${sentence}`, remedy };
}

/** A problem of the plan as a refusal that begins with `file:line:column`. */
function problemAt(name: string, problem: PlanProblem): Refusal {
  const { line, column, task, field } = problem;
  const place = line === undefined ? name : `${name}:${line}:${column ?? 1}`;
  return {
    exit: 2,
    code: problem.code,
    message: `${place}: ${problem.message}`,
    remedy: problem.remedy,
    ...(task === null ? {} : { task }),
    ...(field === "" ? {} : { field }),
  };
}

/** `-` is stdin. Relative paths are seen from where the person is. */
export async function readPlan(path: string, around: Pick<Surroundings, "cwd" | "stdin">): Promise<Requested<Plan>> {
  const name = path === "-" ? "<stdin>" : path;
  let text: string;
  try {
    text = path === "-" ? await readText(around.stdin) : await readFile(resolve(around.cwd, path), "utf8");
  } catch (error) {
    return refused(unreadable(name, error));
  }
  const parsed = parsePlan(text);
  if (parsed.ok) return { ok: true, value: parsed.plan };
  return refused(...parsed.problems.map((problem) => problemAt(name, problem)));
}
