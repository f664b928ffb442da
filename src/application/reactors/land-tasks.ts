// One round of the landing queue: what is approved is put together, checked as one, and lands; an offender goes back.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import { checksCount, landingQueue } from "../../domain/landing-queue.ts";
import type { CheckRun } from "../../domain/check-run.ts";
import type { KeyedQueue } from "../keyed-queue.ts";
import { ensureIntegration } from "./ensure-integration.ts";
import { runEpicChecks, type CheckParts } from "./epic-checks.ts";
import type { TaskAttempt } from "../execution-strategy.ts";
import { greenPrefix, type StackVerdict } from "./green-prefix.ts";
import { stackOf, type LandingStack, type StackStep } from "./landing-stack.ts";
import { settleLandings } from "./settle-landings.ts";

export interface LandingParts extends CheckParts {
  /** One at a time for an epic: what moves its integration branch. */
  integration: KeyedQueue;
  /** What is done for a task at this moment: shown, never stored. */
  live(task: TaskAttempt, text: string): void;
}

const about = (epicId: string, taskId: string) => ({ epic_id: epicId, task_id: taskId, attempt: null });

function testOf(parts: LandingParts, epic: EpicState, { tip, steps }: LandingStack, signal: AbortSignal) {
  return async (count: number): Promise<readonly CheckRun[]> => {
    const tested = steps.slice(0, count);
    const tasks = tested.map(({ taskId }) => taskId);
    for (const id of tasks) {
      const others = tasks.filter((other) => other !== id);
      const attempt = epic.tasks.get(id)?.attempt ?? 0;
      const beside = others.length === 0 ? "what has landed" : others.join(", ");
      parts.live({ epic_id: epic.id, task_id: id, attempt }, `is checked together with ${beside}`);
    }
    return runEpicChecks(parts, epic, { commit: tested.at(-1)?.after ?? tip, tasks, afresh: count > 0 }, signal);
  };
}

/** The intent of every step, then one move of the branch, then the facts. False: something changed meanwhile. */
async function landSteps(parts: LandingParts, epic: EpicState, steps: readonly StackStep[]): Promise<boolean> {
  const { door, repository } = parts;
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined || epic.integration === null) return true;
  const now = await door.epic(epic.id);
  const changed = steps.some(({ taskId, work }) => {
    const task = now?.tasks.get(taskId);
    return task?.status !== "approved" || task.work?.commit !== work;
  });
  if (changed || now?.integration?.tip !== first.before) return false;
  const begun: StackStep[] = [];
  for (const step of steps) {
    const { taskId, work: commit, before, after } = step;
    const intent = { type: "BeginTaskLanding", ...about(epic.id, taskId), commit, old: before, new: after } as const;
    if (!(await door.execute(intent, "system")).ok) break;
    begun.push(step);
  }
  if (begun.length < steps.length) {
    const reason = "a person decided otherwise about work that was to land with it";
    for (const { taskId } of begun)
      await door.execute({ type: "AbandonTaskLanding", ...about(epic.id, taskId), reason }, "system");
    return false;
  }
  if (last.after !== first.before)
    await repository.moveRef(branchRef(epic.integration.branch), last.after, first.before);
  for (const { taskId } of steps) await door.execute({ type: "RecordTaskLanded", ...about(epic.id, taskId) }, "system");
  return true;
}

async function sendBack(
  { door }: LandingParts,
  epic: EpicState,
  { taskId, work: commit, before: onto }: StackStep,
  justLanded: readonly string[],
  check: CheckRun,
): Promise<void> {
  const landed = [...epic.tasks.values()].filter(({ status }) => status === "landed").map(({ id }) => id);
  const beside = [...landed, ...justLanded];
  await door.execute({ type: "SendTaskBack", ...about(epic.id, taskId), commit, onto, beside, check }, "system");
}

async function judge(
  parts: LandingParts,
  epic: EpicState,
  stack: LandingStack,
  signal: AbortSignal,
): Promise<StackVerdict | null> {
  const steps = stack.steps.length;
  if (steps === 0 || !checksCount(epic)) return { steps, offence: null };
  try {
    return await greenPrefix(steps, testOf(parts, epic, stack, signal));
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** Lands what can land now, or records why not. `signal` ends it before the branch moves; an ended round changed nothing. */
export async function landTasks(parts: LandingParts, start: EpicState, signal: AbortSignal): Promise<void> {
  const { door, repository } = parts;
  const ground = await parts.integration.add(start.id, async () => {
    await settleLandings(parts, start);
    const epic = await door.epic(start.id);
    if (epic === null || epic.integration === null || landingQueue(epic).length === 0) return null;
    return { epic, tip: await ensureIntegration(repository, epic) };
  });
  if (ground === null) return;
  const { epic, tip } = ground;
  const stack = await stackOf(repository, epic, tip, landingQueue(epic).slice(0, epic.options.landing_stack));
  for (const { taskId, ...what } of stack.conflicts) {
    const conflict = { type: "RecordTaskConflict", ...about(epic.id, taskId), ...what, integration: tip } as const;
    await door.execute(conflict, "system");
  }
  const verdict = await judge(parts, epic, stack, signal);
  if (verdict === null) return;
  const landed = await parts.integration.add(epic.id, () =>
    landSteps(parts, epic, stack.steps.slice(0, verdict.steps)),
  );
  const offender = stack.steps[verdict.steps];
  if (!landed || verdict.offence === null || offender === undefined) return;
  const beside = stack.steps.slice(0, verdict.steps).map(({ taskId }) => taskId);
  await sendBack(parts, epic, offender, beside, verdict.offence);
}
