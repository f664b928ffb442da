// What a person wrote in a thread, as it is kept.
import { workspace, type CommentReply } from "vscode";
import type { SwarmSession } from "../session/swarm-session.ts";
import { linesOf, quoteOf } from "./quote.ts";
import type { KeptComment } from "./review-comment.ts";
import { fileOf, type SideDocument } from "./review-uri.ts";

/** Both contents of the file that is commented on. Its other side is asked for; one that cannot be had stays out. */
async function fileOfDocument(session: SwarmSession, at: SideDocument): Promise<KeptComment["file"]> {
  const changes = await session
    .live()
    ?.changes(at.epicId, at.taskId)
    .catch(() => null);
  const file = changes?.commit === at.commit ? fileOf(changes.files, at) : undefined;
  const { change, blob } = at;
  return at.side === "old"
    ? { change, oldBlob: blob, newBlob: file?.newBlob ?? null }
    : { change, oldBlob: file?.oldBlob ?? null, newBlob: blob };
}

export async function newComment(
  session: SwarmSession,
  at: SideDocument,
  { thread, text }: CommentReply,
): Promise<KeptComment> {
  const document = await workspace.openTextDocument(thread.uri);
  const { range } = thread;
  const lines = range === undefined ? null : { start: range.start.line + 1, end: range.end.line + 1 };
  const { epicId, taskId, commit, path, side } = at;
  return {
    id: crypto.randomUUID(),
    state: "pending",
    epicId,
    taskId,
    commit,
    path,
    side,
    lines,
    quote: lines === null ? [] : quoteOf(linesOf(document.getText()), lines),
    file: await fileOfDocument(session, at),
    text: text.trim(),
  };
}
