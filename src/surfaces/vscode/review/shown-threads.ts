// The threads that VS Code has of kept comments: each comment has one, on the worker's present commit once that is open.
import { CommentMode, CommentThreadCollapsibleState, Range, Uri, l10n, workspace } from "vscode";
import type { Comment, CommentController, CommentThread, TextDocument } from "vscode";
import type { PanelParts } from "../panel-parts.ts";
import { sameTask } from "../selection.ts";
import { taskKey } from "../session/picture.ts";
import type { Disposable } from "../signal.ts";
import { answerTo } from "./answer-in-thread.ts";
import { createCommentFates } from "./comment-fates.ts";
import type { KeptComments } from "./kept-comments.ts";
import { placeComment } from "./place-comment.ts";
import type { LineSpan } from "./quote.ts";
import { writtenOn, type KeptComment } from "./review-comment.ts";
import { documentUri, readDocumentUri, type ReviewDocument } from "./review-uri.ts";
import { threadLabel, writtenWhere } from "./thread-words.ts";

/** A comment as VS Code shows it; commands get it back. */
export interface ShownComment extends Comment {
  keptId: string;
}

export interface OwnThread {
  thread: CommentThread;
  comment: ShownComment;
  /** What the worker said to it. */
  answer: Comment | null;
}

/** Everything that is said in a thread, in order. */
export const inThread = ({ comment, answer }: OwnThread): Comment[] =>
  answer === null ? [comment] : [comment, answer];

export interface ShownThreads extends Disposable {
  /** Makes the thread in which the person wrote the comment its own. */
  adopt(thread: CommentThread, comment: KeptComment): void;
  get(id: string): OwnThread | undefined;
  drop(id: string): void;
  /** After comments were kept, changed, sent or discarded. */
  refresh(): void;
}

const rangeOf = (lines: LineSpan | null): Range | undefined =>
  lines === null ? undefined : new Range(lines.start - 1, 0, lines.end - 1, 0);

export interface ThreadParts extends Pick<PanelParts, "session" | "log"> {
  kept: KeptComments;
}

export function showThreads(controller: CommentController, parts: ThreadParts): ShownThreads {
  const { session, kept } = parts;
  const fates = createCommentFates(parts);
  const threads = new Map<string, OwnThread>();

  function dress(comment: KeptComment): void {
    const own = threads.get(comment.id);
    if (own === undefined) return;
    const label = threadLabel(comment, fates.of(comment));
    const answer = answerTo(session.picture, comment);
    const same = own.thread.label === label && own.comment.contextValue === comment.state;
    if (same && own.answer?.body === answer?.body) return;
    own.thread.label = label;
    own.thread.contextValue = comment.state;
    own.comment.contextValue = comment.state;
    own.answer = answer;
    own.thread.comments = inThread(own);
  }

  function adopt(thread: CommentThread, comment: KeptComment): void {
    const elsewhere = readDocumentUri(thread.uri)?.commit !== comment.commit;
    const shown: ShownComment = {
      keptId: comment.id,
      body: comment.text,
      mode: CommentMode.Preview,
      author: { name: l10n.t("You") },
      ...(elsewhere ? { label: writtenWhere(comment) } : {}),
    };
    thread.canReply = false;
    threads.set(comment.id, { thread, comment: shown, answer: null });
    dress(comment);
  }

  function create(uri: Uri, comment: KeptComment, lines: LineSpan | null): void {
    // A thread on a file has no range. The types ask for one here; taken away later, VS Code would not hear of it.
    const thread = controller.createCommentThread(uri, rangeOf(lines) as Range, []);
    thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
    adopt(thread, comment);
  }

  function drop(id: string): void {
    threads.get(id)?.thread.dispose();
    threads.delete(id);
  }

  /** The worker's present commit takes a thread over, but not out of the hands of a person who writes in it. */
  function mayStandOn(at: ReviewDocument, uri: Uri, { id }: KeptComment): boolean {
    const shown = threads.get(id);
    if (shown === undefined) return true;
    const now = session.picture.epic(at.epicId)?.tasks.get(at.taskId)?.work?.commit;
    if (at.commit !== now || shown.thread.uri.toString() === uri.toString()) return false;
    return shown.comment.mode !== CommentMode.Editing;
  }

  function place(uri: Uri, at: ReviewDocument): void {
    for (const comment of kept.all().filter((each) => sameTask(each, at))) {
      const place = placeComment(comment, at, fates.of(comment));
      if (place === null || !mayStandOn(at, uri, comment)) continue;
      drop(comment.id);
      create(uri, comment, place.lines);
    }
  }

  async function learn(concerns: (comment: KeptComment) => boolean): Promise<void> {
    await fates.learn(kept.all().filter(concerns));
    kept.all().filter(concerns).forEach(dress);
  }

  async function restore(document: TextDocument): Promise<void> {
    const at = readDocumentUri(document.uri);
    if (at === null) return;
    place(document.uri, at);
    await learn((comment) => sameTask(comment, at));
    if (!document.isClosed) place(document.uri, at);
  }

  /** What was not sent yet is listed before its file is opened, also when it cannot be opened any more. */
  function listPending(): void {
    for (const comment of kept.all()) {
      const known = session.picture.epic(comment.epicId) !== null;
      if (comment.state === "sent" || !known || threads.has(comment.id)) continue;
      const document = writtenOn(comment);
      if (document !== null) create(Uri.from(documentUri(document)), comment, comment.lines);
    }
  }

  const restoreAll = (): void => {
    listPending();
    workspace.textDocuments.forEach((document) => void restore(document));
  };
  const listening = [
    workspace.onDidOpenTextDocument((document) => void restore(document)),
    session.onDidChange(restoreAll),
    session.picture.onDidChange(({ epics, tasks }) => {
      const concerns = ({ id, epicId, taskId }: KeptComment): boolean =>
        threads.has(id) && (epics.has(epicId) || tasks.has(taskKey(epicId, taskId)));
      void learn(concerns);
    }),
  ];
  restoreAll();

  return {
    adopt,
    get: (id) => threads.get(id),
    drop,
    refresh() {
      for (const id of threads.keys()) {
        const comment = kept.get(id);
        if (comment === null) drop(id);
        else dress(comment);
      }
      void learn(({ id }) => threads.has(id));
      restoreAll();
    },
    dispose: () => listening.forEach((listener) => listener.dispose()),
  };
}
