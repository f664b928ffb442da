// A view on rows to which nothing is known besides the events.
import type { RowView } from "../../../../src/surfaces/vscode/tree/row-view.ts";
import { english } from "../english.ts";

export const plainView: RowView = {
  t: english,
  open: true,
  isRunning: () => false,
  since: () => null,
  live: () => null,
  changes: () => null,
  pendingComments: () => 0,
  commentsOn: () => 0,
  overlaps: () => [],
  worktreeIsGone: () => false,
  trouble: () => null,
};
