// A comment of a person as it is kept in the workspace until it is sent, and after.
import * as z from "zod/mini";
import { idPattern } from "../../../domain/ids.ts";
import type { ReviewDocument } from "./review-uri.ts";

const text = z.string().check(z.minLength(1));
const line = z.int().check(z.minimum(1));
const id = z.string().check(z.regex(idPattern));

/** The file as it was when the comment was written: both contents by their ids. Null in comments that were kept before. */
const file = z.object({
  change: z.enum(["added", "modified", "deleted", "renamed"]),
  oldBlob: z.nullable(text),
  newBlob: z.nullable(text),
});

/** `pending`: not sent yet. `commit`, `path`, `side` and `lines` say where it was written. */
const comment = z.object({
  id: text,
  state: z.enum(["pending", "sent"]),
  epicId: id,
  taskId: id,
  commit: text,
  path: text,
  side: z.enum(["old", "new"]),
  lines: z.nullable(z.object({ start: line, end: line })),
  quote: z.array(z.string()),
  file: z._default(z.nullable(file), null),
  text,
});

export type KeptComment = Readonly<z.infer<typeof comment>>;

/** The document that it was written on, or null when that is not known. */
export function writtenOn({ file: then, ...comment }: KeptComment): ReviewDocument | null {
  if (then === null) return null;
  const { epicId, taskId, commit, path, side } = comment;
  const blob = side === "old" ? then.oldBlob : then.newBlob;
  return { kind: "file", epicId, taskId, commit, path, side, change: then.change, blob };
}

/** What was kept, without the entries that are not in today's shape. */
export function readKeptComments(kept: unknown): KeptComment[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((entry) => {
    const read = comment.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}
