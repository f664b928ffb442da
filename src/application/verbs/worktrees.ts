// Verb `clean`: which worktrees of ours stand, how large they are, and which can go without losing anything.
import type { EpicState } from "../../domain/epic-state.ts";
import type { TaskState } from "../../domain/task-state.ts";
import { removedRef } from "../reactors/remove-worktree.ts";
import type { WorktreeReport } from "../swarm.ts";
import type { VerbParts } from "./verb-parts.ts";

async function reasonToKeep(parts: VerbParts, epic: EpicState, task: TaskState, path: string): Promise<string | null> {
  if (task.status === "landed" && epic.landed === null) return "its work is not in your branch yet";
  if (task.status !== "landed" && task.status !== "discarded") return `its task is ${task.status.replace("_", " ")}`;
  const state = await parts.repository.worktreeState(path);
  if (state === "foreign") return "it was not made by opencode-swarm";
  if (state !== "missing" && !(await parts.repository.isClean(path))) return "it holds uncommitted work";
  return null;
}

export async function worktreeReports(parts: VerbParts, epics: readonly EpicState[]): Promise<WorktreeReport[]> {
  const reports: WorktreeReport[] = [];
  const standing = await parts.repository.worktrees();
  for (const epic of epics) {
    for (const task of epic.tasks.values()) {
      const path =
        task.worktree_path ?? standing.find((one) => one.madeFor !== null && one.madeFor === task.branch)?.path;
      if (path === undefined) continue;
      const [bytes, keep] = await Promise.all([
        parts.repository.diskUsage(path),
        reasonToKeep(parts, epic, task, path),
      ]);
      reports.push({ path, epic_id: epic.id, task_id: task.id, bytes, keep });
    }
  }
  return reports;
}

/** Removes one that can go; what is not in a commit of a branch is pinned first. */
export async function removeReported(parts: VerbParts, report: WorktreeReport, attempt: number): Promise<void> {
  const { epic_id, task_id, path } = report;
  const ref = removedRef(epic_id, task_id, attempt);
  const { pinned } = await parts.repository.removeWorktree({ path, ref });
  const about = { epic_id, task_id, attempt: null };
  await parts.door.execute(
    { type: "RecordWorktreeRemoved", ...about, worktree_path: path, ref: pinned === null ? null : ref },
    "user",
  );
}
