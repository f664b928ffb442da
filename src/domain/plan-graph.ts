// The order of a plan: who waits for whom. Ids that name no task are left out here; plan-rules.ts refuses them.
import type { Plan, TaskPlan } from "./plan.ts";

type Tasks = Pick<Plan, "tasks">;

/** For each task id, every id that has to land before it, directly or through others. A cycle contains itself. */
export function transitiveDependencies(plan: Tasks): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map(plan.tasks.map((task) => [task.id, task.after]));
  const all = new Map<string, Set<string>>();
  for (const { id } of plan.tasks) {
    const found = new Set<string>();
    const open = [...(direct.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next) || !direct.has(next)) continue;
      found.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    all.set(id, found);
  }
  return all;
}

/**
 * The tasks in an order that respects `after`; where it leaves a choice, the order of the plan decides.
 * Throws RangeError for a plan with a cycle, which plan-rules.ts refuses before.
 */
export function topologicalOrder(plan: Tasks): TaskPlan[] {
  const known = new Set(plan.tasks.map(({ id }) => id));
  const placed = new Set<string>();
  const order: TaskPlan[] = [];
  let waiting = plan.tasks;
  while (waiting.length > 0) {
    const next = waiting.find(({ after }) => after.every((id) => placed.has(id) || !known.has(id)));
    if (next === undefined)
      throw new RangeError(`these tasks wait in a circle: ${waiting.map(({ id }) => id).join(", ")}`);
    placed.add(next.id);
    order.push(next);
    waiting = waiting.filter((task) => task !== next);
  }
  return order;
}

/** One cycle of each knot, as ids in the order of waiting: each waits for the next, and the last for the first. */
export function cycles(plan: Tasks): string[][] {
  const tasks = new Map(plan.tasks.map((task) => [task.id, task]));
  const settled = new Set<string>();
  const found: string[][] = [];

  for (const { id: start } of plan.tasks) {
    const trail: { id: string; rest: string[] }[] = [];
    const enter = (id: string) => trail.push({ id, rest: [...(tasks.get(id)?.after ?? [])] });
    if (!settled.has(start)) enter(start);
    for (let top = trail.at(-1); top !== undefined; top = trail.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        settled.add(top.id);
        trail.pop();
      } else if (next !== top.id && tasks.has(next) && !settled.has(next)) {
        const from = trail.findIndex(({ id }) => id === next);
        if (from === -1) enter(next);
        else {
          const knot = trail.slice(from).map(({ id }) => id);
          found.push(knot);
          for (const { id } of trail) settled.add(id);
          trail.length = 0;
        }
      }
    }
  }
  return found;
}
