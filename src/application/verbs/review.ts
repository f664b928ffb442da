// Verbs of a review: approve, ask for changes, and what was looked at. What follows from them is a drive's.
import type { EpicState } from "../../domain/epic-state.ts";
import type { Review } from "../../domain/review.ts";
import { refused, type Requested } from "../refusal.ts";
import { findEpic, forEachTask, type VerbParts } from "./verb-parts.ts";

type Door = Pick<VerbParts, "door">;

/** Approves tasks, or every task that is ready when none is named: all of them, or none when one cannot be. */
export async function approveTasks(
  { door }: Door,
  epicId: string,
  taskIds: readonly string[],
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const ready = [...found.value.tasks.values()].filter((task) => task.status === "ready").map((task) => task.id);
  const chosen = taskIds.length > 0 ? taskIds : ready;
  return forEachTask(door, epicId, chosen, (task_id) => ({
    type: "ApproveTask",
    epic_id: epicId,
    task_id,
    attempt: null,
  }));
}

/** Sends a review to the worker. One without a word is refused. */
export async function requestChanges(
  { door }: Door,
  epicId: string,
  taskId: string,
  review: Review,
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  const said = [...review.comments.map((comment) => comment.text), review.note ?? ""];
  if (said.every((text) => text.trim() === "")) {
    const message = "the review says nothing";
    return refused({
      exit: 2,
      code: "empty-review",
      message,
      remedy: "write a comment or a note, or approve the task",
    });
  }
  return forEachTask(door, epicId, [taskId], (task_id) => ({
    type: "RequestChanges",
    epic_id: epicId,
    task_id,
    attempt: null,
    review,
  }));
}

export async function markReviewed(
  { door }: Door,
  epicId: string,
  taskId: string,
  path: string,
  blob: string | null,
): Promise<Requested<EpicState>> {
  const found = await findEpic(door, epicId);
  if (!found.ok) return found;
  return forEachTask(door, epicId, [taskId], (task_id) => ({
    type: "MarkReviewed",
    epic_id: epicId,
    task_id,
    attempt: null,
    path,
    blob,
  }));
}
