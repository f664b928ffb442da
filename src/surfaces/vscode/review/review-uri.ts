// The address of a review document: what a `swarm-review:` URI says, and which of them are believed.
import { idPattern } from "../../../domain/ids.ts";
import type { FileChange, TaskChanges } from "../../../application/live-swarm.ts";

export const reviewScheme = "swarm-review";

export type ReviewSide = "old" | "new";

/** One side of one file of a pinned commit. It names a content by its id, never a place on the disk. */
export interface ReviewDocument {
  kind: "file";
  epicId: string;
  taskId: string;
  /** The pinned commit that is reviewed, also for the old side. */
  commit: string;
  /** `other`: what the commit is compared with, which is no side of the review. */
  side: ReviewSide | "other";
  change: FileChange["change"];
  /** Id of the content; null: the file does not exist on this side and the document is empty. */
  blob: string | null;
  /** Repository-relative, `/`, as it is on this side. */
  path: string;
}

/** All files of a pinned commit together. */
export interface ReviewSet {
  kind: "set";
  epicId: string;
  taskId: string;
  commit: string;
  /** Commit or tree that it is compared with; absent: its merge base. */
  against?: string;
}

/** Changes as they are shown: against the merge base, or, with words for it, against something else. */
export interface ShownChanges extends TaskChanges {
  against?: string;
}

/** The part of a `vscode.Uri` that carries the address. */
export interface UriParts {
  scheme: string;
  path: string;
  query: string;
}

const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const changes: readonly string[] = ["added", "modified", "deleted", "renamed"] satisfies FileChange["change"][];
const pathLimit = 4096;

/** A path as git stores it: relative, nothing empty, no way up, no NUL. */
function isRepositoryPath(path: string): boolean {
  if (path.length === 0 || path.length > pathLimit || path.includes("\u0000")) return false;
  return path.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

export function documentUri(document: ReviewDocument): UriParts {
  const { epicId, taskId, commit, side, change, blob, path } = document;
  const query = new URLSearchParams({ epic: epicId, task: taskId, commit, side, change, blob: blob ?? "none" });
  return { scheme: reviewScheme, path: `/${path}`, query: query.toString() };
}

/**
 * The same document as a row of a list. It is not the document itself, because VS Code puts a lock on each name of a
 * read-only document that is open, in place of what we say of it.
 */
export function rowUri(document: ReviewDocument): UriParts {
  const uri = documentUri(document);
  return { ...uri, query: `${uri.query}&row=1` };
}

export function setUri(set: ReviewSet): UriParts {
  const query = new URLSearchParams({ epic: set.epicId, task: set.taskId, commit: set.commit });
  if (set.against !== undefined) query.set("against", set.against);
  return { scheme: reviewScheme, path: `/${set.taskId}`, query: query.toString() };
}

/** Both sides of a file, each with the path that it has there. */
export function fileDocuments(
  changesOfTask: ShownChanges,
  file: FileChange,
): { old: ReviewDocument; new: ReviewDocument } {
  const shared = {
    kind: "file",
    epicId: changesOfTask.epic_id,
    taskId: changesOfTask.task_id,
    commit: changesOfTask.commit,
    change: file.change,
  } as const;
  return {
    old: {
      ...shared,
      side: changesOfTask.against === undefined ? "old" : "other",
      blob: file.oldBlob,
      path: file.from ?? file.path,
    },
    new: { ...shared, side: "new", blob: file.newBlob, path: file.path },
  };
}

function readSet(set: ReviewSet, against: string | null): ReviewSet | null {
  if (against === null) return set;
  return objectId.test(against) ? { ...set, against } : null;
}

/** What a URI names, or null for one that we did not write: anybody can ask VS Code to open anything. */
export function readReviewUri(uri: UriParts): ReviewDocument | ReviewSet | null {
  if (uri.scheme !== reviewScheme || !uri.path.startsWith("/")) return null;
  const said = new URLSearchParams(uri.query);
  const [epicId, taskId, commit] = [said.get("epic") ?? "", said.get("task") ?? "", said.get("commit") ?? ""];
  if (!idPattern.test(epicId) || !idPattern.test(taskId) || !objectId.test(commit)) return null;
  const path = uri.path.slice(1);
  const [side, change, blob] = [said.get("side"), said.get("change") ?? "", said.get("blob") ?? ""];
  if (side === null)
    return path === taskId ? readSet({ kind: "set", epicId, taskId, commit }, said.get("against")) : null;
  if (side !== "old" && side !== "new" && side !== "other") return null;
  if (!changes.includes(change) || !isRepositoryPath(path)) return null;
  if (blob !== "none" && !objectId.test(blob)) return null;
  return {
    kind: "file",
    epicId,
    taskId,
    commit,
    side,
    change: change as FileChange["change"],
    blob: blob === "none" ? null : blob,
    path,
  };
}

/** One side of the review itself, on which there can be comments. */
export type SideDocument = ReviewDocument & { side: ReviewSide };

/** The same for a URI that has to name one side of a file. */
export function readDocumentUri(uri: UriParts): SideDocument | null {
  const address = readReviewUri(uri);
  if (address?.kind !== "file" || address.side === "other") return null;
  return { ...address, side: address.side };
}

/** The file of a change that a document shows a side of, or undefined when the change has none such. */
export function fileOf(files: readonly FileChange[], document: Pick<ReviewDocument, "side" | "path">) {
  return files.find((file) => (document.side === "new" ? file.path : (file.from ?? file.path)) === document.path);
}
