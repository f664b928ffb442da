// The calls of our plug-in, checked: a model's arguments are guesses, so what is wrong with them is said in its words.
import * as z from "zod";
import type { AgentSignal } from "../../application/ports/agents.ts";
import { plainLine, plainText } from "./plain-text.ts";

export const callNames = ["progress", "complete", "reply"] as const;
export type CallName = (typeof callNames)[number];
export type WorkerCall = Extract<AgentSignal, { kind: "progress" | "completion" | "reply" }>;

const mostFiles = 10_000;

const percentSchema = z.preprocess(
  (value) => (typeof value === "string" && /^\s*\d+(\.\d+)?\s*%?\s*$/.test(value) ? Number.parseFloat(value) : value),
  z
    .number({ error: "progress_percent must be a number from 0 to 100" })
    .min(0, { error: "progress_percent must be 0 or more" })
    .max(100, { error: "progress_percent must be 100 or less" }),
);
const filesSchema = z
  .array(z.string({ error: "files_touched must be a list of paths" }), {
    error: "files_touched must be a list of paths",
  })
  .max(mostFiles, { error: `files_touched lists more than ${mostFiles} paths` })
  .nullish()
  .transform((files) => (files ?? []).map((file) => plainLine(file, 1000)));
const textSchema = (name: string) => z.string({ error: `${name} must be text` });

const progressSchema = z
  .object({
    bead_id: textSchema("bead_id"),
    progress_percent: percentSchema,
    message: textSchema("message").nullish(),
    files_touched: filesSchema,
  })
  .transform((args): WorkerCall => ({
    kind: "progress",
    bead_id: args.bead_id,
    progress_percent: args.progress_percent,
    message: args.message == null ? null : plainText(args.message, 2000),
    files_touched: args.files_touched,
  }));

const completeSchema = z
  .object({
    bead_id: textSchema("bead_id"),
    summary: textSchema("summary"),
    files_touched: filesSchema,
    status: z.enum(["success", "blocked", "failed"], { error: "status must be success, blocked or failed" }).nullish(),
  })
  .transform((args): WorkerCall => ({
    kind: "completion",
    bead_id: args.bead_id,
    status: args.status ?? "success",
    summary: plainText(args.summary, 20_000),
    files_touched: args.files_touched,
  }));

const mostAnswers = 200;

const replySchema = z
  .object({
    bead_id: textSchema("bead_id"),
    answers: z
      .array(
        z.object(
          {
            comment: z.coerce.number().int({ error: "comment must be the number of a comment" }),
            answer: textSchema("answer"),
          },
          { error: "answers must be a list of {comment, answer}" },
        ),
        { error: "answers must be a list of {comment, answer}" },
      )
      .min(1, { error: "answers is empty" })
      .max(mostAnswers, { error: `answers has more than ${mostAnswers} entries` }),
  })
  .transform((args): WorkerCall => ({
    kind: "reply",
    bead_id: args.bead_id,
    answers: args.answers.map(({ comment, answer }) => ({ comment, answer: plainText(answer, 2000) })),
  }));

const schemas = { progress: progressSchema, complete: completeSchema, reply: replySchema };

/** The call as a signal, or why it is refused, in words that the model can act on. */
export function readWorkerCall(
  name: CallName,
  args: unknown,
  taskId: string,
): { call: WorkerCall } | { refused: string } {
  const parsed = schemas[name].safeParse(args);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => issue.message).join("; ");
    return { refused: `Nothing was recorded: ${wrong}. Call swarm_${name} again with that corrected.` };
  }
  if (parsed.data.bead_id !== taskId) {
    const named = plainLine(parsed.data.bead_id, 60);
    return {
      refused: `Nothing was recorded: your task is ${taskId}, not ${named}. Call swarm_${name} again with bead_id "${taskId}".`,
    };
  }
  return { call: parsed.data };
}
