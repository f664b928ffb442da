// What all epics of the repository look like now, folded from the stored events as they come.
import { evolve, type EpicState } from "../../../domain/epic-state.ts";
import type { RecordedEvent } from "../../../domain/events.ts";
import { createSignal, type Listen } from "../signal.ts";

/** What changed at once: whole epics, and tasks of others as `<epic>/<task>`. */
export interface PictureChange {
  epics: ReadonlySet<string>;
  tasks: ReadonlySet<string>;
}

export interface Picture {
  /** Oldest first. */
  epics(): readonly EpicState[];
  epic(epicId: string): EpicState | null;
  /** Milliseconds since the epoch at which the present phase of a task began; null before its first start. */
  since(epicId: string, taskId: string): number | null;
  onDidChange: Listen<PictureChange>;
}

export interface WritablePicture extends Picture {
  /** Folds a batch. Events that were folded before are left out. */
  apply(events: readonly RecordedEvent[]): void;
  /** Forgets everything: another repository, or none. */
  clear(): void;
  /** Number of the last event that was folded, 0 before the first. */
  lastSeq(): number;
}

export const taskKey = (epicId: string, taskId: string): string => `${epicId}/${taskId}`;

export function createPicture(): WritablePicture {
  const states = new Map<string, EpicState>();
  const phases = new Map<string, number>();
  const changed = createSignal<PictureChange>();
  let last = 0;

  /** Marks what has to be drawn again. A task that changed its status may be what others wait for. */
  function fold(event: RecordedEvent, epics: Set<string>, tasks: Set<string>): void {
    const { epic_id, task_id } = event;
    if (epic_id === null) return;
    const before = states.get(epic_id) ?? null;
    const after = evolve(before, event);
    states.set(epic_id, after);
    if (task_id === null) return void epics.add(epic_id);
    const key = taskKey(epic_id, task_id);
    const [was, is] = [before?.tasks.get(task_id), after.tasks.get(task_id)];
    tasks.add(key);
    if (was?.status === is?.status && was?.attempt === is?.attempt) return;
    epics.add(epic_id);
    phases.set(key, Date.parse(event.ts));
  }

  return {
    epics: () => [...states.values()],
    epic: (epicId) => states.get(epicId) ?? null,
    since: (epicId, taskId) => phases.get(taskKey(epicId, taskId)) ?? null,
    onDidChange: changed.listen,
    lastSeq: () => last,
    apply(events) {
      const epics = new Set<string>();
      const tasks = new Set<string>();
      for (const event of events) {
        if (event.seq <= last) continue;
        last = event.seq;
        fold(event, epics, tasks);
      }
      if (epics.size > 0 || tasks.size > 0) changed.fire({ epics, tasks });
    },
    clear() {
      const epics = new Set(states.keys());
      states.clear();
      phases.clear();
      last = 0;
      changed.fire({ epics, tasks: new Set() });
    },
  };
}
