// The merge and its undo: commands, and whether there is a merge to undo.
import type { PanelParts } from "../panel-parts.ts";
import { registerGuardedCommand } from "../review/guarded-command.ts";
import type { Disposable } from "../signal.ts";
import { createMergeCommand } from "./merge-command.ts";
import { mayUndo } from "./mergeable.ts";
import { createUndoCommand } from "./undo-command.ts";

export function registerMerge(parts: PanelParts): Disposable {
  const undo = createUndoCommand(parts);
  const merge = createMergeCommand(parts, (epicId) => undo({ epicId }));
  const showUndo = (): void => {
    parts.setContextKey("canUndoMerge", parts.session.live() !== null && parts.session.picture.epics().some(mayUndo));
  };
  showUndo();
  const started = [
    registerGuardedCommand(parts, "merge.run", merge),
    registerGuardedCommand(parts, "merge.undo", undo),
    parts.session.picture.onDidChange(showUndo),
    parts.session.onDidChange(showUndo),
  ];
  return { dispose: () => started.forEach((each) => each.dispose()) };
}
