// A comment as it is kept, and what git says of contents in tests.
import type { LineEdit } from "../../../../src/application/live-swarm.ts";
import type { KeptComment } from "../../../../src/surfaces/vscode/review/review-comment.ts";
import { objectId } from "./file-changes.ts";

/** Written on line 2 of `a.md`, in the commit `ccc…` from the content `aaa…` to `bbb…`. */
export const keptComment = (said: Partial<KeptComment> = {}): KeptComment => ({
  id: "1",
  state: "pending",
  epicId: "epic",
  taskId: "docs",
  commit: objectId("c"),
  path: "a.md",
  side: "new",
  lines: { start: 2, end: 2 },
  quote: ["second"],
  file: { change: "modified", oldBlob: objectId("a"), newBlob: objectId("b") },
  text: "Say more.",
  ...said,
});

/** By the first digits of two contents: `{ bd: [...] }`. Others are no text. */
export const editsOf =
  (known: Record<string, LineEdit[]>) =>
  async (oldBlob: string, newBlob: string): Promise<LineEdit[] | null> =>
    known[`${oldBlob.slice(0, 1)}${newBlob.slice(0, 1)}`] ?? null;

/** A line before all others. */
export const lineAbove: LineEdit = { old: { start: 0, count: 0 }, new: { start: 1, count: 1 } };
/** Line 2 became lines 2 and 3. */
export const secondGrew: LineEdit = { old: { start: 2, count: 1 }, new: { start: 2, count: 2 } };
export const secondGone: LineEdit = { old: { start: 2, count: 1 }, new: { start: 1, count: 0 } };
