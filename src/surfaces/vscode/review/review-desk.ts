// What every command of the review needs: the swarm, the changes of a task as they are now, and words when there are none.
import { l10n, window } from "vscode";
import type { FileChange, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { PanelParts } from "../panel-parts.ts";
import { refusalSentence } from "../refusal-sentence.ts";
import type { TaskRef } from "../selection.ts";
import { openReview } from "./open-review.ts";
import { marksOf } from "./review-model.ts";
import { contentOf } from "../reviewed-content.ts";
import type { Marks } from "./ticks.ts";

export interface ReviewDesk {
  /** The swarm, or null when this window does not own it; the person is told. */
  owned(): LiveSwarm | null;
  /** The pinned commit of a task as it is now, or null when there is none; the person is told. */
  changesOf(task: TaskRef): Promise<{ swarm: LiveSwarm; changes: TaskChanges } | null>;
  marks(task: TaskRef): Marks;
  openTask(task: TaskRef): Promise<void>;
  /** An open document is of a commit that the worker has replaced since: nothing is decided on it. */
  sayReplaced(task: TaskRef): Promise<void>;
  /** Stores ticks one by one. False: one was refused, and the person was told. */
  markFiles(task: TaskRef, files: readonly FileChange[], reviewed: boolean): Promise<boolean>;
}

export function createReviewDesk(parts: PanelParts): ReviewDesk {
  const taskState = (task: TaskRef) => parts.session.picture.epic(task.epicId)?.tasks.get(task.taskId);

  function owned(): LiveSwarm | null {
    const swarm = parts.session.live();
    if (swarm === null) {
      void window.showWarningMessage(l10n.t("This window does not run the swarm of this repository."));
    }
    return swarm;
  }

  async function changesOf(task: TaskRef): Promise<{ swarm: LiveSwarm; changes: TaskChanges } | null> {
    const swarm = owned();
    if (swarm === null) return null;
    const changes = await swarm.changes(task.epicId, task.taskId);
    if (changes !== null) return { swarm, changes };
    void window.showInformationMessage(l10n.t("{0} has no commit to review yet.", task.taskId));
    return null;
  }

  async function openTask(task: TaskRef): Promise<void> {
    const found = await changesOf(task);
    if (found === null) return;
    parts.selection.select({ epicId: task.epicId, taskId: task.taskId });
    await openReview(parts, found.changes, taskState(task)?.plan.title ?? task.taskId);
  }

  return {
    owned,
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
      const swarm = owned();
      if (swarm === null) return false;
      for (const file of files) {
        const marked = await swarm.markReviewed(task.epicId, task.taskId, file.path, reviewed ? contentOf(file) : null);
        if (marked.ok) continue;
        void window.showWarningMessage(refusalSentence(marked.refusals));
        return false;
      }
      return true;
    },
  };
}
