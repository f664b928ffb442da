// What a person chose for a run; stored with the epic, so that a resume keeps it.
import * as z from "zod";
import { landingStrategies, taskJoins } from "./landing-strategy.ts";

export const runOptionsSchema = z.object({
  max_parallel: z.number().int().min(1).max(100).default(3),
  /** Which finished tasks are approved without a person. */
  approve: z.enum(["none", "checks", "all"]).default("none"),
  land: z.boolean().default(false),
  /** Approved tasks that are checked together before the integration branch moves; 1: each landed commit by itself. */
  landing_stack: z.number().int().min(1).max(50).default(8),
  /** How each task's work joins the integration branch. */
  join: z.enum(taskJoins).default("squash"),
  /** Template of the messages of the tasks' commits; null: the usual one. */
  commit_message: z.string().nullable().default(null),
  /** How the epic arrives on the person's branch, with `land`. */
  strategy: z.enum(landingStrategies).default("fast-forward"),
  /** `provider/model`; null: OpenCode's own default. */
  model: z.string().nullable().default(null),
  /** What happens to questions and permissions when nobody is there. */
  unattended: z.enum(["wait", "decide"]).default("decide"),
  /** A person sits at the terminal and is asked there. */
  attended: z.boolean().default(false),
  /** Seconds without any event of a worker until it counts as stalled. */
  stall_s: z.number().positive().default(300),
  /** Answers of the model in one turn after which a worker counts as running away. */
  max_steps: z.number().int().min(1).default(1000),
  /** Seconds for which a rate-limited provider is tried again. */
  rate_limit_window_s: z.number().nonnegative().default(600),
});

export type RunOptions = z.infer<typeof runOptionsSchema>;

/** Those of them that a person names; the others stay as they are. */
export const someRunOptionsSchema = z.object(
  Object.fromEntries(
    Object.entries(runOptionsSchema.shape).map(([name, option]) => [name, option.unwrap().optional()]),
  ),
) as unknown as z.ZodType<Partial<RunOptions>>;
