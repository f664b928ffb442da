// A comment of a person as it is kept in the workspace until it is sent, and after.
import * as z from "zod/mini";
import { idPattern } from "../../../domain/ids.ts";

const text = z.string().check(z.minLength(1));
const line = z.int().check(z.minimum(1));
const id = z.string().check(z.regex(idPattern));

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
  text,
});

export type KeptComment = Readonly<z.infer<typeof comment>>;

/** What was kept, without the entries that are not in today's shape. */
export function readKeptComments(kept: unknown): KeptComment[] {
  if (!Array.isArray(kept)) return [];
  return kept.flatMap((entry) => {
    const read = comment.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}
