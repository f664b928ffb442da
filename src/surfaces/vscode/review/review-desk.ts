// What every command of the review needs: the swarm, the changes of a task as they are now, and words when there are none.
import { l10n, window } from "vscode";
import type { FileChange, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import { granted, swarmToUse, type CommandParts } from "../commands/command-parts.ts";
import type { TaskRef } from "../selection.ts";
import { comparedChanges, type Comparisons } from "./comparisons.ts";
import { openReview } from "./open-review.ts";
import { marksOf } from "./review-model.ts";
import { contentOf } from "../reviewed-content.ts";
import type { Marks } from "./ticks.ts";

export interface ReviewDesk {
  /** The pinned commit of a task as it is now, or null when there is none; the person is told. */
  changesOf(task: TaskRef): Promise<{ swarm: LiveSwarm; changes: TaskChanges } | null>;
  marks(task: TaskRef): Marks;
  /** As the person wants it compared. */
  openTask(task: TaskRef): Promise<void>;
  /** An open document is of a commit that the worker has replaced since: nothing is decided on it. */
  sayReplaced(task: TaskRef): Promise<void>;
  /** Stores ticks one by one. False: one was refused, and the person was told. */
  markFiles(task: TaskRef, files: readonly FileChange[], reviewed: boolean): Promise<boolean>;
}

export function createReviewDesk(parts: CommandParts, comparisons: Comparisons): ReviewDesk {
  const taskState = (task: TaskRef) => parts.session.picture.epic(task.epicId)?.tasks.get(task.taskId);

  async function changesOf(task: TaskRef): Promise<{ swarm: LiveSwarm; changes: TaskChanges } | null> {
    const swarm = await swarmToUse(parts);
    if (swarm === null) return null;
    const changes = await swarm.changes(task.epicId, task.taskId);
    if (changes !== null) return { swarm, changes };
    void window.showInformationMessage(l10n.t("{0} has no commit to review yet.", task.taskId));
    return null;
  }

  async function openTask(task: TaskRef): Promise<void> {
    const found = await changesOf(task);
    if (found === null) return;
    const shown = (await comparedChanges(found.swarm, comparisons, task, found.changes)) ?? found.changes;
    parts.selection.select({ epicId: task.epicId, taskId: task.taskId });
    await openReview(parts, shown, taskState(task)?.plan.title ?? task.taskId);
  }

  return {
    changesOf,
    openTask,
    marks(task) {
      const state = taskState(task);
      return state === undefined ? new Map() : marksOf(state);
    },
    async sayReplaced(task) {
      const open = l10n.t("Review Changes");
      const text = l10n.t("{0} has a newer commit than the one that is open.", task.taskId);
      if ((await window.showWarningMessage(text, open)) === open) await openTask(task);
    },
    async markFiles(task, files, reviewed) {
      const swarm = await swarmToUse(parts);
      if (swarm === null) return false;
      for (const file of files) {
        const marked = await swarm.markReviewed(task.epicId, task.taskId, file.path, reviewed ? contentOf(file) : null);
        if (granted(marked) === null) return false;
      }
      return true;
    },
  };
}
