// The message of the one commit that stands for a whole swarm: a line that the person may change, and the tasks below it.
import type { EpicState } from "../../../domain/epic-state.ts";
import { plainLine } from "../plain-line.ts";
import { comingTasks } from "./mergeable.ts";

export const firstLine = (epic: EpicState): string => plainLine(epic.title);

/** `line` is what the person wrote. The trailer lets other programs find the epic. */
export function commitMessage(epic: EpicState, line: string): string {
  const tasks = comingTasks(epic).map((task) => `- ${task.id}: ${plainLine(task.plan.title)}`);
  return `${line.trim()}\n\n${tasks.join("\n")}\n\nSwarm-Epic: ${epic.id}\n`;
}
