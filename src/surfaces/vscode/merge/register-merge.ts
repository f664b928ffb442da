// The merge and its undo: commands, and whether there is a merge to undo.
import type { CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { createMergeCommand } from "./merge-command.ts";
import { mayUndo } from "./mergeable.ts";
import { registerResolve } from "./resolve-commands.ts";
import { createUndoCommand } from "./undo-command.ts";

export function registerMerge(parts: CommandParts): Disposable {
  const undo = createUndoCommand(parts);
  const merge = createMergeCommand(parts, (epicId) => undo({ epicId }));
  const showUndo = (): void => {
    parts.setContextKey("canUndoMerge", parts.session.live() !== null && parts.session.picture.epics().some(mayUndo));
  };
  showUndo();
  const started = [
    parts.register("merge.run", merge),
    parts.register("merge.undo", undo),
    ...registerResolve(parts),
    parts.session.picture.onDidChange(showUndo),
    parts.session.onDidChange(showUndo),
  ];
  return { dispose: () => started.forEach((each) => each.dispose()) };
}
