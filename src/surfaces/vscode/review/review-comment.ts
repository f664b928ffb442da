// A comment of a person as it is kept in the workspace until it is sent, and after.
import * as z from "zod";
import { idPattern } from "../../../domain/ids.ts";

const lines = z.object({ start: z.int().min(1), end: z.int().min(1) });

/** `pending`: not sent yet. `commit`, `path`, `side` and `lines` say where it was written. */
const comment = z.object({
  id: z.string().min(1),
  state: z.enum(["pending", "sent"]),
  epicId: z.string().regex(idPattern),
  taskId: z.string().regex(idPattern),
  commit: z.string().min(1),
  path: z.string().min(1),
  side: z.enum(["old", "new"]),
  lines: lines.nullable(),
  quote: z.array(z.string()),
  text: z.string().min(1),
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
