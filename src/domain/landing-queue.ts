// The order in which approved work joins the integration branch, and what its checks are known to say already.
import type { EpicState } from "./epic-state.ts";
import type { CheckRun } from "./check-run.ts";
import type { TaskState } from "./task-state.ts";

/** Approved tasks, each behind those that it builds on, else in the order of the plan. */
export function landingQueue(epic: EpicState): TaskState[] {
  const inOrder = new Set<TaskState>();
  const enter = (task: TaskState): void => {
    if (inOrder.has(task)) return;
    for (const id of task.plan.after) {
      const parent = epic.tasks.get(id);
      if (parent !== undefined) enter(parent);
    }
    inOrder.add(task);
  };
  for (const task of epic.tasks.values()) enter(task);
  return [...inOrder].filter(({ status }) => status === "approved");
}

/** Tasks whose landing was begun, in the order in which the branch gets them. */
export function begunLandings(epic: EpicState): TaskState[] {
  const begun = [...epic.tasks.values()].filter(({ landing }) => landing !== null);
  const chain: TaskState[] = [];
  let at = epic.integration?.tip;
  for (;;) {
    const from = begun.filter((task) => task.landing?.old === at && !chain.includes(task));
    // What changes nothing leaves the branch where the next one begins.
    const next = from.find(({ landing }) => landing?.new === landing?.old) ?? from[0];
    if (next === undefined) return chain;
    chain.push(next);
    at = next.landing?.new;
  }
}

/** Its checks have a say in what lands. */
export const checksCount = (epic: EpicState): boolean => epic.plan.checks.length > 0 && !epic.despite_checks;

/**
 * What the epic's checks said of exactly this content: those that were red and never green on it. Null as long as not all of
 * them ran on it.
 */
export function knownRed(epic: EpicState, tree: string): CheckRun[] | null {
  const red: CheckRun[] = [];
  for (const check of epic.plan.checks) {
    const runs = epic.checks.filter(
      ({ combined, name, run }) => combined?.tree === tree && name === check.name && run === check.run,
    );
    const last = runs.at(-1);
    if (last === undefined) return null;
    if (runs.every(({ exit_code }) => exit_code !== 0)) red.push(last);
  }
  return red;
}
