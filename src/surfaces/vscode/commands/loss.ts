// What is lost when a worker is discarded or a swarm is stopped, named before it happens.
import { dependenciesOf, type EpicState } from "../../../domain/epic-state.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import { holdsSlot } from "../../../domain/task-status.ts";
import { inertLine } from "../plain-line.ts";
import { counted, type Translate } from "../words.ts";

const namesShown = 5;

function dependents(epic: EpicState, task: TaskState): string[] {
  const all = [...epic.tasks.values()].filter((other) =>
    dependenciesOf(epic, other.id).some(({ id }) => id === task.id),
  );
  return all.map((other) => other.id);
}

export function lossOf(t: Translate, epic: EpicState, task: TaskState): string {
  const said: string[] = [];
  const files = task.work?.files_touched ?? [];
  if (holdsSlot(task.status)) said.push(t("It works now: its turn ends."));
  if (files.length > 0) {
    const names = files.slice(0, namesShown).join(", ") + (files.length > namesShown ? ", …" : "");
    said.push(
      counted(t, files.length, "Its change of {0} file is not merged", "Its changes of {0} files are not merged"),
    );
    said.push(`(${inertLine(names)}).`);
  } else if (task.worktree_path !== null) {
    said.push(t("What it changed so far is not merged."));
  }
  const waiting = dependents(epic, task);
  if (waiting.length > 0) said.push(t("These wait for it and cannot start: {0}.", waiting.join(", ")));
  said.push(t("Its worktree is removed; its work stays recoverable under refs/opencode-swarm."));
  return said.join(" ");
}

/** Workers that a stop of all ends. */
export const workersOf = (epics: readonly EpicState[]): number =>
  epics.flatMap((epic) => [...epic.tasks.values()]).filter((task) => holdsSlot(task.status)).length;
