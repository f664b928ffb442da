// Which worktrees of resting tasks are gone: somebody may delete them by hand, and no event tells it.
import type { EpicState } from "../../../domain/epic-state.ts";
import { isClosed } from "../../../domain/epic-status.ts";
import { holdsSlot } from "../../../domain/task-status.ts";
import type { TaskRef } from "../selection.ts";
import { taskRowKey } from "./row-key.ts";

export interface LostWorktrees {
  isGone(task: TaskRef): boolean;
  /** Looks again; one look at a time. */
  look(): Promise<void>;
}

export interface LostParts {
  epics(): readonly EpicState[];
  /** Where the worktree is, or null when it is gone. */
  worktree(task: TaskRef): Promise<string | null>;
  /** It is gone, or there again. */
  onChange(task: TaskRef): void;
}

function resting(epics: readonly EpicState[]): TaskRef[] {
  return epics
    .filter((epic) => !isClosed(epic))
    .flatMap((epic) =>
      [...epic.tasks.values()]
        .filter((task) => task.worktree_path !== null && !holdsSlot(task.status))
        .filter((task) => task.status !== "landed" && task.status !== "discarded")
        .map((task) => ({ epicId: epic.id, taskId: task.id })),
    );
}

export function createLostWorktrees({ epics, worktree, onChange }: LostParts): LostWorktrees {
  let gone = new Set<string>();
  let looking: Promise<void> | null = null;

  async function lookOnce(): Promise<void> {
    const seen = new Set<string>();
    const tasks = resting(epics());
    for (const task of tasks) if ((await worktree(task)) === null) seen.add(taskRowKey(task));
    const before = gone;
    gone = seen;
    for (const task of tasks) if (before.has(taskRowKey(task)) !== seen.has(taskRowKey(task))) onChange(task);
  }

  return {
    isGone: (task) => gone.has(taskRowKey(task)),
    look() {
      looking ??= lookOnce().finally(() => (looking = null));
      return looking;
    },
  };
}
