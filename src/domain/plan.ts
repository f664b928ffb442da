// The plan: what a person approves. Shape only; the rules that need more than one field are in plan-rules.ts.
import * as z from "zod";
import { idPattern } from "./ids.ts";

const text = (what: string) => z.string().refine((value) => value.trim() !== "", { error: `${what} is empty` });

/** A shell line that proves something: exit code 0 is green. Its whole process tree is ended at the end. */
export const checkSchema = z.strictObject({
  name: text("the check's name"),
  run: text("the check's command"),
  timeout_s: z
    .number()
    .positive({ error: "a time limit is more than 0 seconds" })
    .max(86_400, { error: "a time limit is at most a day, 86400 seconds" })
    .default(600),
});

export const taskPlanSchema = z.strictObject({
  id: z.string().regex(idPattern, { error: "an id is 1 to 40 of a-z, 0-9 and -, and starts with a letter or a digit" }),
  title: text("the title"),
  description: text("the description"),
  /** Repository-relative globs that this task may change. Empty: no claim. */
  files: z.array(text("a path")).default([]),
  /** Repository-relative globs that this task may read but should not change. */
  readonly: z.array(text("a path")).default([]),
  /** Ids of tasks whose landed work this one builds on. */
  after: z.array(z.string()).default([]),
  /** Criteria that say when the task is done, for the worker and for the reviewer. */
  success: z.array(text("a criterion")).default([]),
  agent: text("the agent").optional(),
  /** `provider/model` as OpenCode spells it. */
  model: text("the model").optional(),
  checks: z.array(checkSchema).default([]),
});

export const planSchema = z.strictObject({
  $schema: z.string().optional(),
  title: text("the title"),
  context: z.string().default(""),
  tasks: z.array(taskPlanSchema).min(1, { error: "a plan has at least one task" }),
  checks: z.array(checkSchema).default([]),
  /** Branch, tag or commit that the work starts from. Default: what is checked out. */
  base: text("the base").optional(),
});

export type Check = z.infer<typeof checkSchema>;
export type TaskPlan = z.infer<typeof taskPlanSchema>;
export type Plan = z.infer<typeof planSchema>;

/** Models that the plan's tasks and the run's options name. */
export function modelsOf(plan: Plan, options: { model: string | null }): string[] {
  const named = [options.model, ...plan.tasks.map((task) => task.model)];
  return [...new Set(named.filter((model) => model != null))];
}
