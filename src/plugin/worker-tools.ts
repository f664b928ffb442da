// The tools that a worker has beside OpenCode's own. OpenCode demands every argument, so optional ones may be null.

export interface ToolContext {
  sessionID: string;
  abort?: AbortSignal;
}

export interface WorkerTool {
  description: string;
  args: Record<string, object>;
  execute(args: unknown, context: ToolContext): Promise<string>;
}

const orNull = (schema: object, description: string) => ({ anyOf: [schema, { type: "null" }], description });
const paths = { type: "array", items: { type: "string" } };
const beadId = { type: "string", description: "The id of your task, exactly as your instructions give it." };

/** `tell` passes a call on and returns what the model reads; what it throws is the tool's error. */
export function workerTools(
  tell: (call: "progress" | "complete" | "reply", args: unknown, context: ToolContext) => Promise<string>,
): Record<string, WorkerTool> {
  return {
    swarm_progress: {
      description: "Reports how far your task is. Call it after each milestone; it does not end your work.",
      args: {
        bead_id: beadId,
        progress_percent: { type: "number", minimum: 0, maximum: 100, description: "How much is done, 0 to 100." },
        message: orNull({ type: "string" }, "One sentence on what you just did, or null."),
        files_touched: orNull(paths, "Repository-relative paths that you changed so far, or null."),
      },
      execute: (args, context) => tell("progress", args, context),
    },
    swarm_complete: {
      description: "Says that your task is over. Call it exactly once, as the last thing you do.",
      args: {
        bead_id: beadId,
        summary: { type: "string", description: "What you did, or why you could not, in a few sentences." },
        files_touched: orNull(paths, "Repository-relative paths that you changed, or null."),
        status: orNull(
          { type: "string", enum: ["success", "blocked", "failed"] },
          "success (or null), blocked when you need something from a person, failed when it cannot be done.",
        ),
      },
      execute: (args, context) => tell("complete", args, context),
    },
    swarm_reply: {
      description: "Answers numbered comments of a review, for the person who wrote them. It does not end your work.",
      args: {
        bead_id: beadId,
        answers: {
          type: "array",
          description: "For each comment its number and, in a sentence or two, what you did about it or why not.",
          items: {
            type: "object",
            properties: { comment: { type: "integer", minimum: 1 }, answer: { type: "string" } },
            required: ["comment", "answer"],
          },
        },
      },
      execute: (args, context) => tell("reply", args, context),
    },
  };
}
