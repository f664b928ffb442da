// Ends turns that go on though nobody waits for them: their owner was killed when their end was stored and not yet asked for.
import { occupiesSlot } from "../domain/task-state.ts";
import type { Door } from "./execute.ts";
import type { Agents } from "./ports/agents.ts";
import type { Log } from "./ports/ambient.ts";
import type { EventReader } from "./ports/event-store.ts";

/** For a new owner that found the agent server alive, before anything of its own goes on. */
export async function endStrayTurns(parts: {
  door: Door;
  store: EventReader;
  agents: Pick<Agents, "park">;
  log: Log;
}): Promise<void> {
  const { door, store, agents, log } = parts;
  const last = await store.query(
    `SELECT epic_id, task_id, type, max(seq) FROM events WHERE type IN ('prompt_requested', 'turn_ended')
     GROUP BY epic_id, task_id`,
  );
  const unended = last.rows.filter(([, , type]) => type === "prompt_requested");
  for (const [epicId, taskId] of unended) {
    const task = (await door.epic(String(epicId)))?.tasks.get(String(taskId));
    if (task === undefined || task.worktree_path === null || occupiesSlot(task)) continue;
    await agents.park(task.worktree_path).catch((error: unknown) => log.warn("could not end a turn", { error }));
  }
}
