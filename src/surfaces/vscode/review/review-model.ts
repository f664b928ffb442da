// What there is to review of the selected task. It follows the selection and the stored events.
import type { TaskState } from "../../../domain/task-state.ts";
import type { TaskStatus } from "../../../domain/task-status.ts";
import { sameTask, type Selection, type TaskRef } from "../selection.ts";
import { taskKey } from "../session/picture.ts";
import type { SwarmSession } from "../session/swarm-session.ts";
import { createSignal, type Disposable, type Listen } from "../signal.ts";
import { comparedChanges, type Comparisons } from "./comparisons.ts";
import type { ShownChanges } from "./review-uri.ts";
import type { Marks } from "./ticks.ts";

export type ReviewContent =
  | { kind: "none" }
  | { kind: "loading"; task: TaskRef }
  /** There is no commit yet, or none any more. */
  | { kind: "noCommit"; task: TaskRef; status: TaskStatus }
  | { kind: "unreadable"; task: TaskRef; error: unknown }
  | { kind: "files"; task: TaskRef; status: TaskStatus; changes: ShownChanges; marks: Marks };

export interface ReviewModel extends Disposable {
  current(): ReviewContent;
  onDidChange: Listen<ReviewContent>;
}

/** The content at which each file was marked as reviewed, by path. */
export const marksOf = (task: TaskState): Marks => task.reviewed;

export interface ModelParts {
  session: SwarmSession;
  selection: Selection;
  comparisons: Comparisons;
}

export function createReviewModel({ session, selection, comparisons }: ModelParts): ReviewModel {
  const changed = createSignal<ReviewContent>();
  let content: ReviewContent = { kind: "none" };
  let shown: string | null = null;
  let loads = 0;

  const set = (next: ReviewContent): void => {
    content = next;
    changed.fire(next);
  };

  async function load(task: TaskRef): Promise<void> {
    loads += 1;
    const mine = loads;
    const swarm = session.live();
    const state = () => session.picture.epic(task.epicId)?.tasks.get(task.taskId);
    // When there is one again, it is looked for anew.
    if (swarm === null) return set({ kind: "loading", task });
    if (content.kind === "none" || !sameTask(content.task, task)) set({ kind: "loading", task });
    let next: ReviewContent;
    try {
      const own = await swarm.changes(task.epicId, task.taskId);
      const changes = own === null ? null : ((await comparedChanges(swarm, comparisons, task, own)) ?? own);
      const now = state();
      const status = now?.status ?? "discarded";
      if (changes === null || now === undefined) next = { kind: "noCommit", task, status };
      else next = { kind: "files", task, status, changes, marks: marksOf(now) };
    } catch (error) {
      next = { kind: "unreadable", task, error };
    }
    if (mine === loads) set(next);
  }

  /** What the files depend on: the pinned commit, and what it is compared with. */
  function contentKey(task: TaskRef): string {
    const epic = session.picture.epic(task.epicId);
    const state = epic?.tasks.get(task.taskId);
    const open = session.live() === null ? "" : "open";
    return [taskKey(task.epicId, task.taskId), open, state?.work?.commit, epic?.integration?.tip].join(" ");
  }

  function follow(): void {
    const task = selection.current();
    if (task === null) {
      shown = null;
      loads += 1;
      if (content.kind !== "none") set({ kind: "none" });
      return;
    }
    const key = contentKey(task);
    const state = session.picture.epic(task.epicId)?.tasks.get(task.taskId);
    if (key === shown && content.kind === "files" && state !== undefined) {
      if (content.marks === marksOf(state) && content.status === state.status) return;
      return set({ ...content, status: state.status, marks: marksOf(state) });
    }
    if (key === shown && content.kind === "noCommit" && state?.status === content.status) return;
    shown = key;
    void load(task);
  }

  const listening = [
    selection.onDidChange(follow),
    session.onDidChange(follow),
    comparisons.onDidChange((task) => {
      if (shown !== null && sameTask(task, selection.current() ?? task)) shown = "";
      follow();
    }),
    session.picture.onDidChange(({ epics, tasks }) => {
      const task = selection.current();
      if (task !== null && (epics.has(task.epicId) || tasks.has(taskKey(task.epicId, task.taskId)))) follow();
    }),
  ];
  follow();
  return {
    current: () => content,
    onDidChange: changed.listen,
    dispose: () => {
      loads += 1;
      listening.forEach((listener) => listener.dispose());
    },
  };
}
