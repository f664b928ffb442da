// Whose name a landed commit carries, and what its message says.
import { coAuthorTrailers } from "../../domain/co-authors.ts";
import { commitMessage } from "../../domain/commit-message.ts";
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

/** Of the commit that stands for all of a task's work. `people` made it. */
export function joinMessage(
  epic: EpicState,
  task: TaskState,
  commits: readonly { sha: string; subject: string }[],
  people: readonly Author[],
): string {
  const values = {
    title: task.plan.title.trim().split("\n")[0] ?? task.id,
    summary: task.completion?.summary ?? "",
    epic: epic.id,
    task: task.id,
    commits: commits.map(({ sha, subject }) => `- ${sha.slice(0, 12)} ${subject}`).join("\n"),
  };
  const trailers = [...trailersOf(epic, task), ...coAuthorTrailers(workerAuthor(task.id), people)];
  return commitMessage(epic.options.commit_message, values, trailers);
}
