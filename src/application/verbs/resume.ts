// Verb `resume`: takes up what was interrupted: a whole epic, or one task of it.
import type { EpicState } from "../../domain/epic-state.ts";
import { runOptionsSchema, type RunOptions } from "../../domain/run-options.ts";
import { wrongTemplate } from "../start-epic.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, rejected, type VerbParts } from "./verb-parts.ts";

/** Nothing is left to do, so a resume only prints the same result again. */
const finished = (epic: EpicState): boolean =>
  epic.landed !== null &&
  [...epic.tasks.values()].every((task) => task.status === "landed" || task.status === "discarded");

/** `overrides` replace stored options. A finished epic stays as it is. */
export async function resume(
  { door }: Pick<VerbParts, "door">,
  epicId: string,
  overrides: Partial<RunOptions>,
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok || finished(found.value)) return found;
  const options = runOptionsSchema.parse({ ...found.value.options, ...overrides });
  const wrong = wrongTemplate(options);
  if (wrong !== null) return refused(wrong);
  if (options.land && found.value.target_branch === null) {
    const message = `HEAD was detached when ${epicId} began, so there is no branch to land on`;
    const remedy = "leave --land out, and merge its integration branch yourself";
    return refused({ exit: 2, code: "detached-head", message, remedy });
  }
  const resumed = await door.execute({ type: "ResumeEpic", epic_id: epicId, options }, "user");
  return resumed.ok ? { ok: true, value: resumed.epic } : rejected(resumed.rejection);
}

/** Takes one interrupted or stopped task up; the rest of its epic stays as it is. */
export async function resumeTask(
  { door }: Pick<VerbParts, "door">,
  epicId: string,
  taskId: string,
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const about = { epic_id: epicId, task_id: taskId, attempt: null };
  const resumed = await door.execute({ type: "ResumeTask", ...about }, "user");
  return resumed.ok ? { ok: true, value: resumed.epic } : rejected(resumed.rejection);
}
