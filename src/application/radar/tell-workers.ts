// Tells the workers of an overlap about each other: the turn that runs reads it at its next step, else the next turn does.
import { overlapPrompt } from "../../domain/overlap-prompt.ts";
import { occupiesSlot } from "../../domain/task-state.ts";
import type { AgentServer } from "../agent-server.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, type VerbParts } from "../verbs/verb-parts.ts";
import type { Overlap } from "./overlap-radar.ts";

export interface TellParts extends Pick<VerbParts, "door"> {
  withAgents: AgentServer["use"];
}

export const noOverlap = refused({
  exit: 1,
  code: "no-overlap",
  message: "these two do not overlap any more",
  remedy: "look at what overlaps now",
});

/** Gives the tasks whose workers have the message now. */
export async function tellWorkers(parts: TellParts, overlap: Overlap): Promise<Requested<string[]>> {
  const { epic_id, task_id, other_id, files } = overlap;
  const found = await findEpic(parts.door, epic_id);
  if (!found.ok) return found;
  const epic = found.value;
  const told: string[] = [];
  for (const [id, with_id] of [
    [task_id, other_id],
    [other_id, task_id],
  ] as const) {
    const task = id === null ? undefined : epic.tasks.get(id);
    if (task?.session_id == null || task.worktree_path === null) continue;
    const { session_id, worktree_path: directory } = task;
    const other = with_id === null ? undefined : epic.tasks.get(with_id);
    const text = overlapPrompt(files, other === undefined ? null : { id: other.id, title: other.plan.title });
    const { agent = null, model = null } = task.plan;
    await parts.withAgents([], async (agents) => {
      await agents.tell({ session_id, directory, text, agent, model: model ?? epic.options.model });
      // Nobody works there, so nothing of it stays in memory.
      if (!occupiesSlot(task)) await agents.park(directory);
    });
    told.push(task.id);
  }
  return { ok: true, value: told };
}
