// What became of what a comment speaks of, in the commit that the worker has now.
import type { FileChange, LiveSwarm, TaskChanges } from "../../../application/live-swarm.ts";
import { followLines } from "./follow-lines.ts";
import type { LineSpan } from "./quote.ts";
import type { KeptComment } from "./review-comment.ts";
import { fileOf } from "./review-uri.ts";

export type Fate =
  /** Nothing newer is known than the commit that it was written on. */
  | { kind: "current" }
  | {
      kind: "found";
      commit: string;
      /** Of the file as it is now on the comment's side. */
      path: string;
      /** Null: it is about the file. */
      lines: LineSpan | null;
      /** The very lines, or the very file, that it was written on. */
      same: boolean;
      /** The worker has changed since what it speaks of. */
      touched: boolean;
    }
  | { kind: "linesGone"; commit: string; path: string }
  /** The worker does not change the file any more. */
  | { kind: "fileGone"; commit: string };

type Edits = LiveSwarm["lineEdits"];

/** The file that it is about, also after it was renamed. */
const fileNow = (files: readonly FileChange[], comment: KeptComment): FileChange | undefined =>
  fileOf(files, comment) ?? files.find((file) => file.path === comment.path || file.from === comment.path);

const followed = async (lines: LineSpan, from: string | null, to: string | null, edits: Edits) => {
  if (from === to) return { kind: "same", lines } as const;
  const known = from === null || to === null ? null : await edits(from, to);
  return known === null ? null : followLines(lines, known);
};

/** Lines of the old side stay as they are. What the worker made of them may not. */
async function isAnswered(comment: KeptComment, now: FileChange, edits: Edits): Promise<boolean> {
  const { file: then, lines } = comment;
  if (then === null) return true;
  if (then.newBlob === now.newBlob) return false;
  if (lines === null) return true;
  const made = await followed(lines, then.oldBlob, then.newBlob, edits);
  if (made === null || made.kind === "gone") return true;
  return (await followed(made.lines, then.newBlob, now.newBlob, edits))?.kind !== "same";
}

/** `changes`: of the comment's task, as they are now. */
export async function fateIn(changes: TaskChanges, comment: KeptComment, edits: Edits): Promise<Fate> {
  const { commit } = changes;
  if (comment.commit === commit) return { kind: "current" };
  const file = fileNow(changes.files, comment);
  if (file === undefined) return { kind: "fileGone", commit };
  const { side, lines } = comment;
  const path = side === "old" ? (file.from ?? file.path) : file.path;
  const [then, now] = side === "old" ? [comment.file?.oldBlob, file.oldBlob] : [comment.file?.newBlob, file.newBlob];
  if (now === null) return { kind: "linesGone", commit, path };
  const answered = side === "old" && (await isAnswered(comment, file, edits));
  const found = (at: LineSpan | null, same: boolean): Fate => {
    return { kind: "found", commit, path, lines: at, same, touched: !same || answered };
  };
  if (lines === null) return found(null, then === now);
  const there = await followed(lines, then ?? null, now, edits);
  if (there === null) return found(null, false);
  return there.kind === "gone" ? { kind: "linesGone", commit, path } : found(there.lines, there.kind === "same");
}
