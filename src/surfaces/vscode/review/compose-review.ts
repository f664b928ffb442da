// Makes one review of the comments that were not sent yet, on the commit that the worker has now.
import type { LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import type { Review, ReviewComment } from "../../../domain/review.ts";
import { fateIn, type Fate } from "./comment-fate.ts";
import type { KeptComment } from "./review-comment.ts";

/** Where it stands now. Without its lines it speaks of the file, and its quote says of what. */
function placed({ id, path, side, lines, quote, text }: KeptComment, fate: Fate): ReviewComment {
  const said = { id, side, quote: [...quote], text };
  if (fate.kind === "current") return { ...said, path, lines };
  if (fate.kind === "fileGone") return { ...said, path, lines: null };
  return { ...said, path: fate.path, lines: fate.kind === "found" && fate.same ? fate.lines : null };
}

/** Comments on a commit that was replaced follow the lines that they quote. */
export async function composeReview(
  changes: TaskChanges,
  comments: readonly KeptComment[],
  note: string | null,
  edits: LiveSwarm["lineEdits"],
): Promise<Review> {
  const placedComments = await Promise.all(
    comments.map(async (comment) => placed(comment, await fateIn(changes, comment, edits))),
  );
  const inOrder = placedComments.toSorted(
    (a, b) => a.path.localeCompare(b.path, "en") || (a.lines?.start ?? 0) - (b.lines?.start ?? 0),
  );
  const said = note?.trim() ?? "";
  return { commit: changes.commit, comments: inOrder, note: said === "" ? null : said };
}
