// The rules of a plan that need more than one field: ids, order and claims. Pure; the shape is in plan.ts.
import { claimOverlap, readClaim, type Claim } from "./glob-overlap.ts";
import { nearest } from "./nearest.ts";
import { cycles, transitiveDependencies } from "./plan-graph.ts";
import { pathProblem } from "./plan-paths.ts";
import { fieldName, type PlanProblem } from "./plan-problem.ts";
import type { Plan } from "./plan.ts";

type Tasks = Pick<Plan, "tasks">;

function idProblems({ tasks }: Tasks): PlanProblem[] {
  const first = new Map<string, number>();
  return tasks.flatMap(({ id }, index): PlanProblem[] => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [
      {
        code: "duplicate-id",
        task: id,
        field: fieldName(["tasks", index, "id"]),
        message: `"${id}" is already the id of tasks[${earlier}]`,
        remedy: "Give each task an id of its own.",
      },
    ];
  });
}

function dependencyProblems({ tasks }: Tasks): PlanProblem[] {
  const ids = new Set(tasks.map(({ id }) => id));
  return tasks.flatMap(({ id, after }, index) =>
    after.flatMap((wanted, place): PlanProblem[] => {
      const field = fieldName(["tasks", index, "after", place]);
      if (wanted === id) {
        const message = `"${id}" waits for itself`;
        return [{ code: "self-dependency", task: id, field, message, remedy: `Remove "${id}" from its own after.` }];
      }
      if (ids.has(wanted)) return [];
      const guess = nearest(
        wanted,
        [...ids].filter((other) => other !== id),
      );
      const message = `"${id}" waits for "${wanted}", and no task has that id`;
      const remedy = guess === null ? "Name the id of a task of this plan." : `Did you mean "${guess}"?`;
      return [{ code: "unknown-dependency", task: id, field, message, remedy }];
    }),
  );
}

function cycleProblems(plan: Tasks): PlanProblem[] {
  return cycles(plan).map((circle) => {
    const [first = ""] = circle;
    const index = plan.tasks.findIndex(({ id }) => id === first);
    return {
      code: "cycle",
      task: first,
      field: fieldName(["tasks", index, "after"]),
      message: `these tasks wait for each other: ${[...circle, first].join(" → ")}`,
      remedy: "Remove one of these from the after of the task before it.",
    };
  });
}

function pathProblems({ tasks }: Tasks): PlanProblem[] {
  return tasks.flatMap((task, index) =>
    (["files", "readonly"] as const).flatMap((kind) =>
      task[kind].flatMap((path, place): PlanProblem[] => {
        const problem = pathProblem(path);
        return problem === null ? [] : [{ ...problem, task: task.id, field: fieldName(["tasks", index, kind, place]) }];
      }),
    ),
  );
}

/** Pairs of tasks that may run at the same time, as indices, the earlier one first. */
function unorderedPairs(plan: Tasks): [number, number][] {
  const before = transitiveDependencies(plan);
  const isOrdered = (a: string, b: string) => before.get(a)?.has(b) === true || before.get(b)?.has(a) === true;
  return plan.tasks.flatMap((left, l) =>
    plan.tasks.flatMap((right, r): [number, number][] => (r > l && !isOrdered(left.id, right.id) ? [[l, r]] : [])),
  );
}

interface TrackedClaim extends Claim {
  /** The tracked files that the glob matches. */
  files: ReadonlySet<string>;
}

/** The claims of each task, each glob read only once. */
function claimsOf(plan: Tasks, trackedFiles: readonly string[]): readonly (readonly TrackedClaim[])[] {
  const read = new Map<string, TrackedClaim>();
  const claim = (glob: string): TrackedClaim => {
    const known = read.get(glob);
    if (known !== undefined) return known;
    const plain = readClaim(glob);
    const found = { ...plain, files: new Set(trackedFiles.filter((file) => plain.matches(file))) };
    read.set(glob, found);
    return found;
  };
  return plan.tasks.map(({ files }) => files.map(claim));
}

/** What two globs share: a tracked file if there is one, else an example, else `null`; undefined: nothing. */
function shared(left: TrackedClaim, right: TrackedClaim): string | null | undefined {
  for (const file of left.files) if (right.files.has(file)) return file;
  return claimOverlap(left, right)?.example;
}

function overlapProblems(plan: Tasks, trackedFiles: readonly string[]): PlanProblem[] {
  const claims = claimsOf(plan, trackedFiles);
  return unorderedPairs(plan).flatMap(([l, r]): PlanProblem[] => {
    const [left, right] = [plan.tasks[l], plan.tasks[r]];
    if (left === undefined || right === undefined) return [];
    for (const [place, mine] of (claims[r] ?? []).entries())
      for (const theirs of claims[l] ?? []) {
        const common = shared(theirs, mine);
        if (common === undefined) continue;
        const example = common === null ? "" : `, for example ${JSON.stringify(common)}`;
        return [
          {
            code: "overlap",
            task: right.id,
            field: fieldName(["tasks", r, "files", place]),
            message: `"${left.id}" (${theirs.glob}) and "${right.id}" (${mine.glob}) may change the same file at the same time${example}`,
            remedy: `Let one come after the other (after: ["${left.id}"] in "${right.id}"), or narrow one of the two paths.`,
          },
        ];
      }
    return [];
  });
}

function folderProblems(plan: Tasks, trackedFiles: readonly string[]): PlanProblem[] {
  const files = new Set(trackedFiles);
  const folders = new Set<string>();
  for (const file of trackedFiles)
    for (let end = file.lastIndexOf("/"); end > 0; end = file.lastIndexOf("/", end - 1))
      folders.add(file.slice(0, end));
  return plan.tasks.flatMap(({ id, files: claims }, index) =>
    claims.flatMap((claim, place): PlanProblem[] => {
      const path = claim.replace(/^(\.\/)+/, "");
      if (!folders.has(path) || files.has(path)) return [];
      return [
        {
          code: "folder-claimed",
          task: id,
          field: fieldName(["tasks", index, "files", place]),
          message: `"${claim}" is a folder, and so it claims no file`,
          remedy: `Write "${claim}/**".`,
        },
      ];
    }),
  );
}

/** The rules that hold whatever the repository holds. Claims are compared only when ids, order and paths are right. */
export function planProblems(plan: Tasks): PlanProblem[] {
  const ground = [...idProblems(plan), ...dependencyProblems(plan), ...cycleProblems(plan), ...pathProblems(plan)];
  return ground.length > 0 ? ground : overlapProblems(plan, []);
}

/**
 * The rules that need the repository: no two tasks that may run at the same time claim one file. For a plan that
 * `parsePlan` accepted; `trackedFiles` are repository-relative with `/`.
 */
export function checkPlanAgainst(plan: Tasks, trackedFiles: readonly string[]): PlanProblem[] {
  return [...folderProblems(plan, trackedFiles), ...overlapProblems(plan, trackedFiles)];
}
