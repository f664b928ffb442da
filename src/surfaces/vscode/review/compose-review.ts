// Makes one review of the comments that were not sent yet, on the commit that the worker has now.
import type { FileChange, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { Review, ReviewComment } from "../../../domain/review.ts";
import { findAnchor, linesOf } from "./comment-anchor.ts";
import { fileOf } from "./review-uri.ts";
import type { KeptComment } from "./review-comment.ts";

const sideBlob = (file: FileChange, side: "old" | "new"): string | null =>
  side === "old" ? file.oldBlob : file.newBlob;

/** A file of the present commit that a comment on an earlier one speaks of, also after it was renamed. */
const fileNow = (files: readonly FileChange[], comment: KeptComment): FileChange | undefined =>
  fileOf(files, comment) ?? files.find((file) => file.path === comment.path || file.from === comment.path);

/** Where it stands now. Without its lines it speaks of the file, and its quote says of what. */
function placed(comment: KeptComment, file: FileChange | undefined, text: string | null): ReviewComment {
  const { side, quote } = comment;
  const path = file === undefined ? comment.path : side === "old" ? (file.from ?? file.path) : file.path;
  const anchor = comment.lines === null || text === null ? null : findAnchor(comment.lines, quote, linesOf(text));
  const lines = anchor === null || anchor.kind === "outdated" ? null : anchor.lines;
  return { path, side, lines, quote, text: comment.text };
}

/** `blob` reads a content by its id; comments on a commit that was replaced follow the lines that they quote. */
export async function composeReview(
  changes: TaskChanges,
  comments: readonly KeptComment[],
  note: string | null,
  blob: LiveSwarm["blob"],
): Promise<Review> {
  const decoder = new TextDecoder();
  const placedComments = await Promise.all(
    comments.map(async (comment) => {
      const { path, side, lines, quote, text } = comment;
      if (comment.commit === changes.commit) return { path, side, lines, quote: [...quote], text };
      const file = fileNow(changes.files, comment);
      const id = file === undefined ? null : sideBlob(file, side);
      const bytes = id === null ? null : await blob(id);
      return placed(comment, file, bytes === null ? null : decoder.decode(bytes));
    }),
  );
  const inOrder = placedComments.toSorted(
    (a, b) => a.path.localeCompare(b.path, "en") || (a.lines?.start ?? 0) - (b.lines?.start ?? 0),
  );
  const said = note?.trim() ?? "";
  return { commit: changes.commit, comments: inOrder, note: said === "" ? null : said };
}
