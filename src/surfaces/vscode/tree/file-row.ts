// The row of a changed file.
import type { FileChange } from "../../../application/live-swarm.ts";
import type { TaskState } from "../../../domain/task-state.ts";
import type { FileRow } from "../../../protocol.ts";
import { isReviewed } from "../reviewed-content.ts";
import type { TaskRef } from "../selection.ts";
import { fileKey, taskRowKey } from "./row-key.ts";
import type { RowView } from "./row-view.ts";

export function fileRow(ref: TaskRef, task: TaskState, file: FileChange, view: RowView): FileRow {
  const { path, from, change, added, deleted } = file;
  return {
    kind: "file",
    key: fileKey(ref, path),
    parent: taskRowKey(ref),
    actions: view.open ? ["review"] : [],
    path,
    from,
    change,
    lines: { added, deleted },
    reviewed: isReviewed(task, file),
    comments: view.commentsOn(ref, file),
  };
}
