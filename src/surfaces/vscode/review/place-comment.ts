// Where a kept comment is shown on a document, if it belongs there.
import type { Fate } from "./comment-fate.ts";
import type { LineSpan } from "./quote.ts";
import type { KeptComment } from "./review-comment.ts";
import type { ReviewDocument } from "./review-uri.ts";

/** `lines` null: on the file. */
export interface CommentPlace {
  lines: LineSpan | null;
}

/** It stands where it was written, and in the worker's present commit at what became of that. */
export function placeComment(comment: KeptComment, document: ReviewDocument, fate: Fate): CommentPlace | null {
  const sameSide =
    comment.epicId === document.epicId && comment.taskId === document.taskId && comment.side === document.side;
  if (!sameSide) return null;
  if (comment.commit === document.commit) return comment.path === document.path ? { lines: comment.lines } : null;
  if (fate.kind !== "found" && fate.kind !== "linesGone") return null;
  if (fate.commit !== document.commit || fate.path !== document.path) return null;
  return { lines: fate.kind === "found" ? fate.lines : null };
}
