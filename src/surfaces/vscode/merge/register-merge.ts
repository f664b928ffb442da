// The merge, its undo and its conflicts: commands, and what of it can be done now.
import type { EpicState } from "../../../domain/epic-state.ts";
import type { CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { createMergeCommand } from "./merge-command.ts";
import { mayUndo } from "./mergeable.ts";
import { registerResolve } from "./resolve-commands.ts";
import { createUndoCommand } from "./undo-command.ts";

const isResolving = (epic: EpicState): boolean => [...epic.tasks.values()].some((task) => task.resolution !== null);

export function registerMerge(parts: CommandParts): Disposable {
  const undo = createUndoCommand(parts);
  const merge = createMergeCommand(parts, (epicId) => undo({ epicId }));
  const showWhatCanBeDone = (): void => {
    const epics = parts.session.live() === null ? [] : parts.session.picture.epics();
    parts.setContextKey("canUndoMerge", epics.some(mayUndo));
    parts.setContextKey("resolving", epics.some(isResolving));
  };
  showWhatCanBeDone();
  const started = [
    parts.register("merge.run", merge),
    parts.register("merge.undo", undo),
    ...registerResolve(parts),
    parts.session.picture.onDidChange(showWhatCanBeDone),
    parts.session.onDidChange(showWhatCanBeDone),
  ];
  return { dispose: () => started.forEach((each) => each.dispose()) };
}
