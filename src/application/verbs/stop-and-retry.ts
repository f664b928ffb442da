// Verbs `stop` and `retry`: a task rests until a person says otherwise, and gets another attempt when they do.
import type { EpicState } from "../../domain/epic-state.ts";
import { outcomeOf } from "../../domain/task-table.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, forEachTask, rejected, type VerbParts } from "./verb-parts.ts";

type Door = Pick<VerbParts, "door">;

/** Stops tasks, or every one that can be stopped when none is named. */
export async function stop({ door }: Door, epicId: string, taskIds: readonly string[]): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const all = [...found.value.tasks.values()].filter((task) => outcomeOf("StopTask", task.status) === "accept");
  const chosen = taskIds.length > 0 ? taskIds : all.map((task) => task.id);
  if (chosen.length === 0) {
    const message = `nothing of ${epicId} runs or waits to run`;
    return refused({ exit: 1, code: "nothing-to-stop", message, remedy: "nothing is left to stop" });
  }
  return forEachTask(door, epicId, chosen, (task_id) => ({
    type: "StopTask",
    epic_id: epicId,
    task_id,
    attempt: null,
    reason: "stopped by a person",
  }));
}

export async function retry(
  { door }: Door,
  epicId: string,
  taskId: string,
  { fresh }: { fresh: boolean },
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const about = { epic_id: epicId, task_id: taskId, attempt: null };
  const done = await door.execute({ type: "RetryTask", ...about, reason: "requested", fresh }, "user");
  return done.ok ? { ok: true, value: done.epic } : rejected(done.rejection);
}
