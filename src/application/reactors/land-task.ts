// Lands one approved task on the integration branch, computed without touching a checkout.
import type { EpicState } from "../../domain/epic-state.ts";
import { branchRef } from "../../domain/ids.ts";
import type { TaskState } from "../../domain/task-state.ts";
import type { Door } from "../execute.ts";
import type { Author, Repository } from "../ports/repository.ts";
import { ensureIntegration } from "./ensure-integration.ts";

/** Author of what a worker did. Its own commits, made by git as the person, are named in the message. */
export const workerAuthor = (taskId: string): Author => ({
  name: `swarm worker ${taskId}`,
  email: "worker@opencode-swarm.invalid",
});

function squashMessage(epic: EpicState, task: TaskState, commits: readonly { sha: string; subject: string }[]): string {
  const named = commits.map((commit) => `- ${commit.sha.slice(0, 12)} ${commit.subject}`).join("\n");
  const summary = task.completion?.summary.trim() ?? "";
  const parts = [
    task.plan.title.trim().split("\n")[0] ?? task.id,
    summary,
    named === "" ? "" : `Commits of the worker:\n${named}`,
    `Swarm-Epic: ${epic.id}\nSwarm-Task: ${task.id}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/**
 * The intent is stored with the commit that the branch is about to get; the branch moves by compare-and-swap; the fact is
 * stored last. A crash in between is settled by the next call, which finds the branch at either end of the intent.
 */
export async function landTask(
  parts: { door: Door; repository: Repository },
  epic: EpicState,
  taskId: string,
): Promise<void> {
  const { door, repository } = parts;
  const task = epic.tasks.get(taskId);
  if (task?.work == null || epic.integration === null) return;
  const about = { epic_id: epic.id, task_id: taskId, attempt: null };
  if (task.status === "approved") {
    const { work } = task;
    const tip = await ensureIntegration(repository, epic);
    let next = tip;
    if (work.files_touched.length > 0) {
      const merged = await repository.merge(tip, work.commit);
      if (merged.kind === "conflict") {
        await door.execute({ type: "RecordTaskConflict", ...about, files: merged.files, integration: tip }, "system");
        return;
      }
      if (merged.tree !== (await repository.treeOf(tip))) {
        const commits = await repository.commitsBetween(work.base, work.commit);
        const message = squashMessage(epic, task, commits);
        const author = workerAuthor(taskId);
        next = await repository.commitTree({ tree: merged.tree, parents: [tip], message, author });
      }
    }
    const begun = await door.execute(
      { type: "BeginTaskLanding", ...about, commit: work.commit, old: tip, new: next },
      "system",
    );
    if (!begun.ok) return;
    await moveIntegration(parts, begun.epic, taskId);
    return;
  }
  // Taken up after a crash: the branch may have moved already.
  const { landing } = task;
  if (landing !== null && (await repository.resolve(branchRef(epic.integration.branch))) === landing.new) {
    await door.execute({ type: "RecordTaskLanded", ...about }, "system");
    return;
  }
  await moveIntegration(parts, epic, taskId);
}

async function moveIntegration(
  parts: { door: Door; repository: Repository },
  epic: EpicState,
  taskId: string,
): Promise<void> {
  const { door, repository } = parts;
  const landing = epic.tasks.get(taskId)?.landing;
  if (landing == null || epic.integration === null) return;
  const { branch } = epic.integration;
  if (landing.new !== landing.old) await repository.moveRef(branchRef(branch), landing.new, landing.old);
  await door.execute({ type: "RecordTaskLanded", epic_id: epic.id, task_id: taskId, attempt: null }, "system");
}
