// Everything of the review together: documents, view, comments and commands.
import type { CommandParts } from "../commands/command-parts.ts";
import type { Disposable } from "../signal.ts";
import { registerChangeDecorations } from "./change-decorations.ts";
import { registerCommentCommands } from "./comment-commands.ts";
import { createCommentThreads } from "./comment-threads.ts";
import { registerCompareCommand } from "./compare-command.ts";
import { createComparisons } from "./comparisons.ts";
import { registerDecideCommands } from "./decide-commands.ts";
import type { KeptComments } from "./kept-comments.ts";
import { registerOpenCommands } from "./open-commands.ts";
import { registerPartCommands } from "./part-commands.ts";
import { createReviewDesk } from "./review-desk.ts";
import { registerReviewDocuments } from "./review-documents.ts";
import { createReviewModel } from "./review-model.ts";
import { createReviewView } from "./review-view.ts";
import { rememberSeen } from "./seen-commits.ts";
import { registerStartComment } from "./start-comment.ts";

export interface ReviewSurface extends Disposable {
  /** The badge of the container; 0 shows none. */
  setBadge(value: number, tooltip: string): void;
}

export function registerReview(panel: CommandParts, kept: KeptComments): ReviewSurface {
  const { session, selection, log, setContextKey } = panel;
  const comparisons = createComparisons();
  const seen = rememberSeen(panel.context.workspaceState);
  const desk = createReviewDesk(panel, comparisons);
  const model = createReviewModel({ session, selection, comparisons });
  const documents = registerReviewDocuments(panel);
  const threads = createCommentThreads({ session, log, kept, hasLines: documents.hasLines });
  const view = createReviewView({
    model,
    facts: kept.facts,
    tick: (content, files, reviewed) => desk.markFiles(content.task, files, reviewed),
  });

  const showCounts = (): void => {
    const content = model.current();
    setContextKey("compared", content.kind === "files" && content.changes.against !== undefined);
    setContextKey("reviewFiles", content.kind === "files" ? content.changes.files.length : 0);
    const known = kept.all().filter((comment) => session.picture.epic(comment.epicId) !== null);
    setContextKey("pendingComments", known.filter((comment) => comment.state === "pending").length);
  };
  showCounts();

  const started = [
    model.onDidChange(showCounts),
    kept.facts.onDidChange(showCounts),
    session.onDidChange(showCounts),
    documents,
    registerChangeDecorations(),
    registerOpenCommands(panel, desk),
    registerDecideCommands(panel, desk),
    registerPartCommands(panel, desk),
    registerCompareCommand({ panel, desk, comparisons, seen }),
    seen,
    registerCommentCommands({ panel, desk, kept, threads }),
    registerStartComment(panel, documents.hasLines),
    view,
    threads,
    model,
  ];
  return {
    setBadge: view.setBadge,
    dispose: () => started.forEach((each) => each.dispose()),
  };
}
