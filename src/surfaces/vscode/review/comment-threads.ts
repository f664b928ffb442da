// What a person does in threads on review documents: comments are added, changed and taken away.
import { CommentMode, Range, comments as vscodeComments, l10n } from "vscode";
import type { CommentReply, CommentThread, Uri } from "vscode";
import type { Disposable } from "../signal.ts";
import { newComment } from "./new-comment.ts";
import { readDocumentUri } from "./review-uri.ts";
import { inThread, showThreads, type ShownComment, type ThreadParts } from "./shown-threads.ts";

export type { ShownComment } from "./shown-threads.ts";

export interface CommentThreads extends Disposable {
  /** Keeps what the person wrote in a thread. */
  add(reply: CommentReply): Promise<void>;
  edit(comment: ShownComment): void;
  /** Keeps what the person changed it to. */
  save(comment: ShownComment): Promise<void>;
  cancel(comment: ShownComment): void;
  /** Takes it off the list, sent or not. */
  delete(comment: ShownComment): Promise<void>;
  /** Shows the threads anew after comments were sent or discarded elsewhere. */
  refresh(): void;
}

/** `hasLines`: whether a document shows its file, and not only why it does not. */
export function createCommentThreads(parts: ThreadParts & { hasLines(uri: Uri): boolean }): CommentThreads {
  const { session, kept } = parts;
  const controller = vscodeComments.createCommentController("swarmPanel.review", l10n.t("Swarm Review"));
  controller.options = { prompt: l10n.t("Comment for the worker"), placeHolder: l10n.t("What should be changed?") };
  controller.commentingRangeProvider = {
    provideCommentingRanges(document) {
      if (readDocumentUri(document.uri)?.blob == null) return null;
      const all = new Range(0, 0, Math.max(0, document.lineCount - 1), 0);
      return { enableFileComments: true, ranges: parts.hasLines(document.uri) ? [all] : [] };
    },
  };
  const shown = showThreads(controller, parts);
  /** Threads whose comment is being kept: pressed twice, it is one comment. */
  const adding = new WeakSet<CommentThread>();

  function show(comment: ShownComment, mode: CommentMode): void {
    const own = shown.get(comment.keptId);
    if (own === undefined) return;
    own.comment.mode = mode;
    own.thread.comments = inThread(own);
  }

  return {
    async add(reply) {
      const { thread, text } = reply;
      const at = readDocumentUri(thread.uri);
      if (at === null || text.trim() === "" || adding.has(thread)) return;
      adding.add(thread);
      try {
        const comment = await newComment(session, at, reply);
        shown.adopt(thread, comment);
        await kept.put([comment]);
        shown.refresh();
      } finally {
        adding.delete(thread);
      }
    },
    edit: (comment) => show(comment, CommentMode.Editing),
    async save(comment) {
      const before = kept.get(comment.keptId);
      const text = (typeof comment.body === "string" ? comment.body : comment.body.value).trim();
      if (before !== null && text !== "") await kept.put([{ ...before, text }]);
      const own = shown.get(comment.keptId);
      if (own !== undefined) own.comment.body = kept.get(comment.keptId)?.text ?? text;
      show(comment, CommentMode.Preview);
      shown.refresh();
    },
    cancel(comment) {
      const own = shown.get(comment.keptId);
      if (own !== undefined) own.comment.body = kept.get(comment.keptId)?.text ?? own.comment.body;
      show(comment, CommentMode.Preview);
      shown.refresh();
    },
    async delete(comment) {
      const before = kept.get(comment.keptId);
      shown.drop(comment.keptId);
      if (before !== null) await kept.remove([before]);
    },
    refresh: shown.refresh,
    dispose: () => {
      shown.dispose();
      controller.dispose();
    },
  };
}
