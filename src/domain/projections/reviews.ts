// Tables `reviews` and `reviewed_files`: what a person said of a worker's commits, and which files they have looked at.
import type { ProjectionTable } from "./table.ts";

export const reviewsTable: ProjectionTable = {
  name: "reviews",
  version: 1,
  key: { seq: "INTEGER" },
  columns: {
    epic_id: "TEXT",
    task_id: "TEXT",
    attempt: "INTEGER",
    commit_id: "TEXT",
    comments: "INTEGER",
    note: "TEXT",
    requested_at: "TEXT",
  },
  project(event) {
    if (event.type !== "changes_requested") return [];
    const { epic_id, task_id, attempt } = event;
    const { commit, comments, note } = event.data;
    const what = { commit_id: commit, comments: comments.length, note, requested_at: event.ts };
    return [{ key: { seq: event.seq }, set: { epic_id, task_id, attempt, ...what } }];
  },
};

/** `blob` null: marked once, and taken back. */
export const reviewedFilesTable: ProjectionTable = {
  name: "reviewed_files",
  version: 1,
  key: { epic_id: "TEXT", task_id: "TEXT", path: "TEXT" },
  columns: { blob: "TEXT", marked_at: "TEXT" },
  project(event) {
    if (event.type !== "file_reviewed" && event.type !== "file_unreviewed") return [];
    const { epic_id, task_id } = event;
    const { path } = event.data;
    const blob = event.type === "file_reviewed" ? event.data.blob : null;
    return [{ key: { epic_id, task_id, path }, set: { blob, marked_at: event.ts } }];
  },
};
