// What a new owner does first: half-done landings are finished or taken back, and workers that died with their server are
// said to be interrupted. Nothing that spends starts here.
import type { EpicState } from "../domain/epic-state.ts";
import { occupiesSlot } from "../domain/task-state.ts";
import type { Door } from "./execute.ts";
import type { EventReader } from "./ports/event-store.ts";
import type { Repository } from "./ports/repository.ts";

export interface RecoverParts {
  door: Door;
  store: EventReader;
  repository: Repository;
  /** The server that the last owner left is there, and its turns go on. */
  serverLives: boolean;
}

async function settleMove(parts: RecoverParts, epic: EpicState): Promise<void> {
  const { move } = epic;
  if (move === null) return;
  const settled = await parts.repository.settleMove({ branch: move.branch, old: move.old, new: move.new });
  const landing = move.purpose === "land";
  const about = { epic_id: epic.id };
  if (settled === "finished") {
    await parts.door.execute({ type: landing ? "RecordEpicLanded" : "RecordUndone", ...about }, "system");
    return;
  }
  const reason = "the process ended in the middle of it; nothing was changed";
  await parts.door.execute({ type: landing ? "AbandonEpicLanding" : "AbandonUndo", ...about, reason }, "system");
}

async function interruptWorkers(parts: RecoverParts, epic: EpicState): Promise<void> {
  const running = [...epic.tasks.values()].filter(occupiesSlot);
  for (const task of running) {
    const about = { epic_id: epic.id, task_id: task.id, attempt: null };
    const reason = "the process that ran it ended without a word";
    await parts.door.execute({ type: "InterruptTask", ...about, reason }, "system");
  }
  if (running.length > 0)
    await parts.door.execute({ type: "InterruptEpic", epic_id: epic.id, reason: "crash" }, "system");
}

/** Statuses in which a worker may be at work. */
const busy = "('starting', 'working', 'needs_permission', 'needs_answer', 'retrying', 'stalled')";

/** Whether any worker holds a slot. */
export async function isAtWork({ door, store }: Pick<RecoverParts, "door" | "store">): Promise<boolean> {
  const found = await store.query(`SELECT DISTINCT epic_id FROM tasks WHERE status IN ${busy}`);
  for (const [id] of found.rows) {
    const epic = await door.epic(String(id));
    if (epic !== null && [...epic.tasks.values()].some(occupiesSlot)) return true;
  }
  return false;
}

/** Settles every epic that the last owner left in the middle of something. Gives those whose workers are still at work. */
export async function recover(parts: RecoverParts): Promise<string[]> {
  const atWork: string[] = [];
  const unsettled = await parts.store.query(
    `SELECT epic_id FROM epics WHERE moving = 1
     UNION SELECT epic_id FROM tasks WHERE status IN ${busy}`,
  );
  for (const [id] of unsettled.rows) {
    const epic = await parts.door.epic(String(id));
    if (epic === null) continue;
    await settleMove(parts, epic);
    if (!parts.serverLives) await interruptWorkers(parts, epic);
    else if ([...epic.tasks.values()].some(occupiesSlot)) atWork.push(epic.id);
  }
  return atWork;
}
