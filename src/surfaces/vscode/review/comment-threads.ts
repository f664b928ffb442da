// Comment threads on review documents: a person makes them, and a document that is opened again gets its own back.
import {
  CommentMode,
  CommentThreadCollapsibleState,
  Range,
  comments as vscodeComments,
  l10n,
  workspace,
  type Comment,
  type CommentReply,
  type CommentThread,
  type TextDocument,
} from "vscode";
import type { SwarmSession } from "../session/swarm-session.ts";
import type { Disposable } from "../signal.ts";
import { linesOf, quoteOf } from "./comment-anchor.ts";
import type { KeptComments } from "./kept-comments.ts";
import { placeComment, type CommentPlace } from "./place-comment.ts";
import type { KeptComment } from "./review-comment.ts";
import { readReviewUri, type ReviewDocument } from "./review-uri.ts";

/** A comment as VS Code shows it; commands get it back. */
export interface ShownComment extends Comment {
  keptId: string;
}

export interface CommentThreads extends Disposable {
  /** Keeps what the person wrote in a thread. */
  add(reply: CommentReply): Promise<void>;
  edit(comment: ShownComment): void;
  /** Keeps what the person changed it to. */
  save(comment: ShownComment): Promise<void>;
  cancel(comment: ShownComment): void;
  delete(comment: ShownComment): Promise<void>;
  /** Shows the threads anew after comments were sent or discarded elsewhere. */
  refresh(): void;
}

interface OwnThread {
  thread: CommentThread;
  comment: ShownComment;
  place: CommentPlace;
}

const documentAt = (uri: TextDocument["uri"]): ReviewDocument | null => {
  const address = readReviewUri(uri);
  return address?.kind === "file" ? address : null;
};

const rangeOf = (lines: CommentPlace["lines"]): Range | undefined =>
  lines === null ? undefined : new Range(lines.start - 1, 0, lines.end - 1, 0);

function dress({ thread, comment, place }: OwnThread, kept: KeptComment): void {
  const words = {
    pending: place.outdated ? l10n.t("Pending, outdated: its lines are gone") : l10n.t("Pending"),
    sent: l10n.t("Sent"),
  };
  thread.label = words[kept.state];
  thread.contextValue = kept.state;
  thread.canReply = false;
  comment.contextValue = kept.state;
  thread.comments = [comment];
}

export function createCommentThreads(session: SwarmSession, kept: KeptComments): CommentThreads {
  const controller = vscodeComments.createCommentController("swarmPanel.review", l10n.t("Swarm Review"));
  controller.options = { prompt: l10n.t("Comment for the worker"), placeHolder: l10n.t("What should be changed?") };
  controller.commentingRangeProvider = {
    provideCommentingRanges(document) {
      if (documentAt(document.uri)?.blob == null) return null;
      return { enableFileComments: true, ranges: [new Range(0, 0, Math.max(0, document.lineCount - 1), 0)] };
    },
  };
  const threads = new Map<string, OwnThread>();

  const shownComment = (comment: KeptComment): ShownComment => ({
    keptId: comment.id,
    body: comment.text,
    mode: CommentMode.Preview,
    author: { name: l10n.t("You") },
  });

  function adopt(thread: CommentThread, comment: KeptComment, place: CommentPlace): void {
    const own = { thread, comment: shownComment(comment), place };
    threads.set(comment.id, own);
    dress(own, comment);
  }

  function restore(document: TextDocument): void {
    const at = documentAt(document.uri);
    if (at === null) return;
    const current = session.picture.epic(at.epicId)?.tasks.get(at.taskId)?.work?.commit ?? null;
    for (const comment of kept.all()) {
      const place = placeComment(comment, at, current, document.getText());
      if (place === null || !mayStandOn(document, comment, at.commit === current)) continue;
      const range = rangeOf(place.lines);
      const thread = controller.createCommentThread(document.uri, range ?? new Range(0, 0, 0, 0), []);
      thread.range = range;
      thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
      adopt(thread, comment, place);
    }
  }

  /** A thread outlives its document, so that the list of comments holds it; the worker's present commit takes it over. */
  function mayStandOn(document: TextDocument, comment: KeptComment, isCurrent: boolean): boolean {
    const shown = threads.get(comment.id);
    if (shown === undefined) return true;
    if (!isCurrent || shown.thread.uri.toString() === document.uri.toString()) return false;
    drop(comment.id);
    return true;
  }

  function drop(id: string): void {
    threads.get(id)?.thread.dispose();
    threads.delete(id);
  }

  const own = (comment: ShownComment): OwnThread | undefined => threads.get(comment.keptId);
  function show(comment: ShownComment, mode: CommentMode): void {
    const found = own(comment);
    if (found === undefined) return;
    found.comment.mode = mode;
    found.thread.comments = [found.comment];
  }

  const listening = [
    workspace.onDidOpenTextDocument(restore),
    session.onDidChange(() => workspace.textDocuments.forEach(restore)),
  ];
  workspace.textDocuments.forEach(restore);

  return {
    async add({ thread, text }) {
      const at = documentAt(thread.uri);
      const said = text.trim();
      if (at === null || said === "") return;
      const document = await workspace.openTextDocument(thread.uri);
      const { range } = thread;
      const lines = range === undefined ? null : { start: range.start.line + 1, end: range.end.line + 1 };
      const { epicId, taskId, commit, path, side } = at;
      const comment: KeptComment = {
        id: crypto.randomUUID(),
        state: "pending",
        epicId,
        taskId,
        commit,
        path,
        side,
        lines,
        quote: lines === null ? [] : quoteOf(linesOf(document.getText()), lines),
        text: said,
      };
      adopt(thread, comment, { lines, outdated: false });
      await kept.put([comment]);
    },
    edit: (comment) => show(comment, CommentMode.Editing),
    async save(comment) {
      const before = kept.get(comment.keptId);
      const text = (typeof comment.body === "string" ? comment.body : comment.body.value).trim();
      if (before !== null && text !== "") await kept.put([{ ...before, text }]);
      const found = own(comment);
      if (found !== undefined) found.comment.body = kept.get(comment.keptId)?.text ?? text;
      show(comment, CommentMode.Preview);
    },
    cancel(comment) {
      const found = own(comment);
      if (found !== undefined) found.comment.body = kept.get(comment.keptId)?.text ?? found.comment.body;
      show(comment, CommentMode.Preview);
    },
    async delete(comment) {
      const before = kept.get(comment.keptId);
      drop(comment.keptId);
      if (before !== null) await kept.remove([before]);
    },
    refresh() {
      for (const [id, each] of threads) {
        const comment = kept.get(id);
        if (comment === null) drop(id);
        else dress(each, comment);
      }
    },
    dispose: () => {
      listening.forEach((listener) => listener.dispose());
      controller.dispose();
    },
  };
}
