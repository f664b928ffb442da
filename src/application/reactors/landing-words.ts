// Whose name a landed commit carries, and what its message says.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Author } from "../ports/repository.ts";

/** Author of what a worker did. Its own commits, made by git as the person, are named in the message. */
export const workerAuthor = (taskId: string): Author => ({
  name: `swarm worker ${taskId}`,
  email: "worker@opencode-swarm.invalid",
});

/** Lines that let other programs find where a commit is from. */
export const trailersOf = (epic: EpicState, task: TaskState): string[] => [
  `Swarm-Epic: ${epic.id}`,
  `Swarm-Task: ${task.id}`,
];

/** Of the commit that stands for all of a task's work. */
export function joinMessage(
  epic: EpicState,
  task: TaskState,
  commits: readonly { sha: string; subject: string }[],
): string {
  const named = commits.map((commit) => `- ${commit.sha.slice(0, 12)} ${commit.subject}`).join("\n");
  const summary = task.completion?.summary.trim() ?? "";
  const parts = [
    task.plan.title.trim().split("\n")[0] ?? task.id,
    summary,
    named === "" ? "" : `Commits of the worker:\n${named}`,
    trailersOf(epic, task).join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
