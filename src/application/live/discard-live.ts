// Discards tasks whose workers may still run: each is stopped and has ended before anything of it is taken away.
import { outcomeOf } from "../../domain/task-table.ts";
import type { Requested } from "../refusal.ts";
import { chosenToDiscard, discard, discardRefused, type Discarded, type SettingAside } from "../verbs/discard.ts";
import { findEpic, type VerbParts } from "../verbs/verb-parts.ts";
import type { TrackedWorkers } from "./track-workers.ts";

export async function discardLive(
  parts: VerbParts & { workers: TrackedWorkers },
  epicId: string,
  taskIds: readonly string[],
  how: SettingAside = "DiscardTask",
): Promise<Requested<Discarded[]>> {
  const { door, workers } = parts;
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const chosen = chosenToDiscard(found.value, taskIds);
  const refusal = await discardRefused(door, epicId, chosen, how);
  if (refusal !== null) return refusal;
  for (const task_id of chosen) {
    const status = (await door.epic(epicId))?.tasks.get(task_id)?.status ?? "discarded";
    if (outcomeOf("StopTask", status) !== "accept") continue;
    // A refusal only says that it came to rest meanwhile.
    await door.execute(
      { type: "StopTask", epic_id: epicId, task_id, attempt: null, reason: "is being discarded" },
      "user",
    );
  }
  await Promise.all(chosen.map((taskId) => workers.ended(epicId, taskId)));
  return discard(parts, epicId, chosen, how);
}
