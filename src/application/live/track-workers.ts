// Knows which workers run, so that what must not happen beside one can wait for its end.
import type { ExecutionStrategy, RunningTask } from "../execution-strategy.ts";

export interface TrackedWorkers {
  readonly strategy: ExecutionStrategy;
  /** Something of the task's worker still runs, also after its last word. */
  runs(epicId: string, taskId: string): boolean;
  /** Resolves when nothing of it runs any more. */
  ended(epicId: string, taskId: string): Promise<void>;
}

export function trackWorkers(strategy: ExecutionStrategy): TrackedWorkers {
  const running = new Map<string, RunningTask>();
  const keyOf = (epicId: string, taskId: string): string => `${epicId}/${taskId}`;
  return {
    strategy: {
      kind: strategy.kind,
      start(task) {
        const worker = strategy.start(task);
        const key = keyOf(task.epic_id, task.task_id);
        running.set(key, worker);
        const forget = (): void => {
          if (running.get(key) === worker) running.delete(key);
        };
        worker.ended.then(forget, forget);
        return worker;
      },
    },
    runs: (epicId, taskId) => running.has(keyOf(epicId, taskId)),
    async ended(epicId, taskId) {
      await running.get(keyOf(epicId, taskId))?.ended.catch(() => undefined);
    },
  };
}
