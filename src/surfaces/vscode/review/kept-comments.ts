// The person's comments, kept with the workspace so that a reload or a closed editor loses none.
import type { Memento } from "vscode";
import type { ReviewFacts } from "../review-facts.ts";
import { sameTask, type TaskRef } from "../selection.ts";
import { createSignal } from "../signal.ts";
import { readKeptComments, type KeptComment } from "./review-comment.ts";
import { fileOf } from "./review-uri.ts";

const storageKey = "swarmPanel.review.comments";
/** Sent comments are kept for their threads; the oldest go above this number. */
const sentLimit = 500;

export interface KeptComments {
  all(): readonly KeptComment[];
  get(id: string): KeptComment | null;
  pending(task: TaskRef): KeptComment[];
  /** Adds comments, or replaces those with the same id. */
  put(comments: readonly KeptComment[]): Promise<void>;
  remove(comments: readonly KeptComment[]): Promise<void>;
  facts: ReviewFacts;
}

function withinLimit(comments: readonly KeptComment[]): KeptComment[] {
  const sent = comments.filter((comment) => comment.state === "sent");
  const dropped = new Set(sent.slice(0, Math.max(0, sent.length - sentLimit)));
  return comments.filter((comment) => !dropped.has(comment));
}

export function createKeptComments(memento: Pick<Memento, "get" | "update">): KeptComments {
  const changed = createSignal<TaskRef>();
  let kept = readKeptComments(memento.get(storageKey));

  async function keep(next: KeptComment[], touched: readonly KeptComment[]): Promise<void> {
    kept = withinLimit(next);
    const tasks = new Map(touched.map(({ epicId, taskId }) => [`${epicId}/${taskId}`, { epicId, taskId }]));
    tasks.forEach((task) => changed.fire(task));
    await memento.update(storageKey, kept);
  }

  const pending = (task: TaskRef): KeptComment[] =>
    kept.filter((comment) => comment.state === "pending" && sameTask(comment, task));

  return {
    all: () => kept,
    get: (id) => kept.find((comment) => comment.id === id) ?? null,
    pending,
    async put(comments) {
      const byId = new Map(comments.map((comment) => [comment.id, comment]));
      const known = new Set(kept.map(({ id }) => id));
      const added = comments.filter(({ id }) => !known.has(id));
      await keep([...kept.map((comment) => byId.get(comment.id) ?? comment), ...added], comments);
    },
    async remove(comments) {
      const gone = new Set(comments.map(({ id }) => id));
      await keep(
        kept.filter(({ id }) => !gone.has(id)),
        comments,
      );
    },
    facts: {
      pendingComments: (task) => pending(task).length,
      commentsOn: (task, file) => pending(task).filter((comment) => fileOf([file], comment) !== undefined).length,
      onDidChange: changed.listen,
    },
  };
}
