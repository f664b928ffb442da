// Where a kept comment is shown on an open document, if it belongs there.
import { findAnchor, linesOf, type LineSpan } from "./comment-anchor.ts";
import type { ReviewDocument } from "./review-uri.ts";
import type { KeptComment } from "./review-comment.ts";

/** `lines` null: on the file. `outdated`: the lines that it speaks of are gone. */
export interface CommentPlace {
  lines: LineSpan | null;
  outdated: boolean;
}

/**
 * `current`: the commit that the worker has now. A comment stays on the commit that it was written on; one that was not
 * sent yet also follows to the current commit. `text` is the document's.
 */
export function placeComment(
  comment: KeptComment,
  document: ReviewDocument,
  current: string | null,
  text: string,
): CommentPlace | null {
  const sameFile =
    comment.epicId === document.epicId &&
    comment.taskId === document.taskId &&
    comment.side === document.side &&
    comment.path === document.path;
  if (!sameFile) return null;
  if (comment.commit === document.commit) return { lines: comment.lines, outdated: false };
  if (comment.state === "sent" || document.commit !== current) return null;
  if (comment.lines === null) return { lines: null, outdated: false };
  const anchor = findAnchor(comment.lines, comment.quote, linesOf(text));
  return anchor.kind === "outdated" ? { lines: null, outdated: true } : { lines: anchor.lines, outdated: false };
}
