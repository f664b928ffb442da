// The worker's answer below a comment: words of a model, shown as plain text and as nothing more.
import { CommentMode, l10n, type Comment } from "vscode";
import type { EpicState } from "../../../domain/epic-state.ts";
import { plainLine } from "../plain-line.ts";
import type { KeptComment } from "./review-comment.ts";

/** Null as long as it said nothing. */
export function answerTo(
  picture: { epic(id: string): EpicState | null },
  { id, epicId, taskId }: KeptComment,
): Comment | null {
  const answers = picture.epic(epicId)?.tasks.get(taskId)?.answers ?? [];
  const found = answers.find(({ comment }) => comment.id === id);
  if (found === undefined) return null;
  const body = found.answer.split("\n").map(plainLine).join("\n").trim();
  return { body, mode: CommentMode.Preview, author: { name: l10n.t("Worker {0}", taskId) } };
}
