// From OpenCode's event stream to the few things that a turn must hear. Pure; what is not needed comes back as null.
import * as z from "zod";
import type { QuestionItem } from "../../domain/events.ts";
import { toolActivity } from "./activity.ts";
import { plainText } from "./plain-text.ts";

/** OpenCode's errors: a name and what belongs to it. */
export const serverErrorSchema = z.object({
  name: z.string(),
  data: z.looseObject({ message: z.string().optional(), statusCode: z.number().optional() }).default({}),
});
export type ServerError = z.infer<typeof serverErrorSchema>;

export type SessionEvent = { session_id: string; directory: string } & (
  | { kind: "busy" }
  | { kind: "idle" }
  | { kind: "retry"; attempt: number; message: string; next_at: number | null }
  | { kind: "error"; error: ServerError }
  /** An assistant's message began or changed; `finish` is null while it is being written. */
  | { kind: "answer"; message_id: string; finish: string | null; completed: boolean }
  | { kind: "activity"; text: string }
  /** A tool has ended that may have changed files. */
  | { kind: "touched" }
  | { kind: "permission"; request_id: string; permission: string; patterns: string[] }
  | { kind: "question"; request_id: string; questions: QuestionItem[] }
  /** A permission or a question is no longer open. */
  | { kind: "settled"; request_id: string }
  /** Any other sign of life. */
  | { kind: "life" }
);

const envelopeSchema = z.object({
  directory: z.string().default(""),
  payload: z.object({ type: z.string(), properties: z.looseObject({ sessionID: z.string() }) }),
});

const statusSchema = z.object({
  status: z.object({
    type: z.enum(["busy", "idle", "retry"]),
    attempt: z.number().default(0),
    message: z.string().default(""),
    next: z.number().nullable().default(null),
  }),
});
const answerSchema = z.object({
  info: z.object({
    id: z.string(),
    role: z.string(),
    finish: z.string().optional(),
    time: z.object({ completed: z.number().optional() }),
  }),
});
const partSchema = z.object({
  part: z.object({
    type: z.string(),
    tool: z.string().optional(),
    state: z.object({ status: z.string(), input: z.unknown() }).optional(),
  }),
});
export const permissionSchema = z.object({
  id: z.string(),
  sessionID: z.string(),
  permission: z.string(),
  patterns: z.array(z.string()).default([]),
});
export const questionSchema = z.object({
  id: z.string(),
  sessionID: z.string(),
  questions: z.array(
    z.object({
      question: z.string(),
      options: z.array(z.object({ label: z.string() })).default([]),
      // OpenCode leaves it out where one option is to be chosen.
      multiple: z.boolean().default(false),
    }),
  ),
});

/** One message of `GET /global/event`, parsed from JSON. Null: not about a session, or not needed (`sync` repeats others). */
export function translateEvent(raw: unknown): SessionEvent | null {
  const envelope = envelopeSchema.safeParse(raw);
  if (!envelope.success) return null;
  const { directory, payload } = envelope.data;
  const { type, properties } = payload;
  const about = { session_id: properties.sessionID, directory };
  switch (type) {
    case "session.status": {
      const status = statusSchema.safeParse(properties).data?.status;
      if (!status) return null;
      if (status.type !== "retry") return { ...about, kind: status.type };
      const message = plainText(status.message, 2000);
      return { ...about, kind: "retry", attempt: status.attempt, message, next_at: status.next };
    }
    case "session.idle":
      return { ...about, kind: "idle" };
    case "session.error": {
      const error = serverErrorSchema.safeParse(properties.error).data;
      return error ? { ...about, kind: "error", error } : null;
    }
    case "message.updated": {
      const info = answerSchema.safeParse(properties).data?.info;
      if (info?.role !== "assistant") return { ...about, kind: "life" };
      const completed = info.time.completed !== undefined;
      return { ...about, kind: "answer", message_id: info.id, finish: info.finish ?? null, completed };
    }
    case "message.part.updated": {
      if (mayHaveChangedFiles(properties)) return { ...about, kind: "touched" };
      const text = partActivity(properties, directory);
      return text === null ? { ...about, kind: "life" } : { ...about, kind: "activity", text };
    }
    case "permission.asked": {
      const asked = permissionSchema.safeParse(properties).data;
      if (!asked) return null;
      return {
        ...about,
        kind: "permission",
        request_id: asked.id,
        permission: asked.permission,
        patterns: asked.patterns,
      };
    }
    case "question.asked": {
      const asked = questionSchema.safeParse(properties).data;
      return asked ? { ...about, kind: "question", request_id: asked.id, questions: questionItems(asked) } : null;
    }
    case "permission.replied":
    case "question.replied":
    case "question.rejected":
      return { ...about, kind: "settled", request_id: String(properties.requestID) };
    default:
      return { ...about, kind: "life" };
  }
}

/** OpenCode's questions as our events spell them. */
export const questionItems = (asked: z.infer<typeof questionSchema>): QuestionItem[] =>
  asked.questions.map(({ question, options, multiple }) => ({
    question,
    options: options.map((option) => option.label),
    multiple,
  }));

/** Tools that change no file. Whatever another one does is not known. */
const onlyLook = new Set([
  "read",
  "grep",
  "glob",
  "list",
  "webfetch",
  "websearch",
  "codesearch",
  "todowrite",
  "todoread",
  "question",
  "skill",
  "lsp",
  "invalid",
  "swarm_progress",
  "swarm_complete",
  "swarm_reply",
]);

function mayHaveChangedFiles(properties: unknown): boolean {
  const part = partSchema.safeParse(properties).data?.part;
  if (part?.type !== "tool" || part.tool === undefined || onlyLook.has(part.tool)) return false;
  // A command that failed may have written before.
  return part.state?.status === "completed" || part.state?.status === "error";
}

function partActivity(properties: unknown, directory: string): string | null {
  const part = partSchema.safeParse(properties).data?.part;
  if (part?.type === "reasoning") return "thinks";
  if (part?.type !== "tool" || part.tool === undefined || part.state?.status !== "running") return null;
  return toolActivity(part.tool, part.state.input, directory);
}
