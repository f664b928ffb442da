// The files of pinned commits, read once each: they never change, and reading them takes git.
import type { TaskChanges } from "../../../application/live-swarm.ts";
import type { Log } from "../../../application/ports/ambient.ts";
import type { TaskRef } from "../selection.ts";

/** So many are read at a time. */
const atOnce = 2;
/** So many are kept; the oldest goes first. */
const kept = 2000;

export interface ChangesCache {
  /** What is known of a commit; what is not known yet is read, and then `onRead` is called. */
  of(task: TaskRef, commit: string): TaskChanges | null;
  clear(): void;
}

export interface ChangesParts {
  read(task: TaskRef): Promise<TaskChanges | null>;
  onRead(task: TaskRef): void;
  log: Log;
}

export function createChangesCache({ read, onRead, log }: ChangesParts): ChangesCache {
  let known = new Map<string, TaskChanges | null>();
  let waiting: { key: string; task: TaskRef }[] = [];
  let reading = 0;

  function pump(): void {
    while (reading < atOnce) {
      const next = waiting.shift();
      if (next === undefined) return;
      reading += 1;
      void readOne(next.key, next.task, known);
    }
  }

  async function readOne(key: string, task: TaskRef, into: Map<string, TaskChanges | null>): Promise<void> {
    const found = await read(task).catch((error: unknown) => {
      log.warn("the files of a task cannot be read", { ...task, error: String(error) });
      return null;
    });
    reading -= 1;
    if (into === known && found !== null) {
      // The task may have a newer commit by now: then that one is what was read.
      known.set(`${task.epicId}/${task.taskId}@${found.commit}`, found);
      const [oldest] = known.keys();
      if (known.size > kept && oldest !== undefined) known.delete(oldest);
      onRead(task);
    }
    pump();
  }

  return {
    of(task, commit) {
      const key = `${task.epicId}/${task.taskId}@${commit}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      known.set(key, null);
      waiting.push({ key, task });
      pump();
      return null;
    },
    clear() {
      known = new Map();
      waiting = [];
    },
  };
}
