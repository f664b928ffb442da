// Which task a command was called for: menus hand in a URI, a row of ours, a comment thread or what the webview said.
import { idPattern } from "../../../domain/ids.ts";
import type { TaskRef } from "../selection.ts";
import { readReviewUri, type ReviewDocument, type ReviewSet, type UriParts } from "./review-uri.ts";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const isUriParts = (value: unknown): value is UriParts =>
  isRecord(value) && ["scheme", "path", "query"].every((part) => typeof value[part] === "string");

/** The address that an argument carries: a URI of ours, or something on such a document. */
export function reviewAddress(argument: unknown): ReviewDocument | ReviewSet | null {
  if (isUriParts(argument)) return readReviewUri(argument);
  if (!isRecord(argument)) return null;
  if (isUriParts(argument["uri"])) return readReviewUri(argument["uri"]);
  return isRecord(argument["thread"]) ? reviewAddress(argument["thread"]) : null;
}

const taskRef = (epicId: unknown, taskId: unknown): TaskRef | null => {
  if (typeof epicId !== "string" || typeof taskId !== "string") return null;
  return idPattern.test(epicId) && idPattern.test(taskId) ? { epicId, taskId } : null;
};

/** Reads the argument of a menu. Webview rows carry `key` as `<epic>/<task>[/<path>]`. */
export function namedTask(argument: unknown): TaskRef | null {
  const address = reviewAddress(argument);
  if (address !== null) return { epicId: address.epicId, taskId: address.taskId };
  if (!isRecord(argument)) return null;
  if (isRecord(argument["content"])) return namedTask(argument["content"]["task"]);
  if (typeof argument["key"] === "string") {
    const [epicId, taskId] = argument["key"].split("/");
    return taskRef(epicId, taskId);
  }
  return taskRef(argument["epicId"], argument["taskId"]);
}

/** The document that a command means: the one it was called on, or the active one when it was called on nothing. */
export const meantAddress = (argument: unknown, active: UriParts | null): ReviewDocument | ReviewSet | null =>
  // A row stands for the task as it is now, whatever else is open.
  reviewAddress(argument) ?? (namedTask(argument) === null ? reviewAddress(active) : null);

/** The epic that an argument names, alone or with a task. */
export function namedEpic(argument: unknown): string | null {
  const task = namedTask(argument);
  if (task !== null) return task.epicId;
  if (!isRecord(argument)) return null;
  const said = argument["key"] ?? argument["epicId"];
  return typeof said === "string" && idPattern.test(said) ? said : null;
}

/** The file that a row of the webview stands for: its key is `<epic>/<task>/<path>`. */
export function namedFile(argument: unknown): (TaskRef & { path: string }) | null {
  const task = namedTask(argument);
  if (task === null || !isRecord(argument) || typeof argument["key"] !== "string") return null;
  const path = argument["key"].split("/").slice(2).join("/");
  return path === "" ? null : { ...task, path };
}
