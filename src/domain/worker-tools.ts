// The tools that a worker is given: their arguments as other programs spell them, parsed once at the border.
import * as z from "zod";

/** A model often sends numbers as text; a text that is a number counts as one. */
const percent = z.preprocess(
  (value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value),
  z
    .number({ error: "progress_percent must be a number from 0 to 100" })
    .min(0, { error: "progress_percent must be at least 0" })
    .max(100, { error: "progress_percent must be at most 100" }),
);

const files = z
  .array(z.string({ error: "files_touched must be a list of paths" }), {
    error: "files_touched must be a list of paths",
  })
  .nullish()
  .transform((value) => value ?? []);

export const progressArguments = z.object({
  bead_id: z.string({ error: "bead_id must be the id of your task" }),
  progress_percent: percent,
  message: z
    .string({ error: "message must be text" })
    .nullish()
    .transform((value) => value ?? null),
  files_touched: files,
});

export const completeArguments = z.object({
  bead_id: z.string({ error: "bead_id must be the id of your task" }),
  summary: z.string({ error: "summary must be text" }),
  files_touched: files,
  status: z
    .enum(["success", "blocked", "failed"], { error: "status must be success, blocked or failed" })
    .nullish()
    .transform((value) => value ?? "success"),
});
