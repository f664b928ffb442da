// What a scripted model plays: one step is one response, faults included. A test or a demo task writes these as JSON.
import * as z from "zod";

const toolCallSchema = z.object({ tool: z.string(), args: z.record(z.string(), z.unknown()).default({}) });

/** One response of the model. Times are milliseconds. Strings may hold {{cwd}}, {{last}}, {{session}} and {{now}}. */
export const stepSchema = z.strictObject({
  /** Assistant text. Without a tool call the turn ends after it. */
  text: z.string().optional(),
  /** Streamed before text and tool calls. */
  reasoning: z.string().optional(),
  /** One tool call, with `args`. */
  tool: z.string().optional(),
  args: z.record(z.string(), z.unknown()).optional(),
  /** Several tool calls in one response. */
  tools: z.array(toolCallSchema).optional(),
  /** Says what the last tool returned: shows what the model saw. */
  echo: z.boolean().default(false),
  /** The next step belongs to the same response. */
  more: z.boolean().default(false),
  /** Wait before the headers, and between the headers and the first chunk. */
  delayMs: z.number().nonnegative().default(0),
  firstMs: z.number().nonnegative().default(0),
  /** Pieces that text and tool arguments are streamed in, and the pause between them. */
  chunks: z.number().int().positive().optional(),
  chunkMs: z.number().nonnegative().default(0),
  /** Every chunk is `[t=<epoch ms>]`: measures the way of a token through the server. */
  stamp: z.boolean().default(false),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      cached_tokens: z.number(),
      reasoning_tokens: z.number(),
    })
    .partial()
    .default({}),
  finish: z.string().optional(),

  // Faults. `times`: how often the fault strikes at this step of this session; afterwards the step is played.
  error: z
    .object({
      status: z.number().int(),
      body: z.unknown().optional(),
      headers: z.record(z.string(), z.string()).default({}),
      times: z.number().int().optional(),
    })
    .optional(),
  hang: z.enum(["headers", "body"]).optional(),
  drop: z.enum(["headers", "body"]).optional(),
  malformed: z.enum(["json", "args", "html", "empty", "unknown-tool", "schema", "eof"]).optional(),
  times: z.number().int().optional(),
});

export type Step = z.infer<typeof stepSchema>;
/** A step as one writes it. */
export type StepInput = z.input<typeof stepSchema>;

const laterSchema = z.array(stepSchema).default([]);

/** A list of steps, or steps with those for `later` messages. */
export const scriptSchema = z.union([
  z.array(stepSchema).transform((steps) => ({ steps, later: laterSchema.parse(undefined) })),
  z.object({ steps: z.array(stepSchema), later: laterSchema }),
]);

export interface ToolCall {
  tool: string;
  args: Record<string, unknown>;
}

/** The tool calls of a step, in order. */
export function toolCallsOf(step: Step): ToolCall[] {
  if (step.tools) return step.tools;
  return step.tool === undefined ? [] : [{ tool: step.tool, args: step.args ?? {} }];
}

/** Steps as they are played: those that say `more` share a response with the next one. */
export function responsesOf(steps: readonly Step[]): Step[][] {
  const responses: Step[][] = [];
  for (const step of steps) {
    const open = responses.at(-1);
    if (open?.at(-1)?.more) open.push(step);
    else responses.push([step]);
  }
  return responses;
}
